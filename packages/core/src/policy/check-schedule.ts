import { type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import type { CampaignState } from '../state/state.ts';
import { updateMinutes } from '../state/update-length.ts';

/**
 * When to look again, in minutes.
 *
 * A look costs a call; a slot that nobody has seen to be free costs time. So the next look comes when the slots are
 * expected to have stood idle for `idleMinutes`, all of them together, given how old the updates are and how long updates
 * take: as the image's last one took, where that is remembered; else as the median of those that this campaign has seen
 * end; else `typicalMinutes`. Young updates are hardly looked at, those of the usual age often, and very old ones ever
 * more seldom.
 */
export interface AdaptiveSchedule {
  /** Minutes that half of all updates take, until the campaign has seen for itself. @defaultValue 75 */
  readonly typicalMinutes: number;
  /** @defaultValue 0.4: slots lose a thirtieth of their time, for three or four looks an update */
  readonly idleMinutes: number;
  /** Shortest wait. @defaultValue 2 */
  readonly minMinutes: number;
  /** Longest wait: an update that fails does so at any time. @defaultValue 30 */
  readonly maxMinutes: number;
}

/** A look at fixed times. */
export interface FixedSchedule {
  readonly everyMinutes: number;
}

/** Either kind of schedule. */
export type CheckSchedule = AdaptiveSchedule | FixedSchedule;

/** The schedule that is used when none is given. */
export const DEFAULT_CHECK_SCHEDULE: AdaptiveSchedule = {
  typicalMinutes: 75,
  idleMinutes: 0.4,
  minMinutes: 2,
  maxMinutes: 30,
};

/**
 * How closely durations keep to what is expected of them: the exponent of a log-logistic distribution, which is much
 * like a lognormal one, has a tail as heavy as long updates need, and a closed form. 5 is a spread of a third, 12 of a seventh.
 */
const CLOSENESS = { unknown: 5, remembered: 12 } as const;

/** Updates that must have ended before a campaign trusts their median. */
const ENOUGH = 5;

/** Steps in which the expected idle time is added up, in minutes. */
const STEP = 0.5;

/** An update in progress, as far as a schedule needs to know it. */
type Running = Pick<UpdatingImage, 'startedAt' | 'expectedMinutes'>;

/** When to look next at the updates in progress, seen from `now`; undefined when there are none. */
export function nextLook(state: CampaignState, now: Instant, schedule: CheckSchedule): Instant | undefined {
  const updating = state.images.filter((image): image is UpdatingImage => image.status === 'updating');
  if (updating.length === 0) return undefined;
  if ('everyMinutes' in schedule) return plusMinutes(now, schedule.everyMinutes);
  const { idleMinutes, minMinutes, maxMinutes } = schedule;
  const usual = medianOfEnded(state) ?? schedule.typicalMinutes;
  const doneWithin = updating.map((update) => chances(update, now, usual));
  let wait = 0;
  for (let idle = 0; idle < idleMinutes && wait < maxMinutes; wait += STEP) {
    for (const chance of doneWithin) idle += chance(wait + STEP / 2) * STEP;
  }
  return plusMinutes(now, Math.min(maxMinutes, Math.max(minMinutes, wait)));
}

/** The chance that an update which is still running is done within some minutes from now. */
function chances(
  { startedAt, expectedMinutes }: Running,
  now: Instant,
  usual: number,
): (minutes: number) => number {
  // A clock that went backwards makes an age negative; such an update counts as just begun.
  const age = Math.max(0, minutesBetween(startedAt, now));
  const median = expectedMinutes ?? usual;
  const closeness = expectedMinutes === undefined ? CLOSENESS.unknown : CLOSENESS.remembered;
  const running = (at: number) => 1 / (1 + (at / median) ** closeness);
  const soFar = running(age);
  return (minutes) => 1 - running(age + minutes) / soFar;
}

function medianOfEnded(state: CampaignState): number | undefined {
  const durations = state.images.flatMap((image) => updateMinutes(image) ?? []).sort((a, b) => a - b);
  return durations.length < ENOUGH ? undefined : durations[Math.floor(durations.length / 2)];
}
