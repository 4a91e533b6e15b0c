import { nextDelivery } from '../delivery/outbox.ts';
import { nextObservation } from '../policy/check-schedule.ts';
import type { Policy } from '../policy/options.ts';
import { earliest, type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import { isWithoutOutcome } from '../state/campaign-image.ts';
import type { CampaignState } from '../state/state.ts';

/** Minutes until refused starts are retried: a slot or a quota has to become free first. */
const REFUSED_MINUTES = 10;
/** Minutes until a store that could not be read is retried. */
const UNREACHABLE_MINUTES = 5;

/** Minutes that an update is assumed to take when a budget of checks is spread over a campaign: a high estimate. */
const ASSUMED_MINUTES = 150;

/** The part of a step's result that the time of the next one depends on. */
interface StepResult {
  /** Something is left for the next step, such as a start that was decided. */
  readonly isUnfinished: boolean;
  /** A start was refused for now. */
  readonly isRefused: boolean;
  /** The store could not be read. */
  readonly isPostponed: boolean;
}

/** What the time of the next check depends on, in addition to the state. */
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
  const observation = nextObservation(state, now, policy.checkSchedule);
  const again = (minutes: number) =>
    plusMinutes(now, 'everyMinutes' in policy.checkSchedule ? policy.checkSchedule.everyMinutes : minutes);
  const reasons = [
    result.isUnfinished ? now : undefined,
    result.isPostponed ? again(UNREACHABLE_MINUTES) : observation,
    result.isRefused ? again(REFUSED_MINUTES) : undefined,
    delivery,
  ];
  const next = earliest(reasons) ?? again(UNREACHABLE_MINUTES);
  const soonest = plusMinutes(now, checkBudget === undefined ? 0 : minWait(state, checkBudget, policy));
  return result.isUnfinished || minutesBetween(soonest, next) > 0 ? next : soonest;
}

/** Spreads a driver's remaining checks over the remaining work, so that they last to the end. */
function minWait(state: CampaignState, budget: number, policy: Policy): number {
  const open = state.images.filter(isWithoutOutcome).length;
  const minutes = Math.max(1, open / policy.batchSize) * ASSUMED_MINUTES;
  return minutes / Math.max(1, budget - state.checks);
}
