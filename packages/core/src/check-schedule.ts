import { earliest, type Instant, minutesBetween, plusMinutes } from './instant.ts';
import type { UpdatingImage } from './state.ts';

/**
 * When to look again, in minutes.
 *
 * The reasoning behind the defaults. An update takes from 40 minutes to several hours, so until an update is
 * `quietMinutes` old a look finds nothing but early failures, and one look half-way is enough for those. From then
 * on, the wait is a fixed share of the update's age: with 5 % a finished update is noticed, on average, after 2.5 %
 * of the time it took, whether that was 45 minutes or six hours, and the number of looks grows only with the
 * logarithm of the duration. `leastMinutes` and `mostMinutes` bound the wait for very young and very old updates.
 * A look at 25 images costs one call, so the looks are far fewer than the calls that start updates.
 */
export interface AdaptiveSchedule {
  /** Age below which an update is hardly ever done. @defaultValue 40 */
  readonly quietMinutes: number;
  /** Wait between looks, in percent of the update's age. @defaultValue 5 */
  readonly agePercent: number;
  /** @defaultValue 2 */
  readonly leastMinutes: number;
  /** @defaultValue 15 */
  readonly mostMinutes: number;
}

/** A look at fixed times. */
export interface FixedSchedule {
  readonly everyMinutes: number;
}

/** Either kind of schedule. */
export type CheckSchedule = AdaptiveSchedule | FixedSchedule;

/** The schedule that is used when none is given. */
export const DEFAULT_CHECK_SCHEDULE: AdaptiveSchedule = {
  quietMinutes: 40,
  agePercent: 5,
  leastMinutes: 2,
  mostMinutes: 15,
};

/** An update in progress, as far as a schedule needs to know it. */
type Running = Pick<UpdatingImage, 'startedAt' | 'expectedMinutes'>;

/** When to look next at the updates in progress, seen from `now`; undefined when there are none. */
export function nextLook(
  updating: readonly Running[],
  now: Instant,
  schedule: CheckSchedule,
): Instant | undefined {
  if (updating.length === 0) return undefined;
  if ('everyMinutes' in schedule) return plusMinutes(now, schedule.everyMinutes);
  return earliest(updating.map((update) => nextLookAtOne(update, now, schedule)));
}

function nextLookAtOne({ startedAt }: Running, now: Instant, schedule: AdaptiveSchedule): Instant {
  // A clock that went backwards makes an age negative; such an update counts as just begun.
  const age = Math.max(0, minutesBetween(startedAt, now));
  const halfway = schedule.quietMinutes / 2;
  // Updates that began seconds apart share a look: the next one is never sooner than leastMinutes.
  const after = (minutes: number) => plusMinutes(now, Math.max(schedule.leastMinutes, minutes));
  if (age < halfway) return after(halfway - age);
  if (age < schedule.quietMinutes) return after(schedule.quietMinutes - age);
  const share = (age * schedule.agePercent) / 100;
  return after(Math.min(schedule.mostMinutes, share));
}
