import type { Policy } from '../policy/options.ts';
import { earliest, type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import { announcedEvent, eventBase } from '../state/announced-event.ts';
import { CAMPAIGN_TYPES } from '../state/announcements.ts';
import type { CampaignAnnouncement, CampaignEvent, EventOf } from '../state/events.ts';
import { heldUntil } from '../state/notifier-notes.ts';
import { type Recipient, subscribesTo } from '../state/recipient.ts';
import type { CampaignState, OutboxEntry } from '../state/state.ts';

/** Longest wait between two attempts to deliver a message, in minutes. */
const MAX_WAIT_MINUTES = 60;

/** Adds events to the outbox, each for the notifiers that subscribe to it. Events without subscribers are not added. */
export function enqueue(
  state: CampaignState,
  events: readonly CampaignEvent[],
  recipients: readonly Recipient[],
): CampaignState {
  const entries: OutboxEntry[] = [];
  for (const event of events.filter(isAnnounced)) {
    const about = 'source' in event ? { source: event.source } : {};
    const to = recipients.filter((recipient) => subscribesTo(recipient, event)).map(({ name }) => name);
    // A campaign that stops again before the first message was delivered needs one message, not two.
    const isSubscribed = [...state.outbox, ...entries].some(
      (one) => one.type === event.type && one.source === about.source,
    );
    if (to.length > 0 && !isSubscribed)
      entries.push({ type: event.type, ...about, at: event.at, to, attempts: 0 });
  }
  return entries.length === 0 ? state : { ...state, outbox: [...state.outbox, ...entries] };
}

const isAnnounced = (event: CampaignEvent): event is CampaignAnnouncement =>
  CAMPAIGN_TYPES.some((type) => type === event.type);

/**
 * When to try the outbox again; the waits double from one minute to an hour. Messages that were not tried yet wait with
 * those that were. Messages that are held back wait until they may be sent.
 */
export function nextDelivery(state: CampaignState, now: Instant): Instant | undefined {
  const held = (entry: OutboxEntry) => entry.to.map((name) => heldUntil(state, name, now));
  const free = state.outbox.filter((entry) => held(entry).includes(undefined));
  const waits = free.map(({ attempts }) => Math.min(MAX_WAIT_MINUTES, 2 ** Math.max(0, attempts - 1)));
  const releases = state.outbox.flatMap(held);
  return earliest([...waits.map((minutes) => plusMinutes(now, minutes)), ...releases]);
}

/** The result of one message at the notifiers that it was tried with. */
export interface DeliveryAttempt {
  readonly delivered: Set<string>;
  failures: number;
}

/** The outbox after a delivery: delivered entries are removed, failed attempts are counted. */
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
 * Abandons messages that could not be delivered in the time that the policy allows after the last outcome. The events are
 * returned in full, so that at least a log has them.
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
