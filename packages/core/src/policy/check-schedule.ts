import { type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import type { CampaignState } from '../state/state.ts';
import { updateMinutes } from '../state/update-length.ts';

/**
 * When to observe updates again, in minutes.
 *
 * An observation costs a call; a free slot that is not noticed costs time. So the next observation is due when the slots
 * together are expected to have been idle for `idleMinutes`, given how long the updates have run and how long updates
 * take: as long as the image's last one, if its tag says so; else the median of this campaign's updates; else
 * `typicalMinutes`. Recent updates are observed rarely, those of typical age often, and very old ones less and less often.
 */
export interface AdaptiveSchedule {
  /** Median duration of an update, until the campaign has measured its own. @defaultValue 75 */
  readonly typicalMinutes: number;
  /** @defaultValue 0.4: slots lose a thirtieth of their time, for three or four observations an update */
  readonly idleMinutes: number;
  /** Shortest wait. @defaultValue 2 */
  readonly minMinutes: number;
  /** Longest wait: an update that fails does so at any time. @defaultValue 30 */
  readonly maxMinutes: number;
}

/** Observations at a fixed interval. */
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
 * How closely durations match the expected one: the shape parameter of a log-logistic distribution, which is close to a
 * lognormal one, has a tail heavy enough for long updates, and a closed form. 5 is a spread of a third, 12 of a seventh.
 */
const SHAPE = { unknown: 5, recorded: 12 } as const;

/** Completed updates that a campaign needs before it uses their median. */
const MIN_SAMPLES = 5;

/** Steps in which the expected idle time is added up, in minutes. */
const STEP = 0.5;

/** The part of an update in progress that a schedule needs. */
type Running = Pick<UpdatingImage, 'startedAt' | 'expectedMinutes'>;

/** When to observe the updates in progress next, as of `now`; undefined when there are none. */
export function nextObservation(
  state: CampaignState,
  now: Instant,
  schedule: CheckSchedule,
): Instant | undefined {
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
  // A clock that was set back makes an age negative; such an update counts as just started.
  const age = Math.max(0, minutesBetween(startedAt, now));
  const median = expectedMinutes ?? usual;
  const shape = expectedMinutes === undefined ? SHAPE.unknown : SHAPE.recorded;
  const running = (at: number) => 1 / (1 + (at / median) ** shape);
  const soFar = running(age);
  return (minutes) => 1 - running(age + minutes) / soFar;
}

function medianOfEnded(state: CampaignState): number | undefined {
  const durations = state.images.flatMap((image) => updateMinutes(image) ?? []).sort((a, b) => a - b);
  return durations.length < MIN_SAMPLES ? undefined : durations[Math.floor(durations.length / 2)];
}
