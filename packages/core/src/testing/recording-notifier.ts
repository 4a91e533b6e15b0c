import type { AnnouncedType } from '../announcements.ts';
import { NotifierError } from '../errors.ts';
import type { AnnouncedEvent } from '../events.ts';
import type { Notifier } from '../notifier.ts';

/** A notifier that keeps what it was told, and fails as often as asked first. */
export class RecordingNotifier implements Notifier {
  readonly name: string;
  readonly wants?: readonly AnnouncedType[];
  /** What was delivered, in order. */
  readonly delivered: AnnouncedEvent[] = [];
  /** Deliveries that still fail; `Infinity` for a channel that is down. */
  failures: number;

  constructor(
    options: {
      readonly name?: string;
      readonly failures?: number;
      readonly wants?: readonly AnnouncedType[];
    } = {},
  ) {
    this.name = options.name ?? 'recording';
    this.failures = options.failures ?? 0;
    if (options.wants !== undefined) this.wants = options.wants;
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    if (this.failures > 0) {
      this.failures--;
      throw new NotifierError(`${this.name} is down.`);
    }
    this.delivered.push(event);
  }
}
