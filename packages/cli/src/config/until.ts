import { localTime } from '@appstream-campaign/core/messages';
import { usageError } from '../terminal/errors.ts';

const MINUTE = 60_000;
const DAY = 1440;

/**
 * The next time that a clock on the wall there shows `06:00`, or the instant that is written out.
 * @throws CommandError when it is neither
 */
export function untilInstant(text: string, now: Date, timeZone: string): Date {
  const time = /^(\d{1,2}):(\d\d)$/.exec(text);
  if (time === null) {
    const instant = writtenOut(text, timeZone);
    if (instant !== undefined) return instant;
    throw usageError(`--until is "${text}".`, [EXPECTED]);
  }
  const [hours, minutes] = [Number(time[1]), Number(time[2])];
  if (hours > 23 || minutes > 59)
    throw usageError(`--until is "${text}": there is no such time of day.`, [EXPECTED]);
  const wanted = hours * 60 + minutes;
  const start = Math.floor(now.getTime() / MINUTE) * MINUTE;
  const ahead = (wanted - minutesOfDay(start, timeZone) + DAY) % DAY || DAY;
  const there = start + ahead * MINUTE;
  // Clocks may have been changed in between.
  const over = ((minutesOfDay(there, timeZone) - wanted + DAY + DAY / 2) % DAY) - DAY / 2;
  const changed = there - over * MINUTE;
  return new Date(changed > now.getTime() ? changed : there);
}

/** `2026-12-01T06:00Z`, or without the zone, which is then ours. */
function writtenOut(text: string, timeZone: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const isOurs = !/(Z|[+-]\d\d:?\d\d)$/.test(text);
  const written = Date.parse(isOurs ? `${text}Z` : text);
  if (Number.isNaN(written)) return undefined;
  if (!isOurs) return new Date(written);
  const first = written - offset(written, timeZone);
  return new Date(written - offset(first, timeZone));
}

/** Milliseconds by which clocks there are ahead of UTC. */
function offset(at: number, timeZone: string): number {
  const { day, clock } = localTime(new Date(at), timeZone);
  return Date.parse(`${day}T${clock}Z`) - Math.floor(at / MINUTE) * MINUTE;
}

function minutesOfDay(at: number, timeZone: string): number {
  const [hours = 0, minutes = 0] = localTime(new Date(at), timeZone).clock.split(':').map(Number);
  return hours * 60 + minutes;
}

const EXPECTED = 'Name a time of day such as 06:00, or an instant such as 2026-12-01T06:00Z.';
