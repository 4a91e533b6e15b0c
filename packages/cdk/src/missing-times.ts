const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** How far ahead schedules are looked at. */
const YEARS = 10;

/** From the last local time before clocks are set forward to the first one after it, as if both were UTC. */
interface Gap {
  readonly begin: number;
  readonly end: number;
}

/**
 * Local times on which an expression of EventBridge Scheduler falls in the next ten years, and which do not exist in
 * its zone, because clocks are set forward over them. The Scheduler leaves such a run out.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 * @returns such as `2028-10-01 02:00`, in order
 */
export function missingTimes(expression: string, timeZone: string, now: Date): readonly string[] {
  const fires = matcher(expression);
  if (fires === undefined) return [];
  const times: string[] = [];
  for (const { begin, end } of gaps(timeZone, now.getTime(), now.getTime() + YEARS * 366 * DAY)) {
    for (let local = begin; local < end; local += MINUTE) {
      if (fires(new Date(local))) times.push(new Date(local).toISOString().slice(0, 16).replace('T', ' '));
    }
  }
  return times;
}

function gaps(timeZone: string, from: number, until: number): readonly Gap[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsetAt = (instant: number): number => {
    const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  };
  const found: Gap[] = [];
  let before = offsetAt(from);
  for (let day = Math.floor(from / DAY) * DAY; day < until; day += DAY) {
    const after = offsetAt(day + DAY);
    if (after > before) {
      const change = changeBetween(day, day + DAY, (instant) => offsetAt(instant) === after);
      found.push({ begin: change + before, end: change + after });
    }
    before = after;
  }
  return found;
}

/** The first minute at which it holds, by halving. */
function changeBetween(before: number, after: number, holds: (instant: number) => boolean): number {
  let [low, high] = [before, after];
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether an expression names a local time, which is given as if it were UTC; undefined for one that names none. */
function matcher(expression: string): ((local: Date) => boolean) | undefined {
  const [, kind, inside = ''] = /^(cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'at') return (local) => inside.slice(0, 16) === local.toISOString().slice(0, 16);
  const [minute, hour, date, month, weekday, year = '*'] = inside.trim().toUpperCase().split(/\s+/);
  if (!minute || !hour || !date || !month || !weekday) return undefined;
  return (local) =>
    admits(minute, local.getUTCMinutes()) &&
    admits(hour, local.getUTCHours()) &&
    admits(month, local.getUTCMonth() + 1, MONTHS, 1) &&
    admits(year, local.getUTCFullYear(), [], 1970) &&
    admitsDate(date, local) &&
    admitsWeekday(weekday, local);
}

const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['', 'SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Lists of values, ranges and steps: `*`, `1,15`, `MON-FRI`, `0/15`. */
function admits(field: string, value: number, names: readonly string[] = [], least = 0): boolean {
  const numberOf = (text: string) => (names.includes(text) ? names.indexOf(text) : Number(text));
  return field.split(',').some((part) => {
    const [range = '', step] = part.split('/');
    const [first = '', last] = range.split('-');
    const everything = first === '*' || first === '?';
    const from = everything ? least : numberOf(first);
    const open = everything || (last === undefined && step !== undefined);
    const to = open ? Number.POSITIVE_INFINITY : numberOf(last ?? first);
    return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
  });
}

/** `L` is the last day of the month, `15W` the weekday nearest to the 15th. */
function admitsDate(field: string, local: Date): boolean {
  const day = local.getUTCDate();
  const inMonth = (date: number) => new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), date));
  const last = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  if (field === 'L') return day === last;
  const nearest = /^(\d+)W$/.exec(field)?.[1];
  if (nearest === undefined) return admits(field, day, [], 1);
  const wanted = Number(nearest);
  const weekday = inMonth(wanted).getUTCDay();
  if (weekday === 6) return day === (wanted === 1 ? 3 : wanted - 1);
  if (weekday === 0) return day === (wanted === last ? wanted - 2 : wanted + 1);
  return day === wanted;
}

/** `3#2` is the second Tuesday of the month, `6L` its last Friday. */
function admitsWeekday(field: string, local: Date): boolean {
  const weekday = local.getUTCDay() + 1;
  const day = local.getUTCDate();
  const [, name = '', which] = /^(\w+?)(#\d|L)$/.exec(field) ?? [];
  if (which === undefined) return admits(field, weekday, WEEKDAYS, 1);
  if (!admits(name, weekday, WEEKDAYS, 1)) return false;
  if (which !== 'L') return Math.ceil(day / 7) === Number(which.slice(1));
  return new Date(local.getTime() + 7 * DAY).getUTCMonth() !== local.getUTCMonth();
}
