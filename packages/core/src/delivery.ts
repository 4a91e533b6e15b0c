import { announcedEvent, type CampaignEvent, happening } from './events.ts';
import type { Instant } from './instant.ts';
import type { Notifier } from './notifier.ts';
import { afterDelivery, type Tried } from './outbox.ts';
import { toDetail } from './refusal.ts';
import type { CampaignState, OutboxEntry } from './state.ts';

/**
 * Tries to deliver everything in the outbox, in order. After a failure, those come next that were tried least, so that
 * a message that a channel never takes does not keep others from it; after the second, the notifier is left alone until
 * the next check, so that forty messages to a dead channel cost two time-outs. What is not delivered stays, and nothing
 * is thrown.
 */
export async function deliverOutbox(
  state: CampaignState,
  notifiers: readonly Notifier[],
  now: Instant,
): Promise<{ readonly state: CampaignState; readonly events: readonly CampaignEvent[] }> {
  const tried = new Map<OutboxEntry, Tried>();
  const failures = await Promise.all(notifiers.map((notifier) => deliverTo(notifier, state, tried, now)));
  const known = new Set(notifiers.map(({ name }) => name));
  const orphans = state.outbox.flatMap((entry) => unknownNotifiers(entry, known, state, tried, now));
  const outbox = afterDelivery(state.outbox, tried);
  return { state: { ...state, outbox }, events: [...failures.flat(), ...orphans] };
}

async function deliverTo(
  notifier: Notifier,
  state: CampaignState,
  tried: Map<OutboxEntry, Tried>,
  now: Instant,
): Promise<readonly CampaignEvent[]> {
  const failures: CampaignEvent[] = [];
  let waiting = state.outbox.filter(({ to }) => to.includes(notifier.name));
  for (let entry = waiting[0]; entry !== undefined && failures.length < 2; entry = waiting[0]) {
    waiting = waiting.slice(1);
    const event = announcedEvent(state, entry);
    try {
      if (event !== undefined) await notifier.notify(event);
      resultOf(tried, entry).delivered.add(notifier.name);
    } catch (error) {
      resultOf(tried, entry).failed = true;
      waiting = waiting.toSorted((a, b) => a.attempts - b.attempts);
      const type = 'notificationFailed';
      const detail = toDetail(error instanceof Error ? error.message : String(error));
      const id = event?.id ?? entry.type;
      const about = `${notifier.name}/${id}`;
      failures.push({
        ...happening(state, type, now, about),
        type,
        notifier: notifier.name,
        event: id,
        detail,
      });
    }
  }
  return failures;
}

/** A notifier that was taken out of the configuration while messages for it waited: say so, and let them go. */
function unknownNotifiers(
  entry: OutboxEntry,
  known: ReadonlySet<string>,
  state: CampaignState,
  tried: Map<OutboxEntry, Tried>,
  now: Instant,
): readonly CampaignEvent[] {
  const gone = entry.to.filter((name) => !known.has(name));
  const event = announcedEvent(state, entry);
  for (const name of gone) resultOf(tried, entry).delivered.add(name);
  if (gone.length === 0 || event === undefined) return [];
  const type = 'notificationAbandoned';
  return [{ ...happening(state, type, now, event.id), type, notifiers: gone, event }];
}

function resultOf(tried: Map<OutboxEntry, Tried>, entry: OutboxEntry): Tried {
  const result = tried.get(entry) ?? { delivered: new Set<string>(), failed: false };
  tried.set(entry, result);
  return result;
}
