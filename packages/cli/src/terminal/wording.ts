import { formatDuration, formatTime, localTime, oneLine } from '@appstream-campaign/core/messages';
import cliTruncate from 'cli-truncate';

/** A text from outside as one harmless line: no control characters, which terminals obey, and no turned direction. */
export function printable(text: string): string {
  return oneLine(text);
}

/** Hours and minutes of an instant where people are. */
export function clockText(at: Date, timeZone: string): string {
  return localTime(at, timeZone).clock;
}

/** Date and time of an instant where people are, with the zone's abbreviation. */
export function instantText(at: Date, timeZone: string): string {
  return formatTime(at, timeZone);
}

/** Such as `2 h 05 min`, with two digits so that columns line up; `3 d 20 h` from two days on. */
export function minutesText(minutes: number): string {
  return formatDuration(minutes).replace(/h (\d) min$/, 'h 0$1 min');
}

/** The time between two instants. */
export function durationText(from: Date, to: Date): string {
  return minutesText((to.getTime() - from.getTime()) / 60_000);
}

/** `1 image`, `2 images`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Cuts out the middle: names of images differ at both ends. */
export function shortened(text: string, width: number): string {
  return cliTruncate(text, Math.max(1, width), { position: 'middle' });
}

/** Cuts the end of a sentence. */
export function cut(text: string, width: number): string {
  return cliTruncate(text, Math.max(1, width));
}

/**
 * A text in lines that break at words: a terminal would break them inside. A word that is longer than a line stays
 * whole, and so does everything from `whole` on, so that a command line can be copied.
 */
export function wrapped(text: string, width: number, whole?: string): readonly string[] {
  const at = whole === undefined ? -1 : text.indexOf(whole);
  const prose = at < 0 ? text : text.slice(0, at);
  const words = [...prose.split(' ').filter((word) => word !== ''), ...(at < 0 ? [] : [text.slice(at)])];
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.length === 0 ? [''] : lines;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listText(items: readonly string[], most: number = 3): string {
  if (items.length > most)
    return `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
