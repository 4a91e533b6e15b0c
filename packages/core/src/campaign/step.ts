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
import type { EventBase } from '../state/event-base.ts';
import type { CampaignEvent, CampaignEventType, EventOf } from '../state/events.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import type { Transition } from '../state/transitions.ts';
import type { PruneContext } from './prune-context.ts';
import type { StateLimit } from './state-size.ts';

/** The parts and the policy of a step. */
export interface StepContext {
  readonly store: ImageStore;
  /** Image permissions; present where a campaign carries sharing over. */
  readonly shares: SharingStore | undefined;
  /** Present where a campaign prunes. */
  readonly pruning: PruneContext | undefined;
  /** Present where a campaign does not prune, and can tell which images could go. */
  readonly advice: PruneContext | undefined;
  readonly notifiers: readonly Notifier[];
  readonly policy: Policy;
  readonly stateLimit: StateLimit | undefined;
  readonly checkBudget: number | undefined;
  /** Milliseconds that the step may still take. */
  readonly timeLeft: () => number;
  readonly now: () => Instant;
  readonly emit: (event: CampaignEvent) => void;
}

/** The progress of a step. Immutable: each part of a step takes one and returns the next. */
export interface StepProgress {
  readonly state: CampaignState;
  /** The store could not be read, or refused everything: the rest of the step is skipped. */
  readonly failure?: ImageStoreError;
  /** Why the store refused a start for now. */
  readonly refused?: Reason;
  /** The error concerns all images: no other start is tried in this step. */
  readonly isRefusedToAll?: true;
  /** A start whose result was unknown did not take place. */
  readonly isDenied?: true;
  /** The store's message when it refused tags for now. */
  readonly untagged?: string;
  /** An update was started. */
  readonly hasStarted?: true;
  /** Something is left for the next step, which is due at once. */
  readonly isUnfinished?: true;
  /** Images have to be deleted before anything else is decided. */
  readonly isPruning?: true;
  /** The images with their tags, if this step has just found the candidates. */
  readonly discovered?: readonly ImageRecord[];
}

/** A part of a step. If it throws, the step keeps its progress from before. */
export type StepPart = (progress: StepProgress, context: StepContext) => Promise<StepProgress>;

/** Runs parts of a step in sequence, until one ends the step. */
export async function runParts(
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

/** Applies a transition: emits its events, and adds those that notifiers subscribe to to the outbox. */
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
 * Writes tags of an update. `done` when they are written, or when they can't be, which an event reports; else the store's
 * message, and the next step retries.
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
    // An image that is gone, or has too many tags, does not change while the campaign waits.
    const isPassing = error.code === 'busy' || error.code === 'unknown' || error.code === 'limit';
    return isPassing ? { later: detail } : 'done';
  }
}

/** The error if it is the store's own; anything else is rethrown. */
export function storeError(error: unknown): ImageStoreError {
  if (error instanceof ImageStoreError) return error;
  throw error;
}
