import type { RolloutHold } from './decision.ts';
import { type DueEvent, dueEvents } from './due-events.ts';
import {
  errorDetail,
  ImageStoreError,
  type Notifier,
  NotifierError,
  type RolloutEvent,
  subscribesTo,
  toDetail,
} from './foundation.ts';
import { inGroups } from './in-groups.ts';
import { type Pass, remember } from './perform.ts';
import type { RolloutResult } from './rollout-parts.ts';

/**
 * Sends due events to the notifiers that subscribe to them. An event counts as notified when one notifier has accepted it,
 * or none subscribes to it: a channel that is down for days must not make the others repeat it at every pass. So a channel
 * that fails misses it, and the result says so. What a channel never accepts is not sent again.
 */
export async function notifyDue(
  holds: readonly RolloutHold[],
  pass: Pass,
): Promise<Pick<RolloutResult, 'events' | 'undelivered'>> {
  const { parts, policy, now, observed } = pass;
  const { notifiers = [] } = parts;
  const undelivered: Undelivered[] = [];
  const due = dueEvents(observed.world, holds, { policy, now, place: parts.place });
  const taken: DueEvent[] = [];
  for (const one of due) {
    const subscribers = notifiers.filter((notifier) => subscribesTo(notifier, one.event));
    const failures = await notifyAll(one.event, subscribers);
    undelivered.push(...failures.map(({ isFinal: _, ...failure }) => failure));
    const isOpen =
      failures.filter(({ isFinal }) => !isFinal).length === subscribers.length && subscribers.length > 0;
    if (!isOpen && notifiers.length > 0) taken.push(one);
  }
  const ofFleets = taken.filter(({ on }) => 'fleet' in on);
  for (const group of inGroups(ofFleets)) {
    await Promise.all(group.map((one) => remembered(one, pass, undelivered)));
  }
  // In sequence: two words may have to be added to the tag of the same image.
  for (const one of taken.filter(({ on }) => 'image' in on)) await remembered(one, pass, undelivered);
  return { events: due.map(({ event }) => event), undelivered };
}

type Undelivered = RolloutResult['undelivered'][number];
type Failure = Undelivered & { readonly isFinal: boolean };

async function notifyAll(event: RolloutEvent, notifiers: readonly Notifier[]): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const notifier of notifiers) {
    try {
      await notifier.notify(event);
    } catch (error) {
      const reason = error instanceof NotifierError ? error.message : String(error);
      const isFinal = error instanceof NotifierError && error.permanent;
      failures.push({ event, notifier: notifier.name, reason: toDetail(reason), isFinal });
    }
  }
  return failures;
}

async function remembered(
  { event, on, told }: DueEvent,
  pass: Pass,
  undelivered: Undelivered[],
): Promise<void> {
  try {
    await remember(on, told, pass);
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    undelivered.push({ event, reason: `It will be sent again: ${errorDetail(error)}` });
  }
}
