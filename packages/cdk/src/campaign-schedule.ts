import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { missingTimes } from './missing-times.ts';

/** When campaigns begin. Made by {@link firstOfMonth}, {@link afterPatchTuesday}, or by hand. */
export interface CampaignSchedule {
  /** An expression of EventBridge Scheduler, such as `cron(0 2 1 * ? *)`. */
  readonly expression: string;
  /** Time zone of the expression, such as `Europe/Berlin`. @defaultValue `Etc/UTC` */
  readonly timeZone?: string;
  /** Whole days between the expression's time and the campaign's beginning, 0 to 27. @defaultValue 0 */
  readonly startAfterDays?: number;
}

/** A time of day, and where. */
export interface TimeOfDay {
  /** 0 to 23. @defaultValue 2 */
  readonly hour?: number;
  /** 0 to 59. @defaultValue 0 */
  readonly minute?: number;
  /** An IANA time zone. @defaultValue `Etc/UTC` */
  readonly timeZone?: string;
}

/** The expressions know two fields for a day, and only one of them may be set. */
const cron = ({ hour = 2, minute = 0 }: TimeOfDay, dayOfMonth: string, dayOfWeek: string): string =>
  `cron(${whole('minute', minute, 59)} ${whole('hour', hour, 23)} ${dayOfMonth} * ${dayOfWeek} *)`;

/**
 * The first day of each month, as the original has it.
 *
 * Where clocks are set forward on a first of the month, at that time of day, that run is left out: in Sydney 02:00 on
 * 2028-10-01. Synthesis warns of it.
 */
export function firstOfMonth(time: TimeOfDay = {}): CampaignSchedule {
  return { expression: cron(time, '1', '?'), timeZone: time.timeZone ?? 'Etc/UTC' };
}

/**
 * So many days after the second Tuesday of each month, on which Microsoft publishes its updates (at 10 in the morning
 * in Seattle, which is Wednesday in Asia and Australia).
 *
 * No cron expression can name that day: it falls on one of seven days of the month, and on one weekday, and the two
 * fields exclude each other. So the schedule starts the execution on the second Tuesday (`3#2`), and the state machine
 * waits so many times 24 hours. When the clocks are changed in between, the campaign begins an hour earlier or later.
 *
 * @param days 0 to 27
 * @throws RangeError naming the value that is out of range
 * @example
 * ```ts
 * afterPatchTuesday(2, { hour: 22, timeZone: 'America/New_York' });
 * ```
 */
export function afterPatchTuesday(days: number, time: TimeOfDay = {}): CampaignSchedule {
  return {
    expression: cron(time, '?', '3#2'),
    timeZone: time.timeZone ?? 'Etc/UTC',
    startAfterDays: whole('days', days, 27),
  };
}

/**
 * Checks the parts of a schedule that CloudFormation would only refuse during a deployment, and warns of runs that the
 * schedule will leave out because clocks are set forward.
 */
export function checkSchedule(
  scope: Construct,
  { expression, timeZone, startAfterDays = 0 }: CampaignSchedule,
): void {
  if (!Token.isUnresolved(expression) && !/^(cron|rate|at)\(.+\)$/.test(expression)) {
    throw new RangeError(
      `The schedule's expression is "${expression}"; expected one such as cron(0 2 1 * ? *).`,
    );
  }
  if (!Token.isUnresolved(startAfterDays)) whole('startAfterDays', startAfterDays, 27);
  if (timeZone !== undefined && !Token.isUnresolved(timeZone)) new Intl.DateTimeFormat('en', { timeZone });
  if (Token.isUnresolved(expression) || timeZone === undefined || Token.isUnresolved(timeZone)) return;
  const missing = missingTimes(expression, timeZone, new Date());
  if (missing.length === 0) return;
  const listed = missing.length > 3 ? `${missing.slice(0, 3).join(', ')} and so on` : missing.join(', ');
  Annotations.of(scope).addWarningV2(
    '@appstream-campaign/cdk:scheduleSkipped',
    `The schedule ${expression} in ${timeZone} falls on times that do not exist, because clocks are set forward: ${listed}. EventBridge Scheduler starts nothing then. Choose an hour at which clocks are not changed, such as 4, or the time zone Etc/UTC.`,
  );
}

function whole(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`The schedule's ${name} is ${value}; expected a whole number from 0 to ${most}.`);
}
