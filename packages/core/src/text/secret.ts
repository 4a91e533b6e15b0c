import { InvalidOptionsError } from '../ports/errors.ts';

/** What is shown in place of a secret. */
const HIDDEN = '[secret]';

/** Shortest part of a secret that is masked in texts; masking shorter ones would hide half of any text. */
const MIN_MASKED_LENGTH = 8;

/**
 * A text that is never shown: not in a log, an error, a template, JSON or `util.inspect`. Only {@link reveal} gives it,
 * at the one place where it goes out.
 *
 * @example
 * ```ts
 * const token = new Secret(textOfTheToken);
 * `${token}`; // '[secret]'
 * ```
 */
export class Secret {
  readonly #value: string;

  /** @throws InvalidOptionsError when there is no text, or nothing but spaces; line breaks around it are taken off */
  constructor(value: string) {
    // A token that is pasted into a console often ends in a line break.
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '') throw new InvalidOptionsError('A secret is missing or empty. Give it a value.');
    this.#value = text;
    // What Node's `util.inspect` and `console.log` show.
    Object.defineProperty(this, Symbol.for('nodejs.util.inspect.custom'), { value: () => HIDDEN });
  }

  /** The text itself. */
  reveal(): string {
    return this.#value;
  }

  /** External text, such as an error message, with this secret masked in all its encodings. */
  hideIn(text: string): string {
    const value = this.#value;
    const forms = [value, encodeURIComponent(value), encodeURI(value), JSON.stringify(value).slice(1, -1)];
    return [...new Set([...forms, ...partsOfAddress(value)])]
      .filter((form) => form.length >= MIN_MASKED_LENGTH || form === value)
      .sort((a, b) => b.length - a.length)
      .reduce((hidden, form) => hidden.replaceAll(form, HIDDEN), text);
  }

  /** What stands for the secret in a text. */
  toString(): string {
    return HIDDEN;
  }

  /** What stands for the secret in JSON. */
  toJSON(): string {
    return HIDDEN;
  }
}

/** An address is secret in its path and query: what comes after the host, and each value by itself. */
function partsOfAddress(value: string): readonly string[] {
  const [, path = '', query = ''] = /^[a-z]+:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?/i.exec(value) ?? [];
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [path, query, ...values, ...values.map(decoded)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: the text itself is the only form.
    return text;
  }
}
