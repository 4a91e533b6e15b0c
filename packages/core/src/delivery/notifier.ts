import type { AnnouncedEvent } from '../state/events.ts';
import type { CampaignProgress } from '../state/progress.ts';
import type { Recipient } from '../state/recipient.ts';

/**
 * A channel to people or machines: mail, a topic, a chat.
 *
 * Delivery is at least once: after a crash the same event can come again, with the same `id`. A channel that can
 * drop duplicates should use that id for it.
 */
export interface Notifier extends Recipient {
  /**
   * Batches events about single images: after some were delivered, further ones are collected for so many minutes (0 to
   * 1440). The next event about the campaign as a whole (its end, a stop) sends them at once. Has an effect only with
   * `notifyMany`. @defaultValue 0: no batching
   */
  readonly digestMinutes?: number;
  /**
   * Delivers one event. Resolves when the channel has accepted it. Rejects with a `NotifierError` when it has not; the
   * message then stays in the outbox and is retried, unless the error is permanent. Never changes the campaign's outcome.
   *
   * A rollout has no outbox and no progress: it calls this for each event, also when there is `notifyMany`.
   */
  notify(event: AnnouncedEvent): Promise<void>;
  /**
   * Delivers everything that waits for this notifier in one call, in as few messages as the channel's limits allow; used
   * instead of `notify` when present. Every image of every event is named. Rejects with a `NotifierError`
   * whose `delivered` holds the ids of the events that the channel has accepted nevertheless.
   */
  notifyMany?(delivery: Delivery): Promise<DeliveryReceipt | undefined>;
}

/** Several events for one notifier. */
export interface Delivery {
  /** In the order in which they happened; at least one. */
  readonly events: readonly AnnouncedEvent[];
  /** The current progress of the campaign, which can be ahead of the events. */
  readonly progress: CampaignProgress;
  /** The memory of the last receipt. Absent at first, and after a crash that lost it. */
  readonly memory?: string;
}

/** What a notifier returns after a delivery. */
export interface DeliveryReceipt {
  /**
   * Saved in the campaign's state and passed to the next delivery, such as the id of a message that is to be
   * updated. At most 200 characters, and never a secret: states are stored and logged.
   */
  readonly memory?: string;
}
