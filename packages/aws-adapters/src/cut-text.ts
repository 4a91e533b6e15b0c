/** A text in at most `limit` UTF-16 units; one that is longer ends in `…`. Never splits a character. */
export function cutText(text: string, limit: number): string {
  const whole = wellFormed(text);
  if (whole.length <= limit) return whole;
  const kept = whole.slice(0, limit - 1);
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A text in at most `limit` bytes of UTF-8; one that is longer ends in a line that says how much is cut. */
export function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return bytes.toString('utf8');
  // As long as any such line gets: the part that is cut is never more than the whole.
  const room = limit - Buffer.byteLength(lastLine(bytes.length, bytes.length));
  let end = Math.max(0, room);
  // 10xxxxxx: the middle of a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end) + lastLine(bytes.length - end, bytes.length);
}

function lastLine(cut: number, all: number): string {
  return `\n… (cut: ${cut} of ${all} bytes are left out)`;
}

/** Replaces unpaired surrogates, which are no valid UTF-8, by U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
