import { type Clock, ImageStoreError } from '@appstream-campaign/core';
import { type RolloutParts, type RolloutResult, rollout } from '@appstream-campaign/core/rollout';
import { meantPart, rolloutPhase } from '../planning/rollout-rows.ts';
import { Interruption } from '../terminal/interrupts.ts';

/** How a rollout goes on by itself. */
export interface RolloutLoop {
  readonly parts: RolloutParts;
  /** Lineages or fleets that it is about; all when there are none. */
  readonly patterns: readonly string[];
  readonly clock: Clock;
  /** Minutes between two passes at most. */
  readonly everyMinutes: number;
  /** Aborted when the user wants to leave. A pass in progress is finished first. */
  readonly signal: AbortSignal;
  /** Hears of each pass, and when the next one is due; undefined after the last. */
  readonly passed: (result: RolloutResult, next: Date | undefined) => void;
  /** Hears of a look that failed and is tried again. */
  readonly postponed: (error: ImageStoreError, next: Date) => void;
}

/** How it ended. `stopped`: a refusal that a person has to cure. */
export type LoopEnd = 'settled' | 'stopped' | 'interrupted';

/** Refusals that may pass; a rollout that goes on for days must not end with one. */
const PASSING: readonly string[] = ['busy', 'limit', 'unknown'];

/** Passes, until all is as wanted or the user leaves. */
export async function loopRollout(loop: RolloutLoop): Promise<LoopEnd> {
  const { parts, patterns, clock, signal, everyMinutes } = loop;
  for (;;) {
    if (signal.aborted) return 'interrupted';
    let next = new Date(clock.now().getTime() + everyMinutes * 60_000);
    try {
      const result = await rollout(parts);
      const after = meantPart(result.after, patterns);
      const isSettled = rolloutPhase(after) === 'settled' && result.failed.length === 0;
      next = soonest(next, result, clock.now());
      loop.passed(result, isSettled || result.stopped !== undefined ? undefined : next);
      if (result.stopped !== undefined) return 'stopped';
      if (isSettled) return 'settled';
    } catch (error) {
      if (!(error instanceof ImageStoreError) || !PASSING.includes(error.code)) throw error;
      loop.postponed(error, next);
    }
    try {
      await clock.sleepUntil(next, signal);
    } catch (error) {
      if (error instanceof Interruption) return 'interrupted';
      throw error;
    }
  }
}

/** The first time at which something that holds a fleet ends by itself. */
function soonest(latest: Date, { after }: RolloutResult, now: Date): Date {
  const ends = after.holds.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
  return new Date(Math.min(latest.getTime(), ...ends.filter((end) => end > now.getTime())));
}
