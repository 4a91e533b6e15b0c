import { deliverOutbox } from '../delivery/delivery.ts';
import { abandonMessages } from '../delivery/outbox.ts';
import { isStuck } from '../policy/decide.ts';
import { errorHandling } from '../policy/error-handling.ts';
import { isYetToBegin } from '../state/campaign-image.ts';
import { delayed, refused, stepBegun, stopped } from '../state/campaign-transitions.ts';
import { errorDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import type { Transition } from '../state/transitions.ts';
import { observeAndDecide } from './decide-step.ts';
import { discover, resolve } from './discover.ts';
import { nextCheck } from './next-check.ts';
import { perform } from './perform.ts';
import { prune } from './pruning.ts';
import { applied, emit, runParts, type StepContext, type StepProgress } from './step.ts';

/**
 * One step: perform what the state names, observe, decide, deliver the outbox. Whatever the store and the notifiers
 * return, it resolves with a state from which the next step continues.
 */
export async function advance(from: CampaignState, context: StepContext): Promise<CampaignState> {
  const parts = [perform, discover, resolve, prune, observeAndDecide];
  const taken = await runParts(parts, { state: stepBegun(from) }, context);
  let progress = recordDelay(interrupted(taken, context), context);
  // A late message is better than a step that is interrupted. When starts are decided, the next step is due at once, and
  // its messages include their results. Only that the quota is too small is told before the starts.
  const isNextDue =
    progress.failure === undefined &&
    isAboutToStart(progress.state) &&
    !isShortageUndelivered(progress.state);
  if (context.timeLeft() > 0 && !isNextDue) {
    progress = emitted(
      progress,
      await deliverOutbox(progress.state, context.notifiers, context.now()),
      context,
    );
  }
  return finishStep(
    emitted(progress, abandonMessages(progress.state, context.policy, context.now()), context),
    context,
  );
}

/** Emits what happened to messages: listeners get it, notifiers do not. */
function emitted(progress: StepProgress, { state, events }: Transition, context: StepContext): StepProgress {
  for (const event of events) context.emit(event);
  return { ...progress, state };
}

/** The store failed during the step. What is done is in the state; the rest is left to another step. */
function interrupted(progress: StepProgress, context: StepContext): StepProgress {
  const { failure, state } = progress;
  if (failure === undefined || state.status === 'stopped') return progress;
  const handling = errorHandling(failure);
  const detail = errorDetail(failure);
  if (handling.kind !== 'stop' && !isStuck(state, context.policy, context.now())) {
    emit(context, state, { type: 'checkPostponed', detail });
    return progress;
  }
  const reason: Reason = handling.kind === 'stop' ? handling.reason : { code: 'unreachable', detail };
  const { failure: _, ...rest } = progress;
  return applied(rest, stopped(state, reason, context.now()), context);
}

/** Whether starts are decided but not yet requested: whether the store refuses them is unknown. */
const isAboutToStart = ({ status, images }: CampaignState) =>
  status === 'running' && images.some((image) => image.status === 'starting' && image.askedAt === undefined);

/** Whether somebody has yet to be told that the image quota is too small for the campaign. */
const isShortageUndelivered = ({ outbox }: CampaignState) =>
  outbox.some(({ type }) => type === 'quotaTooSmall');

/** Records since when starts are refused. A store that could not be read says nothing about them. */
function recordDelay(progress: StepProgress, context: StepContext): StepProgress {
  const { state, refused, hasStarted = false, failure, isDenied = false } = progress;
  const isUnknown = failure !== undefined || isDenied || isAboutToStart(state);
  if (isUnknown && refused === undefined) return progress;
  const waits = state.images.some(isYetToBegin);
  const refusal = state.status === 'running' && waits ? refused : undefined;
  return applied(progress, delayed(state, { refusal, hasStarted }, context.now()), context);
}

function finishStep(progress: StepProgress, { now: clock, policy, checkBudget }: StepContext): CampaignState {
  const { nextCheckAt: _, ...rest } = progress.state;
  const now = clock();
  const isPostponed = progress.failure !== undefined;
  const isRefused = progress.refused !== undefined || progress.untagged !== undefined;
  const hasErrors = isRefused || isPostponed || progress.isDenied === true;
  const isKnown = hasErrors || !isAboutToStart(rest);
  const hasProgress = rest.checksWithoutProgress === 0;
  const settled = isKnown || hasProgress ? refused(rest, hasErrors, now) : rest;
  // What an incomplete step has not observed, the next one observes.
  const isWhole = !isPostponed && progress.isUnfinished !== true && progress.isPruning !== true;
  const seen: CampaignState = isWhole ? { ...settled, observedAt: now } : settled;
  const isDone = seen.status === 'announcing' && seen.outbox.length === 0;
  const state: CampaignState = isDone ? { ...seen, status: 'over' } : seen;
  const isUnfinished =
    progress.isUnfinished === true ||
    progress.isPruning === true ||
    isAboutToStart(state) ||
    state.deletions !== undefined;
  const result = { isUnfinished: isUnfinished && !isPostponed, isRefused, isPostponed };
  const next = nextCheck(state, { result, policy, checkBudget, now });
  return next === undefined ? state : { ...state, nextCheckAt: next };
}
