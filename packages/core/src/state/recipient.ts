import { type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from './announcements.ts';
import type { AnnouncedEvent } from './events.ts';
import { isAtLeast, type Severity, severityOf } from './severity.ts';

/** The subscription of a notifier: which events it gets. */
export interface Recipient {
  /** Unique among the notifiers of a campaign, and the same in every run: undelivered messages are kept under it. */
  readonly name: string;
  /** Types of events that this notifier subscribes to. @defaultValue `DEFAULT_ANNOUNCEMENTS` */
  readonly events?: readonly AnnouncedType[];
  /** The lowest severity of those events. @defaultValue `info`, which is all */
  readonly minSeverity?: Severity;
}

/** Whether a notifier subscribes to an event. */
export function subscribesTo(
  { events = DEFAULT_ANNOUNCEMENTS, minSeverity = 'info' }: Omit<Recipient, 'name'>,
  event: AnnouncedEvent,
): boolean {
  return events.includes(event.type) && isAtLeast(severityOf(event), minSeverity);
}
