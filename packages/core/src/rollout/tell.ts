import type { RolloutHold } from './decision.ts';
import { type DueEvent, dueEvents } from './due-events.ts';
import { errorDetail, ImageStoreError, NotifierError, toDetail } from './foundation.ts';
import { type Pass, remember } from './perform.ts';
import type { RolloutEvent, RolloutNotifier } from './rollout-events.ts';
import type { RolloutResult } from './rollout-parts.ts';

/** Tags of fleets that are written at a time. */
const TOGETHER = 16;

/**
 * Tells what is due. An event counts as told when one notifier has taken it: a channel that is broken for days must not
 * make the others tell it at every pass. So a channel that fails misses it, and the result says so.
 */
export async function tell(
  holds: readonly RolloutHold[],
  pass: Pass,
): Promise<Pick<RolloutResult, 'events' | 'untold'>> {
  const { parts, policy, now, sight } = pass;
  const { notifiers = [] } = parts;
  const untold: Untold[] = [];
  const due = dueEvents(sight.world, holds, policy, now, parts.place);
  const taken: DueEvent[] = [];
  for (const one of due) {
    const failures = await notifyAll(one.event, notifiers);
    untold.push(...failures);
    if (failures.length < notifiers.length) taken.push(one);
  }
  const ofFleets = taken.filter(({ on }) => 'fleet' in on);
  for (let first = 0; first < ofFleets.length; first += TOGETHER) {
    await Promise.all(ofFleets.slice(first, first + TOGETHER).map((one) => remembered(one, pass, untold)));
  }
  // One after another: two words may have to go into the tag of the same image.
  for (const one of taken.filter(({ on }) => 'image' in on)) await remembered(one, pass, untold);
  return { events: due.map(({ event }) => event), untold };
}

type Untold = RolloutResult['untold'][number];

async function notifyAll(
  event: RolloutEvent,
  notifiers: readonly RolloutNotifier[],
): Promise<readonly Untold[]> {
  const failures: Untold[] = [];
  for (const notifier of notifiers) {
    try {
      await notifier.notify(event);
    } catch (error) {
      const reason = error instanceof NotifierError ? error.message : String(error);
      failures.push({ event, notifier: notifier.name, reason: toDetail(reason) });
    }
  }
  return failures;
}

async function remembered({ event, on, told }: DueEvent, pass: Pass, untold: Untold[]): Promise<void> {
  try {
    await remember(on, told, pass);
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    untold.push({ event, reason: `It will be told again: ${errorDetail(error)}` });
  }
}
