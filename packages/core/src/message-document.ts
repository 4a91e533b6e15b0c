import { oneLine } from './one-line.ts';

/** One part of a message, before it becomes text or HTML. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | {
      readonly kind: 'list';
      readonly title: string;
      readonly items: readonly string[];
      readonly ordered: boolean;
    }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** A message in parts. */
export interface MessageDocument {
  readonly subject: string;
  readonly blocks: readonly Block[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe as HTML content and in quoted attributes. */
function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** The document as plain text. */
export function toText(document: MessageDocument): string {
  return `${document.blocks.map(blockToText).join('\n\n')}\n`;
}

function blockToText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return oneLine(block.text);
    case 'facts': {
      const width = Math.max(...block.facts.map(([label]) => label.length)) + 2;
      return block.facts.map(([label, value]) => `${`${label}:`.padEnd(width)}${oneLine(value)}`).join('\n');
    }
    case 'list': {
      const mark = (index: number) => (block.ordered ? `${index + 1}. ` : '- ');
      const items = block.items.map((item, index) => `  ${mark(index)}${oneLine(item)}`);
      return [block.title, ...items].join('\n');
    }
    case 'table':
      return [block.title, ...block.rows.map((row) => rowToText(block.columns, row))].join('\n');
  }
}

/** Columns would not line up in a proportional font, so each row is a short paragraph. */
function rowToText(columns: readonly string[], row: readonly string[]): string {
  const [first, ...rest] = row.map(oneLine);
  const details = rest.flatMap((cell, index) =>
    cell === '' ? [] : [`      ${columns[index + 1]}: ${cell}`],
  );
  return [`  - ${first}`, ...details].join('\n');
}

const CELL = 'style="text-align:left;vertical-align:top;padding:4px 12px 4px 0"';

/** The document as a whole HTML page; every text in it is escaped. */
export function toHtml(document: MessageDocument): string {
  const body = document.blocks.map(blockToHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(document.subject)}</title></head>
<body style="font-family:sans-serif;line-height:1.4">
${body}
</body>
</html>
`;
}

function blockToHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'facts':
      return `<table role="presentation">${block.facts
        .map(
          ([label, value]) =>
            `<tr><td ${CELL}>${escapeHtml(label)}</td><td ${CELL}>${escapeHtml(value)}</td></tr>`,
        )
        .join('\n')}</table>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      const items = block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n');
      return `<p>${escapeHtml(block.title)}</p>\n<${tag}>\n${items}\n</${tag}>`;
    }
    case 'table': {
      const head = block.columns.map((column) => `<th ${CELL}>${escapeHtml(column)}</th>`).join('');
      const rows = block.rows.map(
        (row) => `<tr>${row.map((cell) => `<td ${CELL}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
      );
      return `<h2 style="font-size:1.1em">${escapeHtml(block.title)}</h2>\n<table><thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody></table>`;
    }
  }
}
