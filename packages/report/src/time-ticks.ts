import { localTime } from '@appstream-campaign/core/messages';

/** A mark on the axis of time. */
export interface Tick {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly label: string;
}

const MINUTE = 60_000;
const DAY = 1440;
const MOST_TICKS = 10;
/** Minutes between two marks, as clocks and calendars divide them. */
const STEPS = [1, 5, 15, 30, 60, 180, 360, 720, DAY, 2 * DAY, 7 * DAY, 14 * DAY];

/** Marks at round times of a zone, about ten, between two points in time. */
export function timeTicks(begin: number, end: number, timeZone: string): readonly Tick[] {
  const minutes = (end - begin) / MINUTE;
  const step =
    STEPS.find((one) => minutes / one <= MOST_TICKS) ?? Math.ceil(minutes / MOST_TICKS / DAY) * DAY;
  const grid = Math.min(step, DAY);
  const ticks: Tick[] = [];
  for (let at = rounded(begin, grid, timeZone); at <= end; at = rounded(at + step * MINUTE, grid, timeZone)) {
    if (at >= begin) ticks.push({ at, label: labelOf(at, step, timeZone) });
  }
  return ticks;
}

/** The nearest time that a clock of the zone shows as round: a day may have 23 hours, or 25. */
function rounded(at: number, grid: number, timeZone: string): number {
  const whole = Math.floor(at / MINUTE) * MINUTE;
  const [hours = 0, minutes = 0] = localTime(new Date(whole), timeZone).clock.split(':').map(Number);
  const over = (hours * 60 + minutes) % grid;
  return whole + (over * 2 <= grid ? -over : grid - over) * MINUTE;
}

function labelOf(at: number, step: number, timeZone: string): string {
  const { day, clock } = localTime(new Date(at), timeZone);
  if (step < DAY && clock !== '00:00') return clock;
  const month = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' }).format(new Date(day));
  return step > 30 * DAY ? `${month} ${day.slice(0, 4)}` : `${Number(day.slice(8))} ${month}`;
}
