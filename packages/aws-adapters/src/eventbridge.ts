/** Campaign events on an Amazon EventBridge bus. @module */

import { type AnnouncedEvent, type Delivery, NotifierError, type Route } from '@appstream-campaign/core';
import { ROUTE_KEYS, RoutedNotifier, readRoute } from '@appstream-campaign/core/delivery';
import { ANNOUNCED_TYPES, eventDocument } from '@appstream-campaign/core/messages';
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { type Advice, adviceFor, toNotifierError } from './notifier-errors.ts';
import { refuseUnknownOptions, requireClient, wrongOption } from './option-checks.ts';
import { presentText } from './tolerant-reading.ts';

/**
 * What an {@link EventBridgeNotifier} is made of, and its route: `name` (default `eventbridge`), `events` (default all
 * types, because rules choose) and `minSeverity` (default `info`). Events are never gathered.
 */
export interface EventBridgeNotifierOptions extends Omit<Route, 'digestMinutes'> {
  /** A client of `@aws-sdk/client-eventbridge`, for the bus's Region. */
  readonly client: Pick<EventBridgeClient, 'send'>;
  /** Name or ARN of the bus. @defaultValue `default` */
  readonly bus?: string;
  /** What rules know the events by, 1 to 256 characters; not `aws.…`. @defaultValue `appstream-campaign` */
  readonly source?: string;
}

const OWNER = 'EventBridgeNotifier';
const OPTIONS: readonly (keyof EventBridgeNotifierOptions)[] = [
  'client',
  'bus',
  'source',
  ...ROUTE_KEYS.filter((key) => key !== 'digestMinutes'),
];
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
const MAX_ENTRIES = 10;
// Source, detail type, detail and 14 bytes for the time, of all entries of a request together.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const MAX_BYTES = 256 * 1024;

const ADVICE: Advice = {
  AccessDenied: 'Allow the action events:PutEvents for the bus.',
  ResourceNotFound: 'Create the bus in this Region, or correct the option bus.',
  NotAuthorizedForSource: 'Give another option source: those that begin with "aws." are Amazon\'s.',
  InvalidArgument: 'Correct the option bus or source.',
};

interface Entry {
  readonly event: AnnouncedEvent;
  readonly request: PutEventsRequestEntry;
  readonly bytes: number;
}

/**
 * Puts each event on a bus: its type is the detail type, the documented JSON (see `eventDocument`) the detail. Ten go
 * in a request. When EventBridge accepts only some of them, the others stay in the campaign's outbox.
 *
 * @example
 * ```ts
 * const bus = new EventBridgeNotifier({ client: new EventBridgeClient({}), bus: 'images' });
 * ```
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export class EventBridgeNotifier extends RoutedNotifier {
  readonly #client: Pick<EventBridgeClient, 'send'>;
  readonly #bus: string;
  readonly #source: string;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: EventBridgeNotifierOptions) {
    refuseUnknownOptions(OWNER, options, OPTIONS);
    const { client, bus = 'default', source = 'appstream-campaign', ...by } = options;
    requireClient(OWNER, 'client', client, 'an EventBridgeClient');
    if (typeof bus !== 'string' || !/^[/.\-_A-Za-z0-9:]{1,1600}$/.test(bus)) {
      throw wrongOption(OWNER, 'bus', bus, 'the name or ARN of an event bus');
    }
    if (typeof source !== 'string' || !/^(?!aws\.)[\x21-\x7e]{1,256}$/.test(source)) {
      const expected = '1 to 256 characters without spaces that do not begin with "aws."';
      throw wrongOption(OWNER, 'source', source, expected);
    }
    super(readRoute(OWNER, by, { name: 'eventbridge', events: ANNOUNCED_TYPES }));
    this.#client = client;
    this.#bus = bus;
    this.#source = source;
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#put([event]);
  }

  /** Puts all events on the bus, as many in a call as the service allows. */
  async notifyMany({ events }: Delivery): Promise<undefined> {
    await this.#put(events);
  }

  async #put(events: readonly AnnouncedEvent[]): Promise<void> {
    const delivered: string[] = [];
    for (const batch of batches(events.map((event) => this.#entryOf(event)))) {
      for (const { event, failure } of await this.#send(batch, delivered)) {
        if (failure === undefined) delivered.push(event.id);
        else throw refusal(this.#bus, event, failure, delivered);
      }
    }
  }

  /** The entries of a request with their failures, the accepted ones first. */
  async #send(
    batch: readonly Entry[],
    delivered: readonly string[],
  ): Promise<readonly { readonly event: AnnouncedEvent; readonly failure?: PutEventsResultEntry }[]> {
    try {
      const command = new PutEventsCommand({ Entries: batch.map(({ request }) => request) });
      const { Entries: given } = await this.#client.send(command);
      // By position, so that one that is null must keep its place.
      const results: readonly (PutEventsResultEntry | null)[] = Array.isArray(given) ? given : [];
      const told = batch.map(({ event }, index) => {
        const result = results[index];
        return presentText(result?.EventId) === undefined ? { event, failure: result ?? {} } : { event };
      });
      return told.toSorted((a, b) => Number('failure' in a) - Number('failure' in b));
    } catch (error) {
      throw toNotifierError(error, `PutEvents to the bus ${this.#bus}`, ADVICE, { delivered });
    }
  }

  #entryOf(event: AnnouncedEvent): Entry {
    const envelope = this.#source.length + event.type.length + 14;
    const bytes = (detail: string) => Buffer.byteLength(detail, 'utf8') + envelope;
    const detail = JSON.stringify(eventDocument(event, (one) => bytes(JSON.stringify(one)) <= MAX_BYTES));
    const request = {
      EventBusName: this.#bus,
      Source: this.#source,
      DetailType: event.type,
      Detail: detail,
      Time: new Date(event.at),
    };
    return { event, request, bytes: bytes(detail) };
  }
}

/** As many entries in each request as the limits allow. */
function batches(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const all: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = all.at(-1);
    bytes += entry.bytes;
    if (last === undefined || last.length === MAX_ENTRIES || bytes > MAX_BYTES) {
      all.push([entry]);
      bytes = entry.bytes;
    } else {
      last.push(entry);
    }
  }
  return all;
}

function refusal(
  bus: string,
  { id }: AnnouncedEvent,
  { ErrorCode, ErrorMessage }: PutEventsResultEntry,
  delivered: readonly string[],
): NotifierError {
  const code = presentText(ErrorCode) ?? 'no code';
  const message = presentText(ErrorMessage) ?? 'no further text.';
  const text = `PutEvents to the bus ${bus} did not take ${id}: ${code}: ${message}`;
  return new NotifierError(`${text} ${adviceFor(code.replace(/Exception$/, ''), ADVICE)}`, { delivered });
}
