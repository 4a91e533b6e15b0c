import { Check, type CheckContext } from './check.ts';
import { deliverOutbox } from './delivery.ts';
import { ImageStoreError } from './errors.ts';
import { foldEnded, foldSkipped, foldStopped } from './fold.ts';
import { minutesBetween } from './instant.ts';
import { nextCheck } from './next-check.ts';
import { abandonMessages } from './outbox.ts';
import { refusalOf, toDetail } from './refusal.ts';
import type { CampaignState, Reason } from './state.ts';
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
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    interrupt(check, error);
  }
  giveUpWaiting(check);
  end(check);
  check.apply(await deliverOutbox(check.state, context.notifiers, context.now()));
  check.apply(abandonMessages(check.state, context.policy, context.now()));
  return close(check);
}

/** The store failed in the middle. What is done is done and in the state; the rest is for another check. */
function interrupt(check: Check, error: ImageStoreError): void {
  const refusal = refusalOf(error);
  const detail = toDetail(error.message);
  if (refusal.kind === 'stop' || isStuck(check)) {
    const reason: Reason = refusal.kind === 'stop' ? refusal.reason : { code: 'unreachable', detail };
    check.apply(foldStopped(check.state, reason, check.fold));
    return;
  }
  check.postponed = true;
  check.tell('checkPostponed', { detail });
}

function isStuck({ state, context }: Check): boolean {
  return minutesBetween(state.lastProgressAt, context.now()) >= context.policy.updateTimeLimitMinutes;
}

/** With nothing in progress and every start refused, waiting has an end too. */
function giveUpWaiting(check: Check): void {
  if (check.refusal === undefined || check.state.status !== 'running') return;
  if (check.updating.length > 0 || !isStuck(check)) return;
  const reason: Reason = { code: 'refused-too-long', detail: check.refusal };
  for (const source of check.waiting) check.apply(foldSkipped(check.state, source, reason, check.fold));
}

function end(check: Check): void {
  const { state, updating, waiting } = check;
  const idle = updating.length === 0 && waiting.length === 0 && state.unresolved.length === 0;
  if (state.status === 'running' && idle) check.apply(foldEnded(state, check.fold));
}

function close(check: Check): CampaignState {
  const { nextCheckAt: _, ...rest } = check.state;
  const done = rest.status === 'announcing' && rest.outbox.length === 0;
  const state: CampaignState = done ? { ...rest, status: 'over' } : rest;
  const course = {
    unfinished: check.unfinished,
    refused: check.refusal !== undefined,
    postponed: check.postponed,
  };
  const next = nextCheck(state, course, check.context.policy, check.context.now());
  return next === undefined ? state : { ...state, nextCheckAt: next };
}
