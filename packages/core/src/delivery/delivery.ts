import { NotifierError } from '../ports/errors.ts';
import { type Instant, plusMinutes } from '../ports/instant.ts';
import { announcedEvent, eventBase } from '../state/announced-event.ts';
import { toDetail } from '../state/detail.ts';
import type { CampaignAnnouncement, CampaignEvent } from '../state/events.ts';
import { heldUntil, MAX_NOTIFIER_MEMORY, notesOf, restUntil, withNotes } from '../state/notifier-notes.ts';
import { progressOf } from '../state/progress.ts';
import type { CampaignState, NotifierNotes, OutboxEntry } from '../state/state.ts';
import type { Notifier } from './notifier.ts';
import { afterDelivery, type DeliveryAttempt } from './outbox.ts';

/** Failed attempts after which a delivery of several messages may contain one that the channel never accepts. */
const MAX_BATCH_ATTEMPTS = 3;

/** Longest text about a failed delivery, in characters: it ends with what to do. It is emitted, and not saved. */
const MAX_DETAIL = 1000;

/**
 * Tries to deliver everything in the outbox that is not held back, in order: in one batch to notifiers that accept several
 * messages, one by one to the others. After a failure, the messages with the fewest attempts come next, so that a message
 * that a channel never accepts does not block others; after the second failure, the notifier is skipped until the next
 * check, so that forty messages to a dead channel cost two timeouts. What is not delivered stays in the outbox, and nothing
 * is thrown. Notifiers are independent of each other.
 */
export async function deliverOutbox(
  state: CampaignState,
  notifiers: readonly Notifier[],
  now: Instant,
): Promise<{ readonly state: CampaignState; readonly events: readonly CampaignEvent[] }> {
  const tried = new Map<OutboxEntry, DeliveryAttempt>();
  const rounds = await Promise.all(
    notifiers.map(async (notifier) => {
      const round = new Round(notifier, state, tried, now);
      await round.deliver();
      return round;
    }),
  );
  const known = new Set(notifiers.map(({ name }) => name));
  const orphans = state.outbox.flatMap((entry) => unknownNotifiers(entry, { known, state, tried, now }));
  const outbox = afterDelivery(state.outbox, tried);
  const notes = rounds.map((round) => round.notes);
  return {
    state: withNotes({ ...state, outbox }, notes),
    events: [...rounds.flatMap(({ failures, abandoned }) => [...failures, ...abandoned]), ...orphans],
  };
}

interface PendingMessage {
  readonly entry: OutboxEntry;
  readonly event: CampaignAnnouncement;
}

/** What one notifier gets in one check. */
class Round {
  readonly failures: CampaignEvent[] = [];
  readonly abandoned: CampaignEvent[] = [];
  notes: NotifierNotes;
  readonly #notifier: Notifier;
  readonly #state: CampaignState;
  readonly #tried: Map<OutboxEntry, DeliveryAttempt>;
  readonly #now: Instant;

  constructor(
    notifier: Notifier,
    state: CampaignState,
    tried: Map<OutboxEntry, DeliveryAttempt>,
    now: Instant,
  ) {
    this.#notifier = notifier;
    this.#state = state;
    this.#tried = tried;
    this.#now = now;
    this.notes = notesOf(state, notifier.name);
  }

  async deliver(): Promise<void> {
    const waiting = this.#due();
    if (this.#notifier.notifyMany !== undefined) {
      await this.#send(waiting);
      if (this.notes.notBefore !== undefined) return;
      // A channel that was down for long gets a batch first; only then each message alone.
      const rejected = waiting.filter((entry) => !this.#isDelivered(entry));
      if (rejected.some(({ attempts }) => attempts < MAX_BATCH_ATTEMPTS) || rejected.length < 2) return;
      await this.#sendEach(leastTriedFirst(rejected));
      return;
    }
    await this.#sendEach(waiting);
  }

  async #sendEach(entries: readonly OutboxEntry[]): Promise<void> {
    let waiting = entries;
    for (let next = waiting[0]; next !== undefined && this.failures.length < 2; next = waiting[0]) {
      waiting = waiting.slice(1);
      if (!(await this.#send([next]))) waiting = leastTriedFirst(waiting);
      if (this.notes.notBefore !== undefined) return;
    }
  }

  #due(): readonly OutboxEntry[] {
    const { name } = this.#notifier;
    const isHeld = heldUntil(this.#state, name, this.#now) !== undefined;
    return this.#state.outbox.filter(({ to }) => !isHeld && to.includes(name));
  }

  /** Whether the channel has accepted all of it. A message that no longer matches the state is dropped. */
  async #send(entries: readonly OutboxEntry[]): Promise<boolean> {
    const messages = entries.flatMap((entry) => {
      const event = announcedEvent(this.#state, entry);
      if (event === undefined) this.#resultOf(entry).delivered.add(this.#notifier.name);
      return event === undefined ? [] : [{ entry, event }];
    });
    const [first] = messages;
    if (first === undefined) return true;
    try {
      this.#delivered(messages, await this.#hand(messages.map(({ event }) => event)));
      return true;
    } catch (error) {
      this.#failed(messages, first, error);
      return false;
    }
  }

  /** The memory that the channel returns, if any. */
  async #hand(events: readonly CampaignAnnouncement[]): Promise<string | undefined> {
    const { memory } = this.notes;
    if (this.#notifier.notifyMany !== undefined) {
      const known = memory === undefined ? {} : { memory };
      const receipt = await this.#notifier.notifyMany({
        events,
        progress: progressOf(this.#state),
        ...known,
      });
      return receipt?.memory;
    }
    for (const event of events) await this.#notifier.notify(event);
    return undefined;
  }

  #delivered(messages: readonly PendingMessage[], told: string | undefined): void {
    const { notifyMany, digestMinutes = 0, name } = this.#notifier;
    for (const { entry } of messages) this.#resultOf(entry).delivered.add(name);
    const { notBefore: _, ...notes } = this.notes;
    const gathers = notifyMany !== undefined && digestMinutes > 0;
    const isAboutImages = messages.some(({ entry }) => entry.source !== undefined);
    const memory = told ?? notes.memory;
    this.notes = {
      ...notes,
      ...(gathers && isAboutImages ? { gatherUntil: plusMinutes(this.#now, digestMinutes) } : {}),
      ...(memory === undefined ? {} : { memory: memory.slice(0, MAX_NOTIFIER_MEMORY) }),
    };
  }

  #failed(messages: readonly PendingMessage[], first: PendingMessage, error: unknown): void {
    const { name } = this.#notifier;
    const { delivered, memory, retryAfterSeconds, permanent } =
      error instanceof NotifierError ? error : new NotifierError(String(error));
    const isTaken = ({ event }: PendingMessage) => delivered.includes(event.id);
    this.#delivered(messages.filter(isTaken), memory);
    const rejected = messages.filter((message) => !isTaken(message));
    for (const message of rejected) {
      if (permanent) this.#abandon(message);
      else this.#resultOf(message.entry).failures++;
    }
    if (retryAfterSeconds !== undefined) {
      this.notes = { ...this.notes, notBefore: restUntil(this.#now, retryAfterSeconds) };
    }
    const event = (rejected[0] ?? first).event.id;
    this.failures.push({
      ...eventBase(this.#state, 'notificationFailed', this.#now, `${name}/${event}`),
      type: 'notificationFailed',
      notifier: name,
      event,
      ...(rejected.length > 1 ? { others: rejected.length - 1 } : {}),
      detail: toDetail(error instanceof Error ? error.message : String(error), MAX_DETAIL),
    });
  }

  #abandon({ entry, event }: PendingMessage): void {
    const { name } = this.#notifier;
    this.#resultOf(entry).delivered.add(name);
    const type = 'notificationAbandoned';
    const base = eventBase(this.#state, type, this.#now, `${name}/${event.id}`);
    this.abandoned.push({ ...base, type, notifiers: [name], event });
  }

  #resultOf(entry: OutboxEntry): DeliveryAttempt {
    return resultOf(this.#tried, entry);
  }

  #isDelivered(entry: OutboxEntry): boolean {
    return this.#resultOf(entry).delivered.has(this.#notifier.name);
  }
}

const leastTriedFirst = (waiting: readonly OutboxEntry[]): readonly OutboxEntry[] =>
  waiting.toSorted((a, b) => a.attempts - b.attempts);

/** Abandons messages for notifiers that were removed from the configuration, and reports it. */
function unknownNotifiers(
  entry: OutboxEntry,
  {
    known,
    state,
    tried,
    now,
  }: {
    readonly known: ReadonlySet<string>;
    readonly state: CampaignState;
    readonly tried: Map<OutboxEntry, DeliveryAttempt>;
    readonly now: Instant;
  },
): readonly CampaignEvent[] {
  const gone = entry.to.filter((name) => !known.has(name));
  const event = announcedEvent(state, entry);
  for (const name of gone) resultOf(tried, entry).delivered.add(name);
  if (gone.length === 0 || event === undefined) return [];
  const type = 'notificationAbandoned';
  return [{ ...eventBase(state, type, now, event.id), type, notifiers: gone, event }];
}

function resultOf(tried: Map<OutboxEntry, DeliveryAttempt>, entry: OutboxEntry): DeliveryAttempt {
  const result = tried.get(entry) ?? { delivered: new Set<string>(), failures: 0 };
  tried.set(entry, result);
  return result;
}
