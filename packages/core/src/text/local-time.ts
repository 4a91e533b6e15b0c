import { InvalidOptionsError } from '../ports/errors.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';

/** The default time zone of everything that people read. */
export const DEFAULT_TIME_ZONE = 'UTC';

/**
 * English as it is written in several countries: each knows the abbreviations that are usual there, such as CET, EST or
 * AEST, and has no more than an offset for the others.
 */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-SG', 'en-HK'];

const TWO_DAYS = 2880;

/** Whether a text names a time zone, as the IANA database has it: `Europe/Berlin`, `UTC`. */
export function isTimeZone(name: unknown): name is string {
  if (name === DEFAULT_TIME_ZONE) return true;
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The format of a time zone, for error messages. */
export const TIME_ZONE_FORMAT = 'a time zone of the IANA database, such as Europe/Berlin or UTC';

/**
 * Checks a time zone; UTC by default.
 * @param owner whose option it is, for the error message
 * @throws InvalidOptionsError when there is no such zone
 */
export function readTimeZone(owner: string, timeZone: unknown): string {
  if (timeZone === undefined) return DEFAULT_TIME_ZONE;
  if (isTimeZone(timeZone)) return timeZone;
  throw new InvalidOptionsError(
    `${owner} option timeZone is ${JSON.stringify(timeZone)}; expected ${TIME_ZONE_FORMAT}.`,
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Cached: creating a format is the slowest part. */
function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  formats.set(key, made);
  return made;
}

/** The local date and time of an instant. */
interface LocalTime {
  /** `2026-11-23` */
  readonly day: string;
  /** `09:00` */
  readonly clock: string;
}

/** The local date and time of an instant in a time zone. */
export function localTime(instant: Instant | Date, timeZone: string): LocalTime {
  const at = new Date(instant);
  // The default needs no locale data, which would slow every check of the function.
  if (timeZone === DEFAULT_TIME_ZONE) {
    const text = at.toISOString();
    return { day: text.slice(0, 10), clock: text.slice(11, 16) };
  }
  const parts = formatOf('en-US', timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    clock: `${part('hour')}:${part('minute')}`,
  };
}

/** The zone's abbreviation at an instant, such as `CET`; its offset, such as `UTC+9`, where none is usual. */
export function zoneName(instant: Instant | Date, timeZone: string): string {
  if (timeZone === DEFAULT_TIME_ZONE) return timeZone;
  let offset: string | undefined;
  for (const locale of LOCALES) {
    const parts = formatOf(locale, timeZone).formatToParts(new Date(instant));
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
    if (!/[+\-\u2212]\d/.test(name)) return name;
    offset ??= name.replace(/^GMT/, 'UTC');
  }
  return offset ?? timeZone;
}

/** `2026-11-23 09:00 CET` */
export function formatTime(instant: Instant | Date, timeZone: string = DEFAULT_TIME_ZONE): string {
  const { day, clock } = localTime(instant, timeZone);
  return `${day} ${clock} ${zoneName(instant, timeZone)}`;
}

/** `51 min`, `1 h 25 min`; `3 d 20 h` from two days on. */
export function formatDuration(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes));
  const hours = Math.floor(whole / 60);
  if (whole >= TWO_DAYS) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours === 0 ? `${whole} min` : `${hours} h ${whole % 60} min`;
}

/** The time between two instants; zero when the second comes first. */
export function formatElapsed(from: Instant, to: Instant): string {
  return formatDuration(minutesBetween(from, to));
}
