import type { Notifier } from '../delivery/notifier.ts';
import type { Policy } from '../policy/options.ts';
import { refusalOf } from '../policy/refusal.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { happening } from '../state/announced-event.ts';
import { errorDetail } from '../state/detail.ts';
import type { CampaignEvent, CampaignEventType, EventOf } from '../state/events.ts';
import type { FoldContext, Step } from '../state/fold.ts';
import { foldResumed } from '../state/fold-campaign.ts';
import type { Reason } from '../state/reason.ts';
import { startOrder } from '../state/start-order.ts';
import type { CampaignState, UpdatingImage } from '../state/state.ts';
import type { StateLimit } from './state-size.ts';

/** What a check works with. */
export interface CheckContext {
  readonly store: ImageStore;
  readonly notifiers: readonly Notifier[];
  readonly policy: Policy;
  readonly stateLimit: StateLimit | undefined;
  readonly checkBudget: number | undefined;
  /** Milliseconds that the check may still take. */
  readonly timeLeft: () => number;
  readonly now: () => Instant;
  readonly emit: (event: CampaignEvent) => void;
}

/** A check in the making: the state so far, how the check goes, and the way from a decision to an event. */
export class Check {
  readonly context: CheckContext;
  /** Why the store refused a start for now; undefined when it refused none. */
  refusal: Reason | undefined;
  /** Whether an update was started. */
  started = false;
  /** Whether an update was adopted that has yet to be looked at. */
  adopted = false;
  /** What the store said when it would not take tags for now; undefined when it took them. */
  untagged: string | undefined;
  /** Whether the store could not be looked at. */
  postponed = false;
  /** Sources whose start was refused for themselves alone. Each keeps its slot until the next check. */
  readonly passedOver: Set<string> = new Set();
  /** Whether images were searched for the wish to stop. */
  lookedForStop = false;
  /** The images with their tags, when this check has just found the candidates. */
  discovered: readonly ImageRecord[] | undefined;
  /** Sources whose update failed in this check. */
  readonly failedNow: Set<string> = new Set();
  /** Whether starts were left for the next check only because this one had done enough. */
  unfinished = false;
  #state: CampaignState;

  constructor(state: CampaignState, context: CheckContext) {
    const resumed = foldResumed(state);
    this.#state = {
      ...resumed,
      checks: resumed.checks + 1,
      checksWithoutProgress: resumed.checksWithoutProgress + 1,
    };
    this.context = context;
  }

  /** Whether nothing more is to be begun. What is left is for the next check, which is due at once. */
  isOutOfTime(): boolean {
    if (this.context.timeLeft() > 0) return false;
    this.unfinished = true;
    return true;
  }

  get state(): CampaignState {
    return this.#state;
  }

  /** What a fold needs to know at this moment. */
  get fold(): FoldContext {
    return { now: this.context.now(), notifiers: this.context.notifiers };
  }

  get updating(): readonly UpdatingImage[] {
    return this.#state.images.filter((image) => image.status === 'updating');
  }

  /** Sources that wait for a slot, in the order in which they are started. */
  get waiting(): readonly string[] {
    return startOrder(this.#state);
  }

  /** Takes a new state and tells what happened. */
  apply({ state, events }: Step): void {
    this.#state = state;
    for (const event of events) this.context.emit(event);
  }

  /** Tells something that changes no state. */
  tell<T extends CampaignEventType>(
    type: T,
    details: Omit<EventOf<T>, 'type' | 'id' | 'campaign' | 'at'>,
    about?: string,
  ): void {
    const base = happening(this.#state, type, this.context.now(), about);
    this.context.emit({ ...base, type, ...details } as unknown as CampaignEvent);
  }

  /**
   * Writes tags of an update. True when that is over: they are written, or they never will be (which is told) and
   * waiting would not help. False when it is to be tried again at the next check.
   */
  async tag(
    { source, successor }: { readonly source: string; readonly successor: string },
    write: () => Promise<void>,
  ): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!(error instanceof ImageStoreError) || refusalOf(error).kind === 'stop') throw error;
      const detail = errorDetail(error);
      this.tell('taggingFailed', { source, successor, detail }, source);
      // An image that is gone, or has no room for tags, stays so while the campaign waits.
      const passing = error.code === 'busy' || error.code === 'unknown' || error.code === 'limit';
      if (passing) this.untagged ??= detail;
      return !passing;
    }
  }
}
