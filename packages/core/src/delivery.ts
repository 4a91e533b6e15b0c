import { announcedEvent, type CampaignEvent, happening } from './events.ts';
import type { Instant } from './instant.ts';
import type { Notifier } from './notifier.ts';
import { afterDelivery } from './outbox.ts';
import { toDetail } from './refusal.ts';
import type { CampaignState, OutboxEntry } from './state.ts';

/**
 * Tries to deliver everything in the outbox, in order. A notifier that fails is left alone until the next check, so
 * that forty messages to a dead channel cost one time-out. What is not delivered stays, and nothing is thrown.
 */
export async function deliverOutbox(
  state: CampaignState,
  notifiers: readonly Notifier[],
  now: Instant,
): Promise<{ readonly state: CampaignState; readonly events: readonly CampaignEvent[] }> {
  const delivered = new Map<OutboxEntry, Set<string>>();
  const failures = await Promise.all(notifiers.map((notifier) => deliverTo(notifier, state, delivered, now)));
  const known = new Set(notifiers.map(({ name }) => name));
  const orphans = state.outbox.flatMap((entry) => unknownNotifiers(entry, known, state, delivered, now));
  const outbox = afterDelivery(state.outbox, delivered);
  return { state: { ...state, outbox }, events: [...failures.flat(), ...orphans] };
}

async function deliverTo(
  notifier: Notifier,
  state: CampaignState,
  delivered: Map<OutboxEntry, Set<string>>,
  now: Instant,
): Promise<readonly CampaignEvent[]> {
  for (const entry of state.outbox.filter(({ to }) => to.includes(notifier.name))) {
    const event = announcedEvent(state, entry);
    if (event !== undefined) {
      try {
        await notifier.notify(event);
      } catch (error) {
        const type = 'notificationFailed';
        const detail = toDetail(error instanceof Error ? error.message : String(error));
        const about = `${notifier.name}/${event.id}`;
        return [
          { ...happening(state, type, now, about), type, notifier: notifier.name, event: event.id, detail },
        ];
      }
    }
    noteDelivered(delivered, entry, notifier.name);
  }
  return [];
}

/** A notifier that was taken out of the configuration while messages for it waited: say so, and let them go. */
function unknownNotifiers(
  entry: OutboxEntry,
  known: ReadonlySet<string>,
  state: CampaignState,
  delivered: Map<OutboxEntry, Set<string>>,
  now: Instant,
): readonly CampaignEvent[] {
  const gone = entry.to.filter((name) => !known.has(name));
  const event = announcedEvent(state, entry);
  for (const name of gone) noteDelivered(delivered, entry, name);
  if (gone.length === 0 || event === undefined) return [];
  const type = 'notificationAbandoned';
  return [{ ...happening(state, type, now, event.id), type, notifiers: gone, event }];
}

function noteDelivered(delivered: Map<OutboxEntry, Set<string>>, entry: OutboxEntry, name: string): void {
  const names = delivered.get(entry) ?? new Set();
  delivered.set(entry, names.add(name));
}
