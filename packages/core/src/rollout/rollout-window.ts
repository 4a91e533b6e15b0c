import { type Instant, localTime, plusMinutes } from './foundation.ts';

/** Days of a week, as a window names them. */
export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** When fleets of a ring may get new versions. */
export interface RolloutWindow {
  /** Days on which it opens. @defaultValue every day */
  readonly days?: readonly (typeof DAYS)[number][];
  /** Time at which it opens: `22:00`. A window lasts at least 15 minutes. */
  readonly from: string;
  /** Time at which it closes. If it is not after `from`, it is on the next day; if equal, the window lasts a whole day. */
  readonly to: string;
  /** A time zone of the IANA database. @defaultValue `UTC` */
  readonly timeZone?: string;
}

/** How long a window is open, in minutes, without daylight saving changes. */
export function windowMinutes(from: string, to: string): number {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return (minutes(to) - minutes(from) + 1440) % 1440 || 1440;
}

/** Whether a window is open. A local time that daylight saving skips counts as the first one after it. */
export function isOpen({ days = DAYS, from, to, timeZone = 'UTC' }: RolloutWindow, now: Instant): boolean {
  const { day, clock } = localTime(now, timeZone);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const opensOn = (index: number) => days.some((name) => name === DAYS[(index + 7) % 7]);
  if (from < to) return opensOn(weekday) && clock >= from && clock < to;
  return (opensOn(weekday) && clock >= from) || (opensOn(weekday - 1) && clock < to);
}

/** As long as the shortest window, so that none is missed. */
const STEP = 15;
const EIGHT_DAYS = 8 * 1440;

/** When a window that is closed opens next; undefined when it does not within eight days, or is open. */
export function nextOpening(window: RolloutWindow, now: Instant): Instant | undefined {
  if (isOpen(window, now)) return undefined;
  for (let minutes = STEP; minutes <= EIGHT_DAYS; minutes += STEP) {
    if (!isOpen(window, plusMinutes(now, minutes))) continue;
    let first = minutes;
    while (first > minutes - STEP && isOpen(window, plusMinutes(now, first - 1))) first -= 1;
    return plusMinutes(`${plusMinutes(now, first).slice(0, 16)}:00.000Z`, 0);
  }
  return undefined;
}
