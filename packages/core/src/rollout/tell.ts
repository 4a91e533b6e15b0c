import type { RolloutHold } from './decision.ts';
import { dueEvents } from './due-events.ts';
import { errorDetail, ImageStoreError, NotifierError, toDetail } from './foundation.ts';
import { type Pass, remember } from './perform.ts';
import type { RolloutEvent } from './rollout-events.ts';
import type { RolloutResult } from './rollout-parts.ts';

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
  const events: RolloutEvent[] = [];
  const untold: { event: RolloutEvent; notifier?: string; reason: string }[] = [];
  for (const { event, on, told } of dueEvents(sight.world, holds, policy, now, parts.place)) {
    events.push(event);
    let taken = 0;
    for (const notifier of notifiers) {
      try {
        await notifier.notify(event);
        taken++;
      } catch (error) {
        const reason = error instanceof NotifierError ? error.message : String(error);
        untold.push({ event, notifier: notifier.name, reason: toDetail(reason) });
      }
    }
    if (taken === 0) continue;
    try {
      await remember(on, told, pass);
    } catch (error) {
      if (!(error instanceof ImageStoreError)) throw error;
      untold.push({ event, reason: `It will be told again: ${errorDetail(error)}` });
    }
  }
  return { events, untold };
}
