import { type Instant, minutesBetween } from '../ports/instant.ts';
import { ended, halted, stopped } from '../state/campaign-transitions.ts';
import type { CampaignEvent } from '../state/events.ts';
import type { Reason } from '../state/reason.ts';
import { startOrder } from '../state/start-order.ts';
import { type CampaignState, failuresOf, type UpdatingImage } from '../state/state.ts';
import {
  adopted,
  attemptFailed,
  failed,
  marked,
  skipped,
  startDecided,
  startGivenBack,
  type Transition,
  updated,
} from '../state/transitions.ts';
import { isEndSeenLate } from '../state/update-length.ts';
import { decideProgress } from './decide-progress.ts';
import { decideStart, type StartDecision } from './decide-starts.ts';
import { tooManyFailures } from './failure-threshold.ts';
import type { Need, Observation } from './observation.ts';
import { keyOf } from './observation.ts';
import type { Policy } from './options.ts';

/** Waiting images that one step considers at most, so that a step stays short however many of them are current. */
const MAX_CONSIDERED = 100;

/** What was seen within so many minutes is not looked at again. */
const JUST_SEEN_MINUTES = 1;

/** What a decision follows from, beside the state and what was observed. */
export interface DecideContext {
  readonly policy: Policy;
  readonly now: Instant;
  /** Why a start was refused a moment ago: then nothing more is decided to start. */
  readonly refused?: Reason | undefined;
  /** A start turned out not to have taken place. */
  readonly isDenied?: boolean | undefined;
  /** For a plan: every waiting image is considered, whatever the slots, and the dry run is always heard. */
  readonly isPlan?: boolean;
}

/** A next state, and what is lacking for a better one. */
export interface Decision extends Transition {
  /** What has to be observed or written before more can be decided; empty when all is decided. */
  readonly needs: readonly Need[];
  /** Why starts are refused for now. */
  readonly refused: Reason | undefined;
  /** What the store said when it would not take tags for now. */
  readonly untagged: string | undefined;
  /** The next step is due at once. */
  readonly isUnfinished: boolean;
  /** What was decided for waiting images, in the order of their start. */
  readonly starts: readonly StartDecision[];
}

/**
 * Decides what becomes of every image. Pure: called again whenever more was observed, from the same state, until it lacks
 * nothing. What it lacks leaves an image as it is.
 *
 * | image    | observed                                                | becomes                                     |
 * | -------- | ------------------------------------------------------- | ------------------------------------------- |
 * | updating | in progress, or not to be seen yet                      | updating; marked by its tags                |
 * | updating | available                                               | marked, then updated                        |
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
    decideEnd(draft);
  }
  return draft.decision(context);
}

/** A decision in the making. Lives no longer than one call of {@link decide}. */
class Draft {
  state: CampaignState;
  readonly now: Instant;
  readonly events: CampaignEvent[] = [];
  readonly needs: Need[] = [];
  readonly starts: StartDecision[] = [];
  refused: Reason | undefined;
  untagged: string | undefined;
  isUnfinished = false;

  constructor(state: CampaignState, now: Instant) {
    this.state = state;
    this.now = now;
  }

  apply({ state, events }: Transition): void {
    this.state = state;
    this.events.push(...events);
  }

  decision({ refused }: DecideContext): Decision {
    const { state, events, needs, starts, untagged, isUnfinished } = this;
    return { state, events, needs, starts, untagged, isUnfinished, refused: this.refused ?? refused };
  }

  /** Whether a tag is written, or never will be; else it is needed, or the store will not take it for now. */
  isWritten(need: Extract<Need, { kind: 'tags' }>, { written }: Observation): boolean {
    const answer = written.get(keyOf(need));
    if (answer === undefined) this.needs.push(need);
    else if (answer !== 'done') this.untagged ??= answer;
    return answer === 'done';
  }
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
  if (!image.marked) {
    if (!draft.isWritten({ kind: 'tags', write: 'mark', image }, observation)) return;
    draft.apply(marked(draft.state, image));
  }
  if (progress.kind !== 'conclude' || record === undefined) return;
  // A length that nobody knows would mislead the next campaign.
  if (policy.rememberDurations && !isEndSeenLate(draft.state, image.startedAt, now)) {
    const need = { kind: 'tags', write: 'duration', image, record } as const;
    if (!observation.written.has(keyOf(need))) {
      draft.needs.push(need);
      return;
    }
  }
  draft.apply(updated(draft.state, image, now));
}

/** Whether an update was looked at a moment ago, by the step that decided what this one started. */
function isJustSeen(
  { marked: isMarked }: UpdatingImage,
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
  const isOpen = state.images.some(({ status }) => status === 'updating' || status === 'starting');
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

/** Decides starts for free slots, unless the campaign is halted. */
function decideStarts(draft: Draft, observation: Observation, context: DecideContext): void {
  const { policy, now, isPlan = false } = context;
  let free = isPlan ? Number.POSITIVE_INFINITY : freeSlots(draft.state, policy);
  if (free <= 0 || (context.refused !== undefined && !isPlan)) return;
  if (!isPlan && isHalted(draft, observation, context)) return;
  const dryRun = isPlan || policy.skipCurrent;
  const order = startOrder(draft.state);
  const taken = namesOf(draft.state);
  for (const [index, source] of order.entries()) {
    if (free <= 0) return;
    if (index >= MAX_CONSIDERED && !isPlan) {
      draft.isUnfinished = true;
      return;
    }
    const { state } = draft;
    const start = decideStart(source, observation, { state, policy, now, taken, dryRun });
    draft.starts.push(start);
    // Those that share a base name must not ask for the same.
    if (start.kind === 'ask') taken.add(start.order.successor);
    if ('successor' in start) taken.add(start.successor);
    switch (start.kind) {
      case 'look':
        draft.needs.push({ kind: 'image', name: start.name });
        free--;
        break;
      case 'ask':
        draft.needs.push({ kind: 'dry-run', order: start.order });
        free--;
        break;
      case 'start':
        draft.apply(startDecided(state, start, now));
        free--;
        break;
      case 'adopt':
        draft.apply(adopted(state, { source, successor: start.successor, startedAt: start.startedAt }, now));
        // It may have ended already, and then its slot is free.
        draft.isUnfinished = true;
        free--;
        break;
      case 'skip':
        draft.apply(skipped(state, source, start.reason, now));
        break;
      case 'fail':
        draft.apply(failed(state, { source }, start.reason, now));
        break;
      case 'skip-for-now':
        draft.refused ??= start.reason;
        draft.apply(startGivenBack(state, source, true));
        break;
      case 'retry-later':
        draft.refused ??= start.reason;
        if (!isPlan) return;
        break;
      case 'stop':
        if (isPlan) break;
        draft.apply(stopped(state, start.reason, now));
        return;
    }
  }
}

function freeSlots(state: CampaignState, policy: Policy): number {
  const busy = state.images.filter(({ status }) => status === 'updating' || status === 'starting').length;
  const isClosed = state.halted !== undefined || (policy.pacing === 'batch' && busy > 0);
  return isClosed ? 0 : policy.batchSize - busy;
}

/** Names of successors of this campaign, and of those that failed. */
function namesOf({ images }: CampaignState): Set<string> {
  return new Set(
    images.flatMap((image) => [
      ...('successor' in image && image.successor !== undefined ? [image.successor] : []),
      ...failuresOf(image),
    ]),
  );
}

/** Halts the campaign when too many updates have failed, or when somebody asks for it by a tag on an image that waits. */
function isHalted(draft: Draft, { stopTag }: Observation, { policy, now }: DecideContext): boolean {
  const waiting = startOrder(draft.state);
  if (waiting.length === 0) return false;
  if (stopTag === undefined) draft.needs.push({ kind: 'stop-tag', among: waiting });
  const asked = stopTag === undefined || stopTag === 'none' ? undefined : stopTag;
  const reason = tooManyFailures(draft.state, policy) ?? asked;
  if (reason !== undefined) draft.apply(halted(draft.state, reason, now));
  return reason !== undefined;
}

function decideEnd(draft: Draft): void {
  const { state, now } = draft;
  const has = (status: string) => state.images.some((image) => image.status === status);
  const isOpen = state.unresolved.length > 0 || state.deletions !== undefined;
  if (state.status !== 'running' || isOpen || has('updating') || has('starting')) return;
  if (!has('waiting')) {
    draft.apply(ended(state, now));
  } else if (state.halted !== undefined) {
    const { at: _, ...reason } = state.halted;
    draft.apply(stopped(state, reason, now));
  }
}
