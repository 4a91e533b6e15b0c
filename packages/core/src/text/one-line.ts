/**
 * Sanitizes external text to one line: no control characters, no line breaks, and no characters that change the text
 * direction.
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
