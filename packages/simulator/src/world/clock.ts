import { SimulatorUsageError } from '../errors/usage-errors.ts';

/** Where the simulator reads the time. All states are computed from it; nothing happens on timers. */
export interface SimulatorClock {
  /** The present instant. Must never go backwards. */
  now(): Date;
  /** Simulated seconds for each real one. Default: not told, as for a clock that someone moves. */
  readonly speed?: number;
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends SimulatorClock {
  /** Moves to an instant. Throws {@link SimulatorUsageError} when it lies in the clock's past. */
  advanceTo(instant: Date): void;
  /** Moves on by milliseconds. Throws {@link SimulatorUsageError} when negative or not finite. */
  advanceBy(milliseconds: number): void;
}

/** How a fast clock runs. */
export interface FastClockOptions {
  /** Simulated seconds for each real one: 3600 makes an hour of a second. */
  readonly speed: number;
  /** The simulated instant at which the clock starts. Default: the real present. */
  readonly start?: Date;
}

/** The machine's own time. */
export function realClock(): SimulatorClock {
  return { now: () => new Date(), speed: 1 };
}

/** A clock that runs `speed` times as fast as real time. */
export function fastClock(options: FastClockOptions): SimulatorClock {
  const { speed, start = new Date() } = options;
  if (!(speed > 0 && Number.isFinite(speed))) {
    throw new SimulatorUsageError(`The speed of a fast clock must be a number above 0, not ${speed}.`);
  }
  const began = performance.now();
  return { now: () => new Date(start.getTime() + (performance.now() - began) * speed), speed };
}

/** A clock for tests: it starts at `start` and moves only when told to. */
export function manualClock(start: Date): ManualClock {
  let present = validTime(start);
  const advanceTo = (instant: Date): void => {
    const target = validTime(instant);
    if (target < present) {
      const from = new Date(present).toISOString();
      throw new SimulatorUsageError(`A manual clock can't go back from ${from} to ${instant.toISOString()}.`);
    }
    present = target;
  };
  return {
    now: () => new Date(present),
    advanceTo,
    advanceBy: (milliseconds) => advanceTo(new Date(present + milliseconds)),
  };
}

/** Whether a clock can be moved by hand. */
export function isManualClock(clock: SimulatorClock): clock is ManualClock {
  return 'advanceTo' in clock && typeof clock.advanceTo === 'function';
}

function validTime(instant: Date): number {
  const time = instant.getTime();
  if (Number.isNaN(time))
    throw new SimulatorUsageError('A manual clock needs a valid date; this one is not.');
  return time;
}
