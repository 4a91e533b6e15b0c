import type { Notifier } from '../delivery/notifier.ts';
import type { CampaignOptions } from '../policy/options.ts';
import type { Clock } from '../ports/clock.ts';
import type { SharingStore } from '../ports/fleet-store.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { InventorySource } from '../ports/inventory.ts';
import type { CampaignEvent, CampaignEventType, EventOf } from '../state/events.ts';
import type { CampaignPlace, CampaignState } from '../state/state.ts';
import type { StateLimit } from './state-size.ts';

/** Listeners by event type; `event` gets all of them. */
export type CampaignListeners = {
  readonly [T in CampaignEventType]: (event: EventOf<T>) => void;
} & { readonly event: (event: CampaignEvent) => void };

/** The parts of a campaign, and its options. */
export interface UpdateCampaignOptions extends CampaignOptions {
  readonly store: ImageStore;
  readonly clock: Clock;
  /** Reads and writes image permissions. Needed by the option `sharing`. @defaultValue none */
  readonly shares?: SharingStore;
  /**
   * Who uses images, and how many there may be. Needed by the option `prune`. Without that option, a campaign that the
   * image quota does not hold tells before its first start which images could go. @defaultValue none
   */
  readonly inventory?: InventorySource;
  /** @defaultValue none */
  readonly notifiers?: readonly Notifier[];
  /** Names the campaign in events and messages. @defaultValue `campaign-` and the time it started */
  readonly id?: string;
  /**
   * When the campaign started, ISO 8601. Successors' names depend on it, so pass the same value when the first
   * step is retried. @defaultValue the clock's time at the first step
   */
  readonly startedAt?: string;
  /** Set by drivers that limit the size of the state. @defaultValue no limit */
  readonly stateLimit?: StateLimit;
  /** Set by drivers that limit the number of checks: they are spread over the campaign. @defaultValue no limit */
  readonly checkBudget?: number;
  /** Whose images these are: messages and events say so, for people who manage several accounts. @defaultValue none */
  readonly place?: CampaignPlace;
  /**
   * Milliseconds that a step may still take, for a driver that is stopped at a deadline. When none are left, the step
   * starts nothing more and returns; the next one is due at once. @defaultValue no limit
   */
  readonly timeLeft?: () => number;
}

/** Options of {@link UpdateCampaign.run}. */
export interface RunOptions {
  /**
   * Ends the run between two steps or in a wait: a step in progress is finished, and passed to `onState`, first. The run
   * then rejects with the signal's reason.
   */
  readonly signal?: AbortSignal;
  /** @defaultValue the campaign's clock */
  readonly clock?: Clock;
  /** The state to continue from. @defaultValue a new campaign */
  readonly state?: CampaignState;
  /** Called with the state after every step, and awaited before the next one; save it to resume after a crash. */
  readonly onState?: (state: CampaignState) => void | Promise<void>;
  /** The source of requests to halt. @defaultValue none */
  readonly halt?: HaltRequests;
}

/** Requests to halt a running campaign, as `UpdateCampaign.stop` does. */
export interface HaltRequests {
  /** Why the campaign is to be halted, in one line; undefined while it is not requested. Called before each step. */
  reason(): string | undefined | Promise<string | undefined>;
  /**
   * Resolves as soon as there may be a reason, so that the wait for the next step ends at once. The signal is aborted when
   * that wait is over; resolve then, too. @defaultValue a request waits for the next step
   */
  asked?(signal: AbortSignal): Promise<void>;
}
