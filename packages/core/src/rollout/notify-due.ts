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
 * Tells what is due to those who want to hear it. An event counts as told when one notifier has taken it, or none wants it:
 * a channel that is broken for days must not make the others tell it at every pass. So a channel that fails misses it,
 * and the result says so. What a channel will never take is not told it again.
 */
export async function notifyDue(
  holds: readonly RolloutHold[],
  pass: Pass,
): Promise<Pick<RolloutResult, 'events' | 'undelivered'>> {
  const { parts, policy, now, sight } = pass;
  const { notifiers = [] } = parts;
  const undelivered: Undelivered[] = [];
  const due = dueEvents(sight.world, holds, { policy, now, place: parts.place });
  const taken: DueEvent[] = [];
  for (const one of due) {
    const hearing = notifiers.filter((notifier) => subscribesTo(notifier, one.event));
    const failures = await notifyAll(one.event, hearing);
    undelivered.push(...failures.map(({ isFinal: _, ...failure }) => failure));
    const isOpen = failures.filter(({ isFinal }) => !isFinal).length === hearing.length && hearing.length > 0;
    if (!isOpen && notifiers.length > 0) taken.push(one);
  }
  const ofFleets = taken.filter(({ on }) => 'fleet' in on);
  for (const group of inGroups(ofFleets)) {
    await Promise.all(group.map((one) => remembered(one, pass, undelivered)));
  }
  // One after another: two words may have to go into the tag of the same image.
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
    undelivered.push({ event, reason: `It will be told again: ${errorDetail(error)}` });
  }
}
