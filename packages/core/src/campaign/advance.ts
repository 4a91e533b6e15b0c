import { deliverOutbox } from '../delivery/delivery.ts';
import { abandonMessages } from '../delivery/outbox.ts';
import { refusalOf } from '../policy/refusal.ts';
import { ImageStoreError } from '../ports/errors.ts';
import { minutesBetween } from '../ports/instant.ts';
import { errorDetail } from '../state/detail.ts';
import { foldSkipped } from '../state/fold.ts';
import { foldDelay, foldEnded, foldStopped, foldTrouble } from '../state/fold-campaign.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import { Check, type CheckContext } from './check.ts';
import { nextCheck } from './next-check.ts';
import { discover, resolve } from './step-discover.ts';
import { settle } from './step-settle.ts';
import { startWaiting } from './step-start.ts';

/**
 * One check: look at the world, decide, perform, fold the outcomes in, deliver the outbox. Whatever the store and
 * the notifiers answer, it resolves with a state from which the next check goes on.
 */
export async function advance(from: CampaignState, context: CheckContext): Promise<CampaignState> {
  const check = new Check(from, context);
  try {
    await discover(check);
    await resolve(check);
    await settle(check);
    await startWaiting(check);
    while (check.adopted) {
      // What was adopted may have ended already, and then its slot is free.
      check.adopted = false;
      await settle(check);
      if (context.policy.pacing === 'window') await startWaiting(check);
    }
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    interrupt(check, error);
  }
  giveUp(check);
  delay(check);
  end(check);
  // A message that is told late is better than a step that is stopped in the middle.
  if (context.timeLeft() > 0) {
    check.apply(await deliverOutbox(check.state, context.notifiers, context.now()));
  }
  check.apply(abandonMessages(check.state, context.policy, context.now()));
  return close(check);
}

/** The store failed in the middle. What is done is done and in the state; the rest is for another check. */
function interrupt(check: Check, error: ImageStoreError): void {
  const refusal = refusalOf(error);
  const detail = errorDetail(error);
  if (refusal.kind === 'stop' || isStuck(check)) {
    const reason: Reason = refusal.kind === 'stop' ? refusal.reason : { code: 'unreachable', detail };
    check.apply(foldStopped(check.state, reason, check.fold));
    return;
  }
  check.postponed = true;
  check.tell('checkPostponed', { detail });
}

/** Whether checks have been refused things, without any progress, for as long as an update may take. */
function isStuck({ state, context }: Check): boolean {
  const { troubleSince, checksWithoutProgress } = state;
  if (troubleSince === undefined || checksWithoutProgress === 0) return false;
  return minutesBetween(troubleSince, context.now()) >= context.policy.updateTimeLimitMinutes;
}

/** With nothing in progress and every start refused, waiting has an end too; so has waiting for tags to be taken. */
function giveUp(check: Check): void {
  if (check.state.status !== 'running' || !isStuck(check)) return;
  if (check.untagged !== undefined) {
    check.apply(foldStopped(check.state, { code: 'unreachable', detail: check.untagged }, check.fold));
    return;
  }
  if (check.refusal === undefined || check.updating.length > 0) return;
  const { detail } = check.refusal;
  const reason: Reason = { code: 'refused-too-long', ...(detail === undefined ? {} : { detail }) };
  for (const source of check.waiting) check.apply(foldSkipped(check.state, source, reason, check.fold));
}

/** Starts that are refused for long are told; a store that could not be looked at says nothing about them. */
function delay(check: Check): void {
  const { state, refusal, started, postponed } = check;
  if (postponed && refusal === undefined) return;
  const waits = state.status === 'running' && check.waiting.length > 0;
  check.apply(foldDelay(state, { refusal: waits ? refusal : undefined, started }, check.fold));
}

function end(check: Check): void {
  const { state, updating, waiting } = check;
  if (state.status !== 'running' || updating.length > 0 || state.unresolved.length > 0) return;
  if (waiting.length === 0) {
    check.apply(foldEnded(state, check.fold));
  } else if (state.halted !== undefined) {
    const { at: _, ...reason } = state.halted;
    check.apply(foldStopped(state, reason, check.fold));
  }
}

function close(check: Check): CampaignState {
  const { nextCheckAt: _, ...rest } = check.state;
  const now = check.context.now();
  const refused = check.refusal !== undefined || check.untagged !== undefined;
  const settled = foldTrouble(rest, refused || check.postponed, now);
  const seen: CampaignState = check.postponed ? settled : { ...settled, observedAt: now };
  const done = seen.status === 'announcing' && seen.outbox.length === 0;
  const state: CampaignState = done ? { ...seen, status: 'over' } : seen;
  const { policy, checkBudget } = check.context;
  const course = { unfinished: check.unfinished, refused, postponed: check.postponed };
  const next = nextCheck(state, course, policy, checkBudget, now);
  return next === undefined ? state : { ...state, nextCheckAt: next };
}
