/** The machine's own time. @module */

import type { Clock } from '@appstream-campaign/core';

/** Longest delay that a timer takes; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * The machine's time and timers. `sleepUntil` waits however long it is, ends at once for an instant that has passed,
 * rejects with the signal's reason when aborted, and leaves no listener on the signal.
 */
export const systemClock: Clock = {
  now: () => new Date(),
  sleepUntil: async (instant, signal) => {
    const end = instant.getTime();
    if (Number.isNaN(end)) throw new RangeError('sleepUntil needs a valid date; this one is not.');
    signal?.throwIfAborted();
    // A timer can fire a moment early, and the machine's time can be set meanwhile.
    for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
      await pause(Math.min(left, MAX_DELAY_MS), signal);
    }
  },
};

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
