import type { AnnouncedType } from '../state/announcements.ts';
import type { AnnouncedEvent } from '../state/events.ts';
import type { Severity } from '../state/severity.ts';
import type { Notifier } from './notifier.ts';
import type { Route } from './route.ts';

/** A notifier that holds its own route, as `readRoute` has checked it and filled it in. */
export abstract class RoutedNotifier implements Notifier {
  readonly name: string;
  readonly events: readonly AnnouncedType[];
  readonly minSeverity: Severity;
  readonly digestMinutes: number;

  constructor({ name, events, minSeverity, digestMinutes }: Required<Route>) {
    this.name = name;
    this.events = events;
    this.minSeverity = minSeverity;
    this.digestMinutes = digestMinutes;
  }

  abstract notify(event: AnnouncedEvent): Promise<void>;
}
