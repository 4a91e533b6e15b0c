/** A point in time: ISO 8601 in UTC with milliseconds, such as `2026-11-23T08:00:00.000Z`. */
export type Instant = string;

const MINUTE = 60_000;

/** The instant of a `Date`. */
export function toInstant(date: Date): Instant {
  return date.toISOString();
}

/** The instant that lies `minutes` after `instant` (before it, when negative). */
export function plusMinutes(instant: Instant, minutes: number): Instant {
  return new Date(Date.parse(instant) + minutes * MINUTE).toISOString();
}

/** Minutes from `from` to `to`; negative when `to` is earlier. */
export function minutesBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / MINUTE;
}

/** The earliest of some instants; undefined when there are none. */
export function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants
    .filter((instant) => instant !== undefined)
    .reduce<Instant | undefined>(
      (first, instant) => (first === undefined || minutesBetween(instant, first) > 0 ? instant : first),
      undefined,
    );
}
