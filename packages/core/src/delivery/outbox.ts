import type { Policy } from '../policy/options.ts';
import { earliest, type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import { announcedEvent, eventBase } from '../state/announced-event.ts';
import { CAMPAIGN_TYPES } from '../state/announcements.ts';
import type { CampaignAnnouncement, CampaignEvent, EventOf } from '../state/events.ts';
import { heldUntil } from '../state/notifier-notes.ts';
import { type Recipient, subscribesTo } from '../state/recipient.ts';
import type { CampaignState, OutboxEntry } from '../state/state.ts';

/** Longest wait between two tries to deliver a message, in minutes. */
const LONGEST_WAIT = 60;

/** Puts events into the outbox, each for the notifiers that want it. An event that nobody wants, or is told of, is none of it. */
export function enqueue(
  state: CampaignState,
  events: readonly CampaignEvent[],
  recipients: readonly Recipient[],
): CampaignState {
  const entries: OutboxEntry[] = [];
  for (const event of events.filter(isAnnounced)) {
    const about = 'source' in event ? { source: event.source } : {};
    const to = recipients.filter((recipient) => subscribesTo(recipient, event)).map(({ name }) => name);
    // A campaign that stops again before anybody heard of the first time has one thing to tell, not two.
    const isTold = [...state.outbox, ...entries].some(
      (one) => one.type === event.type && one.source === about.source,
    );
    if (to.length > 0 && !isTold) entries.push({ type: event.type, ...about, at: event.at, to, attempts: 0 });
  }
  return entries.length === 0 ? state : { ...state, outbox: [...state.outbox, ...entries] };
}

const isAnnounced = (event: CampaignEvent): event is CampaignAnnouncement =>
  CAMPAIGN_TYPES.some((type) => type === event.type);

/**
 * When the outbox is to be tried again; the waits double from one minute to an hour. What was not tried yet is
 * behind something that was tried for the first time, and waits along. What is held back waits until it may go.
 */
export function nextDelivery(state: CampaignState, now: Instant): Instant | undefined {
  const held = (entry: OutboxEntry) => entry.to.map((name) => heldUntil(state, name, now));
  const free = state.outbox.filter((entry) => held(entry).includes(undefined));
  const waits = free.map(({ attempts }) => Math.min(LONGEST_WAIT, 2 ** Math.max(0, attempts - 1)));
  const releases = state.outbox.flatMap(held);
  return earliest([...waits.map((minutes) => plusMinutes(now, minutes)), ...releases]);
}

/** What became of one message at the notifiers that it was tried with. */
export interface DeliveryAttempt {
  readonly delivered: Set<string>;
  failures: number;
}

/** The outbox after a delivery round: entries nobody waits for are gone, failed tries are counted. */
export function afterDelivery(
  outbox: readonly OutboxEntry[],
  tried: ReadonlyMap<OutboxEntry, DeliveryAttempt>,
): readonly OutboxEntry[] {
  return outbox.flatMap((entry) => {
    const result = tried.get(entry);
    if (result === undefined) return [entry];
    const to = entry.to.filter((name) => !result.delivered.has(name));
    return to.length === 0 ? [] : [{ ...entry, to, attempts: entry.attempts + result.failures }];
  });
}

/**
 * Gives up what could not be delivered in all the time that the policy grants after the last outcome. The events
 * are handed back whole, so that at least a log has them.
 */
export function abandonMessages(
  state: CampaignState,
  policy: Policy,
  now: Instant,
): { readonly state: CampaignState; readonly events: readonly EventOf<'notificationAbandoned'>[] } {
  const { endedAt } = state;
  const resting = state.status === 'stopped' || state.status === 'announcing';
  const isAbandoned = ({ at }: OutboxEntry) => {
    const since = endedAt !== undefined && minutesBetween(at, endedAt) > 0 ? endedAt : at;
    return resting && minutesBetween(since, now) >= policy.messagePatienceMinutes;
  };
  const outbox = state.outbox.filter((entry) => !isAbandoned(entry));
  const events = state.outbox.filter(isAbandoned).flatMap((entry) => {
    const event: CampaignAnnouncement | undefined = announcedEvent(state, entry);
    if (event === undefined) return [];
    const type = 'notificationAbandoned';
    return [{ ...eventBase(state, type, now, event.id), type, notifiers: entry.to, event } as const];
  });
  return { state: { ...state, outbox }, events };
}
