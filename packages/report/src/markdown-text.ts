import { html } from './markup.ts';

/**
 * A text from outside as code, so that nothing in it is read as Markdown, a mention or a link. What a code span can't
 * hold in every dialect (a bar in a table, a backtick, a backslash) becomes an HTML code element.
 */
export function code(text: string): string {
  if (text === '') return '';
  if (/^[^`|\\<>&]+$/.test(text)) return `\`${text}\``;
  const body = html`${text}`.text.replace(
    /[^\p{L}\p{N}\s&;#]/gu,
    (character) => `&#${character.codePointAt(0) ?? 32};`,
  );
  return `<code>${body}</code>`;
}

/** A table; its cells are Markdown already. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
