import { nextLook } from './check-schedule.ts';
import { earliest, type Instant, plusMinutes } from './instant.ts';
import type { Policy } from './options.ts';
import { nextDelivery } from './outbox.ts';
import type { CampaignState } from './state.ts';

/** Minutes until starts that were refused are tried again: a slot or a quota has to become free meanwhile. */
const REFUSED_MINUTES = 10;
/** Minutes until a store that could not be looked at is tried again. */
const UNREACHABLE_MINUTES = 5;

/** How a check went, as far as the next one depends on it. */
export interface CheckCourse {
  /** Starts were left for the next check only because this one had done enough. */
  readonly unfinished: boolean;
  /** A start was refused for now. */
  readonly refused: boolean;
  /** The store could not be looked at. */
  readonly postponed: boolean;
}

/** When to advance next; undefined when the campaign is at rest. */
export function nextCheck(
  state: CampaignState,
  course: CheckCourse,
  policy: Policy,
  now: Instant,
): Instant | undefined {
  if (state.status === 'over') return undefined;
  const delivery = nextDelivery(state, now);
  if (state.status === 'stopped' || state.status === 'announcing') return delivery;
  const begun = state.images.flatMap((image) => (image.status === 'updating' ? [image.startedAt] : []));
  const look = nextLook(begun, now, policy.checkSchedule);
  const again = (minutes: number) =>
    plusMinutes(now, 'everyMinutes' in policy.checkSchedule ? policy.checkSchedule.everyMinutes : minutes);
  const reasons = [
    course.unfinished ? now : undefined,
    course.postponed ? again(UNREACHABLE_MINUTES) : look,
    course.refused ? again(REFUSED_MINUTES) : undefined,
    delivery,
  ].filter((instant) => instant !== undefined);
  return earliest(reasons) ?? again(UNREACHABLE_MINUTES);
}
