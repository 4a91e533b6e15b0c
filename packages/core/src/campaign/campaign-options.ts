import type { Notifier } from '../delivery/notifier.ts';
import type { CampaignOptions } from '../policy/options.ts';
import type { Clock } from '../ports/clock.ts';
import type { SharingStore } from '../ports/fleet-store.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { InventorySource } from '../ports/inventory.ts';
import type { CampaignEvent, CampaignEventType, EventOf } from '../state/events.ts';
import type { CampaignPlace, CampaignState } from '../state/state.ts';
import type { StateLimit } from './state-size.ts';

/** Listeners by event type; `event` hears all of them. */
export type CampaignListeners = {
  readonly [T in CampaignEventType]: (event: EventOf<T>) => void;
} & { readonly event: (event: CampaignEvent) => void };

/** What a campaign is made of, beside its options. */
export interface UpdateCampaignOptions extends CampaignOptions {
  readonly store: ImageStore;
  readonly clock: Clock;
  /** Reads and writes who may use images. Needed by the option `sharing`. @defaultValue none */
  readonly shares?: SharingStore;
  /** Who uses images, and how many there may be. Needed by the option `prune`. @defaultValue none */
  readonly inventory?: InventorySource;
  /** @defaultValue none */
  readonly notifiers?: readonly Notifier[];
  /** Names the campaign in events and messages. @defaultValue `campaign-` and the time it started */
  readonly id?: string;
  /**
   * When the campaign started, ISO 8601. It decides the successors' names, so hand in the same value when the first
   * step is retried. @defaultValue the clock's time at the first step
   */
  readonly startedAt?: string;
  /** Set by drivers that can carry only so much state. @defaultValue no limit */
  readonly stateLimit?: StateLimit;
  /** Set by drivers that can make only so many checks: they are spread over the campaign. @defaultValue no limit */
  readonly checkBudget?: number;
  /** Whose images these are: messages and events say so, for people who look after several accounts. @defaultValue none */
  readonly place?: CampaignPlace;
  /**
   * Milliseconds that a step may still take, for a driver that is stopped at a deadline. When none are left, the step
   * begins nothing more and returns what is done; the next one is due at once. @defaultValue no limit
   */
  readonly timeLeft?: () => number;
}

/** How {@link UpdateCampaign.run} turns the crank. */
export interface RunOptions {
  /**
   * Ends the run between two steps or in a wait: a step in progress is finished, and handed to `onState`, first. The run
   * then rejects with the signal's reason.
   */
  readonly signal?: AbortSignal;
  /** @defaultValue the campaign's clock */
  readonly clock?: Clock;
  /** Goes on from here. @defaultValue a new campaign */
  readonly state?: CampaignState;
  /** Called with the state after every step, and awaited before the next one; save it to be able to go on after anything. */
  readonly onState?: (state: CampaignState) => void | Promise<void>;
  /** Where requests to start nothing more come from. @defaultValue nobody asks */
  readonly halt?: HaltRequests;
}

/** Requests from outside that a running campaign start nothing more, as `UpdateCampaign.stop` does it. */
export interface HaltRequests {
  /** Why nothing more is to be started, in one line; undefined while nobody asks. Called before each step. */
  reason(): string | undefined | Promise<string | undefined>;
  /**
   * Resolves as soon as there may be a reason, so that the wait for the next step ends at once. The signal is aborted when
   * that wait is over; resolve then, too. @defaultValue a request waits for the next step
   */
  asked?(signal: AbortSignal): Promise<void>;
}
