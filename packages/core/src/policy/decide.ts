import { type Instant, minutesBetween } from '../ports/instant.ts';
import { holdsSlot, isWithoutOutcome, type UpdatingImage } from '../state/campaign-image.ts';
import { ended, stopped } from '../state/campaign-transitions.ts';
import type { Reason } from '../state/reason.ts';
import { startOrder } from '../state/start-order.ts';
import type { CampaignState } from '../state/state.ts';
import { attemptFailed, failed, skipped, sourceTagged, updated } from '../state/transitions.ts';
import { isEndSeenLate } from '../state/update-length.ts';
import { decideProgress } from './decide-progress.ts';
import { decideStarts } from './decide-slots.ts';
import { type DecideContext, type Decision, DecisionBuilder } from './decision.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './options.ts';

/** An image that was observed within this many minutes is not observed again. */
const RECENT_MINUTES = 1;

/**
 * Decides the next status of every image. Pure: called again from the same state whenever more was observed, until it has
 * no requirements. A requirement that is not met leaves an image as it is.
 *
 * | image    | observed                                                | becomes                                     |
 * | -------- | ------------------------------------------------------- | ------------------------------------------- |
 * | updating | in progress, or not listed yet                          | updating; its tags say so                   |
 * | updating | available                                               | tagged, shared if required, then updated    |
 * | updating | failed, and attempts are left                           | source reopened; waiting, failed once       |
 * | updating | failed for the last time, gone, or over its time limit  | source reopened; failed                     |
 * | waiting  | the campaign is halted, or no slot is free              | waiting                                     |
 * | waiting  | enrolled, available, the name is free, has updates      | starting: the next step starts it           |
 * | waiting  | another process has started an update of it             | updating                                    |
 * | waiting  | not enrolled any more, gone, or current                 | skipped                                     |
 * | waiting  | the dry run is refused for now                          | waiting; no more starts if it concerns all images |
 * | waiting  | the dry run says that it can't be updated               | failed                                      |
 * | starting | (the next step performs it)                             | starting; it holds its slot                 |
 *
 * With nothing in progress and nothing waiting the campaign ends; a halted one stops.
 */
export function decide(from: CampaignState, observation: Observation, context: DecideContext): Decision {
  const builder = new DecisionBuilder(from, context.now);
  if (from.status === 'running') {
    for (const image of updatingImages(from)) decideUpdate(builder, image, observation, context);
    if (!gaveUp(builder, context)) {
      decideStarts(builder, observation, context);
      // A dry run that is refused is a start that is refused; once all are answered, it is known that nothing starts.
      const isAnswered = builder.requirements.length === 0 && !builder.isUnfinished;
      if (isAnswered && builder.refused !== undefined)
        gaveUp(builder, { ...context, refused: builder.refused });
    }
    decideEnd(builder, context.policy.prune !== undefined && context.isPlan !== true);
  }
  return builder.decision(context);
}

const updatingImages = ({ images }: CampaignState): readonly UpdatingImage[] =>
  images.filter((image) => image.status === 'updating');

function decideUpdate(
  builder: DecisionBuilder,
  image: UpdatingImage,
  observation: Observation,
  { policy, now }: DecideContext,
): void {
  const { source, successor } = image;
  if (!observation.successors.has(successor)) {
    if (!isRecentlyObserved(image, builder.state, now))
      builder.requirements.push({ kind: 'successor', name: successor });
    return;
  }
  const record = observation.successors.get(successor);
  const progress = decideProgress(image, record, policy, now);
  if (progress.kind === 'try-again' || progress.kind === 'give-up') {
    // The status of a failed update changes after the tags, which must agree with the state.
    if (!builder.isWritten({ kind: 'tags', write: 'reopen', image }, observation)) return;
    const { reason } = progress;
    // The run that started it did not record its source, so it cannot be retried.
    const isLast = progress.kind === 'give-up' || source === successor;
    const isDeleted = policy.deleteFailed;
    builder.apply(
      isLast
        ? failed(builder.state, image, reason, now)
        : attemptFailed(builder.state, image, { reason, isDeleted }, now),
    );
    return;
  }
  if (!image.sourceTagged) {
    if (!builder.isWritten({ kind: 'tags', write: 'complete', image }, observation)) return;
    builder.apply(sourceTagged(builder.state, image));
  }
  if (progress.kind !== 'conclude' || record === undefined) return;
  // An unknown duration would mislead the next campaign.
  if (policy.rememberDurations && !isEndSeenLate(builder.state, image.startedAt, now)) {
    if (!builder.isWritten({ kind: 'tags', write: 'duration', image, record }, observation)) return;
  }
  if (policy.sharing === 'carry' && source !== successor) {
    if (!builder.isWritten({ kind: 'tags', write: 'share', image }, observation)) return;
  }
  builder.apply(updated(builder.state, image, now, observation.unshared.get(successor)));
}

/** Whether the step that decided the starts of this step has just observed the update. */
function isRecentlyObserved(
  { sourceTagged: isMarked }: UpdatingImage,
  { observedAt }: CampaignState,
  now: Instant,
): boolean {
  if (!isMarked || observedAt === undefined) return false;
  const age = minutesBetween(observedAt, now);
  return age >= 0 && age < RECENT_MINUTES;
}

/** Waiting ends when nothing is in progress and every start, or every tag, has been refused for too long. */
function gaveUp(builder: DecisionBuilder, { policy, now, refused, isDenied }: DecideContext): boolean {
  const { state, untagged } = builder;
  if (!isStuck(state, policy, now)) return false;
  if (untagged !== undefined) {
    builder.apply(stopped(state, { code: 'unreachable', detail: untagged }, now));
    return true;
  }
  const isOpen = state.images.some(holdsSlot);
  if (isOpen || (refused === undefined && isDenied !== true)) return false;
  const detail = refused?.detail ?? state.delayed?.detail;
  const reason: Reason = { code: 'refused-too-long', ...(detail === undefined ? {} : { detail }) };
  for (const source of startOrder(state)) builder.apply(skipped(builder.state, source, reason, now));
  return true;
}

/** Whether steps have failed without progress for as long as an update may take. */
export function isStuck(
  { troubleSince, checksWithoutProgress }: CampaignState,
  { updateTimeLimitMinutes }: Policy,
  now: Instant,
): boolean {
  if (troubleSince === undefined || checksWithoutProgress === 0) return false;
  return minutesBetween(troubleSince, now) >= updateTimeLimitMinutes;
}

function decideEnd(builder: DecisionBuilder, prunes: boolean): void {
  const { state, now } = builder;
  const isOpen = state.unresolved.length > 0 || state.deletions !== undefined;
  if (state.status !== 'running' || isOpen || state.images.some(holdsSlot)) return;
  if (!state.images.some(isWithoutOutcome)) {
    // A campaign that prunes does so after its last outcome, and reports it in its summary.
    if (prunes && state.halted === undefined && state.pruning?.stage !== 'over') builder.isUnfinished = true;
    else builder.apply(ended(state, now));
  } else if (state.halted !== undefined) {
    const { at: _, ...reason } = state.halted;
    builder.apply(stopped(state, reason, now));
  }
}
