import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What makes a clock. It can be handed to another thread; all clocks made from it show the same time.
 *
 * @typedef {object} ClockSettings
 * @property {number} start simulated instant at which time stands until it is set going, epoch milliseconds
 * @property {number} speed simulated seconds for each real one
 * @property {SharedArrayBuffer} began one float: when it was set going; 0 before
 */

/** Real milliseconds. Unlike the time of day and `performance.now()`, all threads of a process count alike. */
const realTime = () => Number(process.hrtime.bigint()) / 1e6;

/** @param {{ start: Date, speed: number }} options @returns {ClockSettings} */
export function clockSettings({ start, speed }) {
  return { start: start.getTime(), speed, began: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT) };
}

/** @param {ClockSettings} settings */
export function createClock({ start, speed, began }) {
  // Written once, before anyone else is told to look, so that a plain array will do.
  const shared = new Float64Array(began);
  const milliseconds = () => start + (shared[0] === 0 ? 0 : (realTime() - shared[0]) * speed);
  return {
    milliseconds,
    now: () => new Date(milliseconds()),
    /** Sets time going, once everything that takes real time to start has started. */
    begin: () => {
      shared[0] = realTime();
    },
    /** @param {Date} instant */
    async waitUntil(instant) {
      for (
        let rest = instant.getTime() - milliseconds();
        rest > 0;
        rest = instant.getTime() - milliseconds()
      ) {
        await sleep(Math.ceil(rest / speed));
      }
    },
  };
}

/** @typedef {ReturnType<typeof createClock>} DemoClock */
