import { escapeHtml } from '@appstream-campaign/core/messages';

/** HTML that may go into a document as it is. Only {@link html} and {@link trusted} make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | undefined | Markup | readonly Part[];

/** HTML with every value escaped that is no HTML already; lists are joined, undefined is nothing. */
export function html(fixed: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(fixed.map((text, index) => text + written(values[index])).join(''));
}

/** Text of our own making that is HTML already: a style sheet, a picture that a library drew. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function written(value: Part): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(written).join('');
  return escapeHtml(String(value));
}
