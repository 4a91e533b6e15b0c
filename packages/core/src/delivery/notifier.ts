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
   * Gathers events about single images: after some were delivered, further ones wait so many minutes (0 to 1440) for
   * each other. They never wait longer than for the next event about the campaign as a whole (its end, a stop), which
   * takes them along. Means something only together with `notifyMany`. @defaultValue 0: nothing waits
   */
  readonly digestMinutes?: number;
  /**
   * Delivers one event. Resolves when the channel has taken it. Rejects with a `NotifierError` when it has not;
   * the message then waits in the outbox and is tried again, unless the error says that it is permanent. Never changes the campaign's outcome.
   *
   * A rollout has no outbox and no progress: it tells each event here, one by one, also to those who have `notifyMany`.
   */
  notify(event: AnnouncedEvent): Promise<void>;
  /**
   * Delivers everything that waits for this notifier in one go, in as few messages as the channel's limits allow;
   * used instead of `notify` when it is there. Every image of every event is named. Rejects with a `NotifierError`
   * whose `delivered` holds the ids of the events that the channel has taken all the same.
   */
  notifyMany?(delivery: Delivery): Promise<DeliveryReceipt | undefined>;
}

/** Several events for one notifier. */
export interface Delivery {
  /** In the order in which they happened; at least one. */
  readonly events: readonly AnnouncedEvent[];
  /** Where the campaign stands now, which can be further than the events tell. */
  readonly progress: CampaignProgress;
  /** What the last receipt asked to remember. Absent at first, and after a crash that lost it. */
  readonly memory?: string;
}

/** What a notifier hands back after a delivery. */
export interface DeliveryReceipt {
  /**
   * Kept in the campaign's state and handed in with the next delivery, such as the id of a message that is to be
   * updated. At most 200 characters, and never a secret: states are stored and logged.
   */
  readonly memory?: string;
}
