import type { AnnouncedType } from './announcements.ts';
import type { AnnouncedEvent } from './events.ts';
import type { Notifier } from './notifier.ts';
import type { Route } from './route.ts';
import type { Severity } from './severity.ts';

/** A notifier that holds its own route, as `readRoute` has checked it and filled it in. */
export abstract class RoutedNotifier implements Notifier {
  readonly name: string;
  readonly wants: readonly AnnouncedType[];
  readonly leastSeverity: Severity;
  readonly digestMinutes: number;

  constructor({ name, wants, leastSeverity, digestMinutes }: Required<Route>) {
    this.name = name;
    this.wants = wants;
    this.leastSeverity = leastSeverity;
    this.digestMinutes = digestMinutes;
  }

  abstract notify(event: AnnouncedEvent): Promise<void>;
}
