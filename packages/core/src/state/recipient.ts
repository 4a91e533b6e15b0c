import { type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from './announcements.ts';
import type { AnnouncedEvent } from './events.ts';
import { isAtLeast, type Severity, severityOf } from './severity.ts';

/** What decides whether a notifier is told of an event; part of every notifier. */
export interface Recipient {
  /** Unique among the notifiers of a campaign, and the same in every run: undelivered messages are kept under it. */
  readonly name: string;
  /** Types of events that this notifier wants. @defaultValue `DEFAULT_ANNOUNCEMENTS` */
  readonly wants?: readonly AnnouncedType[];
  /** Of those, only events that matter at least as much. @defaultValue `info`, which is all */
  readonly leastSeverity?: Severity;
}

/** Whether a notifier is to be told of an event. */
export function hears(
  { wants = DEFAULT_ANNOUNCEMENTS, leastSeverity = 'info' }: Omit<Recipient, 'name'>,
  event: AnnouncedEvent,
): boolean {
  return wants.includes(event.type) && isAtLeast(severityOf(event), leastSeverity);
}
