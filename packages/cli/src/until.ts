import { usageError } from './errors.ts';

/**
 * The next time that a clock on the wall here shows `06:00`, or the instant that is written out.
 * @throws CommandError when it is neither
 */
export function untilInstant(text: string, now: Date): Date {
  const time = /^(\d{1,2}):(\d\d)$/.exec(text);
  if (time === null) {
    const instant = new Date(text);
    if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(instant.getTime())) return instant;
    throw usageError(`--until is "${text}".`, [EXPECTED]);
  }
  const [hours, minutes] = [Number(time[1]), Number(time[2])];
  if (hours > 23 || minutes > 59)
    throw usageError(`--until is "${text}": there is no such time of day.`, [EXPECTED]);
  const instant = new Date(now);
  instant.setHours(hours, minutes, 0, 0);
  if (instant <= now) instant.setDate(instant.getDate() + 1);
  return instant;
}

const EXPECTED = 'Name a time of day such as 06:00, or an instant such as 2026-12-01T06:00Z.';
