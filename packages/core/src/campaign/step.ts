import type { Notifier } from '../delivery/notifier.ts';
import { enqueue } from '../delivery/outbox.ts';
import { errorHandling } from '../policy/error-handling.ts';
import type { Policy } from '../policy/options.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { SharingStore } from '../ports/fleet-store.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { eventBase } from '../state/announced-event.ts';
import { errorDetail } from '../state/detail.ts';
import type { CampaignEvent, CampaignEventType, EventBase, EventOf } from '../state/events.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import type { Transition } from '../state/transitions.ts';
import type { PruneContext } from './prune-context.ts';
import type { StateLimit } from './state-size.ts';

/** What a step works with. */
export interface StepContext {
  readonly store: ImageStore;
  /** Who may use images; present where a campaign carries sharing over. */
  readonly shares: SharingStore | undefined;
  /** Present where a campaign prunes. */
  readonly pruning: PruneContext | undefined;
  readonly notifiers: readonly Notifier[];
  readonly policy: Policy;
  readonly stateLimit: StateLimit | undefined;
  readonly checkBudget: number | undefined;
  /** Milliseconds that the step may still take. */
  readonly timeLeft: () => number;
  readonly now: () => Instant;
  readonly emit: (event: CampaignEvent) => void;
}

/** How far a step has come. A value: each part of a step takes one and gives the next. */
export interface StepProgress {
  readonly state: CampaignState;
  /** The store could not be looked at, or refused everything: the rest of the step is left out. */
  readonly failure?: ImageStoreError;
  /** Why the store refused a start for now. */
  readonly refused?: Reason;
  /** The refusal says nothing of one image: no other start is tried in this step. */
  readonly isRefusedToAll?: true;
  /** A start that the store had left open turned out not to have taken place. */
  readonly isDenied?: true;
  /** What the store said when it would not take tags for now. */
  readonly untagged?: string;
  /** An update was started. */
  readonly hasStarted?: true;
  /** Something is left for the next step, which is due at once. */
  readonly isUnfinished?: true;
  /** Images are to be deleted before anything else is decided. */
  readonly isPruning?: true;
  /** The images with their tags, when this step has just found the candidates. */
  readonly discovered?: readonly ImageRecord[];
}

/** A part of a step. What it throws leaves the step as it was before it. */
export type StepPart = (progress: StepProgress, context: StepContext) => Promise<StepProgress>;

/** Parts of a step, one after the other, until one leaves nothing for those after it. */
export async function inTurn(
  parts: readonly StepPart[],
  from: StepProgress,
  context: StepContext,
): Promise<StepProgress> {
  let progress = from;
  for (const part of parts) {
    const isHeld = progress.failure !== undefined || progress.isPruning === true;
    if (isHeld || progress.state.status === 'stopped') break;
    try {
      progress = await part(progress, context);
    } catch (error) {
      progress = { ...progress, failure: storeError(error) };
    }
  }
  return progress;
}

/** Takes a new state, tells what happened, and keeps for the notifiers what they want to hear. */
export function applied<P extends { readonly state: CampaignState }>(
  progress: P,
  { state, events }: Transition,
  { emit, notifiers }: StepContext,
): P {
  for (const event of events) emit(event);
  return { ...progress, state: enqueue(state, events, notifiers) };
}

type EventDetails<T extends CampaignEventType = CampaignEventType> = T extends CampaignEventType
  ? Omit<EventOf<T>, keyof EventBase>
  : never;

/** Emits an event that changes no state. */
export function emit(context: StepContext, state: CampaignState, event: EventDetails, about?: string): void {
  context.emit({ ...eventBase(state, event.type, context.now(), about), ...event });
}

/**
 * Writes tags of an update. `done` when they are written, or never will be (which is told) and waiting would not help; else
 * what the store said, and it is to be tried again at the next step.
 * @throws ImageStoreError when the store refuses everything
 */
export async function writeTags(
  context: StepContext,
  state: CampaignState,
  { source, successor }: { readonly source: string; readonly successor: string },
  write: () => Promise<void>,
): Promise<'done' | { readonly later: string }> {
  try {
    await write();
    return 'done';
  } catch (error) {
    if (!(error instanceof ImageStoreError) || errorHandling(error).kind === 'stop') throw error;
    const detail = errorDetail(error);
    emit(context, state, { type: 'taggingFailed', source, successor, detail }, source);
    // An image that is gone, or has no room for tags, stays so while the campaign waits.
    const isPassing = error.code === 'busy' || error.code === 'unknown' || error.code === 'limit';
    return isPassing ? { later: detail } : 'done';
  }
}

/** The store's own error; anything else is thrown on. */
export function storeError(error: unknown): ImageStoreError {
  if (error instanceof ImageStoreError) return error;
  throw error;
}
