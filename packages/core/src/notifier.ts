import type { AnnouncedType } from './announcements.ts';
import type { AnnouncedEvent } from './events.ts';

/**
 * A channel to people or machines: mail, a topic, a chat.
 *
 * Delivery is at least once: after a crash the same event can come again, with the same `id`. A channel that can
 * drop duplicates should use that id for it.
 */
export interface Notifier {
  /** Unique among the notifiers of a campaign, and the same in every run: undelivered messages are kept under it. */
  readonly name: string;
  /** Types of events that this notifier wants. @defaultValue `DEFAULT_ANNOUNCEMENTS` */
  readonly wants?: readonly AnnouncedType[];
  /**
   * Delivers one event. Resolves when the channel has taken it. Rejects with a `NotifierError` when it has not;
   * the message then waits in the outbox and is tried again. Never changes the campaign's outcome.
   */
  notify(event: AnnouncedEvent): Promise<void>;
}
