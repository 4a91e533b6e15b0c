/**
 * Makes a text from outside harmless in one line: no control characters, no line breaks, and no marks that turn the
 * direction of what follows.
 */
export function oneLine(text: string): string {
  return withoutControls(text).trim();
}

/** The same for a part of a line, whose spaces at both ends count. */
export function withoutControls(text: string): string {
  return text
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd');
}
