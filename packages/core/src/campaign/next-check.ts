import { nextDelivery } from '../delivery/outbox.ts';
import { nextObservation } from '../policy/check-schedule.ts';
import type { Policy } from '../policy/options.ts';
import { earliest, type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import { isWithoutOutcome } from '../state/campaign-image.ts';
import type { CampaignState } from '../state/state.ts';

/** Minutes until starts that were refused are tried again: a slot or a quota has to become free meanwhile. */
const REFUSED_MINUTES = 10;
/** Minutes until a store that could not be looked at is tried again. */
const UNREACHABLE_MINUTES = 5;

/** Minutes that an update is reckoned with when a budget of checks is spread over a campaign: rather too many. */
const RECKONED_MINUTES = 150;

/** How a step went, as far as the next one depends on it. */
interface StepResult {
  /** Something is left for the next step, such as a start that was decided. */
  readonly isUnfinished: boolean;
  /** A start was refused for now. */
  readonly isRefused: boolean;
  /** The store could not be looked at. */
  readonly isPostponed: boolean;
}

/** What the time of the next check follows from, beside the state. */
export interface NextCheckInput {
  readonly result: StepResult;
  readonly policy: Policy;
  readonly checkBudget: number | undefined;
  readonly now: Instant;
}

/** When to advance next; undefined when the campaign is at rest. */
export function nextCheck(
  state: CampaignState,
  { result, policy, checkBudget, now }: NextCheckInput,
): Instant | undefined {
  if (state.status === 'over') return undefined;
  const delivery = nextDelivery(state, now);
  if (state.status === 'stopped' || state.status === 'announcing') return delivery;
  const look = nextObservation(state, now, policy.checkSchedule);
  const again = (minutes: number) =>
    plusMinutes(now, 'everyMinutes' in policy.checkSchedule ? policy.checkSchedule.everyMinutes : minutes);
  const reasons = [
    result.isUnfinished ? now : undefined,
    result.isPostponed ? again(UNREACHABLE_MINUTES) : look,
    result.isRefused ? again(REFUSED_MINUTES) : undefined,
    delivery,
  ];
  const next = earliest(reasons) ?? again(UNREACHABLE_MINUTES);
  const soonest = plusMinutes(now, checkBudget === undefined ? 0 : minWait(state, checkBudget, policy));
  return result.isUnfinished || minutesBetween(soonest, next) > 0 ? next : soonest;
}

/** Spreads what is left of a driver's checks over what is left to do, so that they last to the end. */
function minWait(state: CampaignState, budget: number, policy: Policy): number {
  const open = state.images.filter(isWithoutOutcome).length;
  const minutes = Math.max(1, open / policy.batchSize) * RECKONED_MINUTES;
  return minutes / Math.max(1, budget - state.checks);
}
