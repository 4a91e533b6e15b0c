import { type AnnouncedEvent, announcedEvent, type EventOf, happening } from './events.ts';
import { earliest, type Instant, minutesBetween, plusMinutes } from './instant.ts';
import type { Policy } from './options.ts';
import type { CampaignState, OutboxEntry } from './state.ts';

/** Longest wait between two tries to deliver a message, in minutes. */
const LONGEST_WAIT = 60;

/** When the outbox is to be tried again; the waits double from one minute to an hour. */
export function nextDelivery(state: CampaignState, now: Instant): Instant | undefined {
  return earliest(
    state.outbox.map(({ attempts }) =>
      plusMinutes(now, Math.min(LONGEST_WAIT, 2 ** Math.max(0, attempts - 1))),
    ),
  );
}

/** The outbox after a delivery round: entries nobody waits for are gone, the others counted one try more. */
export function afterDelivery(
  outbox: readonly OutboxEntry[],
  delivered: ReadonlyMap<OutboxEntry, ReadonlySet<string>>,
): readonly OutboxEntry[] {
  return outbox.flatMap((entry) => {
    const done = delivered.get(entry) ?? new Set();
    const to = entry.to.filter((name) => !done.has(name));
    return to.length === 0 ? [] : [{ ...entry, to, attempts: entry.attempts + 1 }];
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
  const since = state.status === 'announcing' ? state.endedAt : undefined;
  const quietSince = state.status === 'stopped' ? state.lastProgressAt : since;
  if (quietSince === undefined || minutesBetween(quietSince, now) < policy.messagePatienceMinutes) {
    return { state, events: [] };
  }
  const events = state.outbox.flatMap((entry) => {
    const event: AnnouncedEvent | undefined = announcedEvent(state, entry);
    if (event === undefined) return [];
    const type = 'notificationAbandoned';
    return [{ ...happening(state, type, now, event.id), type, notifiers: entry.to, event } as const];
  });
  return { state: { ...state, outbox: [] }, events };
}
