import { type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from './announcements.ts';
import type { AnnouncedEvent } from './events.ts';
import { isAtLeast, type Severity, severityOf } from './severity.ts';

/** What decides whether a notifier is told of an event; part of every notifier. */
export interface Recipient {
  /** Unique among the notifiers of a campaign, and the same in every run: undelivered messages are kept under it. */
  readonly name: string;
  /** Types of events that this notifier wants. @defaultValue `DEFAULT_ANNOUNCEMENTS` */
  readonly events?: readonly AnnouncedType[];
  /** Of those, only events that matter at least as much. @defaultValue `info`, which is all */
  readonly minSeverity?: Severity;
}

/** Whether a notifier is to be told of an event. */
export function subscribesTo(
  { events = DEFAULT_ANNOUNCEMENTS, minSeverity = 'info' }: Omit<Recipient, 'name'>,
  event: AnnouncedEvent,
): boolean {
  return events.includes(event.type) && isAtLeast(severityOf(event), minSeverity);
}
