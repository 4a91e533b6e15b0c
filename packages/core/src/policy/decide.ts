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
import { type DecideContext, type Decision, Draft } from './decision.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './options.ts';

/** What was seen within so many minutes is not looked at again. */
const JUST_SEEN_MINUTES = 1;

/**
 * Decides what becomes of every image. Pure: called again whenever more was observed, from the same state, until it lacks
 * nothing. What it lacks leaves an image as it is.
 *
 * | image    | observed                                                | becomes                                     |
 * | -------- | ------------------------------------------------------- | ------------------------------------------- |
 * | updating | in progress, or not to be seen yet                      | updating; marked by its tags                |
 * | updating | available                                               | marked, shared if need be, then updated     |
 * | updating | failed, and attempts are left                           | source opened again; waiting, failed once   |
 * | updating | failed for the last time, gone, or over its time limit  | source opened again; failed                 |
 * | waiting  | the campaign is halted, or no slot is free              | waiting                                     |
 * | waiting  | enrolled, available, the name is free, has updates      | starting: the next step starts it           |
 * | waiting  | an update of it is in progress that another hand began  | updating                                    |
 * | waiting  | not enrolled any more, gone, or current                 | skipped                                     |
 * | waiting  | the dry run is refused for now                          | waiting; where it is refused to all, nothing more is decided |
 * | waiting  | the dry run says that it can't be updated               | failed                                      |
 * | starting | (the next step performs it)                             | starting; it holds its slot                 |
 *
 * With nothing in progress and nothing waiting the campaign ends; a halted one stops.
 */
export function decide(from: CampaignState, observation: Observation, context: DecideContext): Decision {
  const draft = new Draft(from, context.now);
  if (from.status === 'running') {
    for (const image of updatingImages(from)) decideUpdate(draft, image, observation, context);
    if (!gaveUp(draft, context)) decideStarts(draft, observation, context);
    decideEnd(draft, context.policy.prune !== undefined && context.isPlan !== true);
  }
  return draft.decision(context);
}

const updatingImages = ({ images }: CampaignState): readonly UpdatingImage[] =>
  images.filter((image) => image.status === 'updating');

function decideUpdate(
  draft: Draft,
  image: UpdatingImage,
  observation: Observation,
  { policy, now }: DecideContext,
): void {
  const { source, successor } = image;
  if (!observation.successors.has(successor)) {
    if (!isJustSeen(image, draft.state, now)) draft.needs.push({ kind: 'successor', name: successor });
    return;
  }
  const record = observation.successors.get(successor);
  const progress = decideProgress(image, record, policy, now);
  if (progress.kind === 'try-again' || progress.kind === 'give-up') {
    // What becomes of a failed update waits for the tags, which must say the same as the state.
    if (!draft.isWritten({ kind: 'tags', write: 'reopen', image }, observation)) return;
    const { reason } = progress;
    // The run that started it did not record its source, so there is nothing to start again.
    const isLast = progress.kind === 'give-up' || source === successor;
    const isDeleted = policy.deleteFailed;
    draft.apply(
      isLast
        ? failed(draft.state, image, reason, now)
        : attemptFailed(draft.state, image, { reason, isDeleted }, now),
    );
    return;
  }
  if (!image.sourceTagged) {
    if (!draft.isWritten({ kind: 'tags', write: 'mark', image }, observation)) return;
    draft.apply(sourceTagged(draft.state, image));
  }
  if (progress.kind !== 'conclude' || record === undefined) return;
  // A length that nobody knows would mislead the next campaign.
  if (policy.rememberDurations && !isEndSeenLate(draft.state, image.startedAt, now)) {
    if (!draft.isWritten({ kind: 'tags', write: 'duration', image, record }, observation)) return;
  }
  if (policy.sharing === 'carry' && source !== successor) {
    if (!draft.isWritten({ kind: 'tags', write: 'share', image }, observation)) return;
  }
  draft.apply(updated(draft.state, image, now));
}

/** Whether an update was looked at a moment ago, by the step that decided what this one started. */
function isJustSeen(
  { sourceTagged: isMarked }: UpdatingImage,
  { observedAt }: CampaignState,
  now: Instant,
): boolean {
  if (!isMarked || observedAt === undefined) return false;
  const age = minutesBetween(observedAt, now);
  return age >= 0 && age < JUST_SEEN_MINUTES;
}

/** With nothing in progress and every start refused, waiting has an end; so has waiting for tags to be taken. */
function gaveUp(draft: Draft, { policy, now, refused, isDenied }: DecideContext): boolean {
  const { state, untagged } = draft;
  if (!isStuck(state, policy, now)) return false;
  if (untagged !== undefined) {
    draft.apply(stopped(state, { code: 'unreachable', detail: untagged }, now));
    return true;
  }
  const isOpen = state.images.some(holdsSlot);
  if (isOpen || (refused === undefined && isDenied !== true)) return false;
  const detail = refused?.detail ?? state.delayed?.detail;
  const reason: Reason = { code: 'refused-too-long', ...(detail === undefined ? {} : { detail }) };
  for (const source of startOrder(state)) draft.apply(skipped(draft.state, source, reason, now));
  return true;
}

/** Whether steps have been refused things, without any progress, for as long as an update may take. */
export function isStuck(
  { troubleSince, checksWithoutProgress }: CampaignState,
  { updateTimeLimitMinutes }: Policy,
  now: Instant,
): boolean {
  if (troubleSince === undefined || checksWithoutProgress === 0) return false;
  return minutesBetween(troubleSince, now) >= updateTimeLimitMinutes;
}

function decideEnd(draft: Draft, prunes: boolean): void {
  const { state, now } = draft;
  const isOpen = state.unresolved.length > 0 || state.deletions !== undefined;
  if (state.status !== 'running' || isOpen || state.images.some(holdsSlot)) return;
  if (!state.images.some(isWithoutOutcome)) {
    // A campaign that prunes does so after its last outcome, and tells of it in its summary.
    if (prunes && state.halted === undefined && state.pruning?.stage !== 'over') draft.isUnfinished = true;
    else draft.apply(ended(state, now));
  } else if (state.halted !== undefined) {
    const { at: _, ...reason } = state.halted;
    draft.apply(stopped(state, reason, now));
  }
}
