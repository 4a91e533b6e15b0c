import type { Delivery, DeliveryReceipt, Notifier } from '../delivery/notifier.ts';
import { NotifierError } from '../ports/errors.ts';
import type { AnnouncedType } from '../state/announcements.ts';
import type { AnnouncedEvent } from '../state/events.ts';
import type { Severity } from '../state/severity.ts';

/** How a {@link RecordingNotifier} behaves. Everything has a default. */
export interface RecordingNotifierOptions {
  /** @defaultValue `recording` */
  readonly name?: string;
  /** Deliveries that fail first. @defaultValue 0 */
  readonly failures?: number;
  readonly events?: readonly AnnouncedType[];
  readonly minSeverity?: Severity;
  readonly digestMinutes?: number;
  /** Whether it accepts several events at once. @defaultValue false */
  readonly together?: boolean;
}

/** A notifier that records its events, after the given number of failures. */
export class RecordingNotifier implements Notifier {
  readonly name: string;
  readonly events?: readonly AnnouncedType[];
  readonly minSeverity?: Severity;
  readonly digestMinutes?: number;
  readonly notifyMany?: NonNullable<Notifier['notifyMany']>;
  /** What was delivered, in order. */
  readonly delivered: AnnouncedEvent[] = [];
  /** The same by delivery. */
  readonly deliveries: Delivery[] = [];
  /** Deliveries that still fail; `Infinity` for a channel that is down. */
  failures: number;

  constructor(options: RecordingNotifierOptions = {}) {
    const { name = 'recording', failures = 0, together = false, ...route } = options;
    this.name = name;
    this.failures = failures;
    Object.assign(this, route);
    if (together) this.notifyMany = (delivery) => this.#take(delivery);
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    this.#failOrGoOn();
    this.delivered.push(event);
  }

  async #take(delivery: Delivery): Promise<DeliveryReceipt> {
    this.#failOrGoOn();
    this.delivered.push(...delivery.events);
    this.deliveries.push(delivery);
    return { memory: `${this.deliveries.length} so far` };
  }

  #failOrGoOn(): void {
    if (this.failures === 0) return;
    this.failures--;
    throw new NotifierError(`${this.name} is down.`);
  }
}
