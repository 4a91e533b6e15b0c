import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@appstream-campaign/core';
import * as v from 'valibot';
import { CommandError } from '../terminal/errors.ts';
import type { SimulatedAws } from '../terminal/runtime.ts';

/** What `simulate` puts in the place of AWS and of time. */
export interface Simulated {
  readonly clock: Clock;
  readonly simulated: SimulatedAws;
  close(): Promise<void>;
}

/** Longest real wait in one piece, so that a wait ends in time however uneven the clock. */
const LONGEST_NAP = 1_000;

/** Sleeps in a time that runs `speed` times as fast as the machine's. */
export function runningClock(now: () => Date, speed: number): Clock {
  return {
    now,
    async sleepUntil(instant, signal) {
      signal?.throwIfAborted();
      for (
        let rest = instant.getTime() - now().getTime();
        rest > 0;
        rest = instant.getTime() - now().getTime()
      ) {
        await sleep(
          Math.min(LONGEST_NAP, Math.ceil(rest / speed)),
          undefined,
          signal ? { signal } : {},
        ).catch((error: unknown) => {
          // The contract of a clock: the signal's own reason, not the timer's.
          signal?.throwIfAborted();
          throw error;
        });
      }
    },
  };
}

const answer = v.object({
  now: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
    v.date(),
  ),
  manual: v.optional(v.boolean(), true),
  speed: v.optional(v.number()),
});

/**
 * Uses a simulator that runs already, with a folder for its campaigns. A clock that stands still is moved from check to check.
 *
 * @param folder of everything that is simulated
 */
export async function joinSimulator(url: string, folder: string): Promise<Simulated> {
  const door = new URL('/_simulator/clock', url);
  const ask = async (body?: object) => {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(door, request).catch((cause: unknown) => {
      throw new CommandError(`There is no simulator at ${url}.`, START_ONE, { cause });
    });
    const parsed = v.safeParse(answer, await response.json().catch(() => undefined));
    if (!parsed.success) throw new CommandError(`What is at ${url} is not a simulator.`, START_ONE);
    return parsed.output;
  };
  const first = await ask();
  const simulated = {
    endpoint: url,
    region: 'us-east-1',
    stateDir: join(folder, door.port || 'default'),
  };
  if (!first.manual) {
    const { now, speed = 1 } = first;
    const began = performance.now();
    const clock = runningClock(() => new Date(now.getTime() + (performance.now() - began) * speed), speed);
    return { clock, simulated, close: async () => {} };
  }
  let present = first.now;
  const clock: Clock = {
    now: () => present,
    async sleepUntil(instant, signal) {
      signal?.throwIfAborted();
      present = (await ask({ advanceTo: instant.toISOString() })).now;
    },
  };
  return { clock, simulated, close: async () => {} };
}

const START_ONE = [
  'Start one: npx appstream-simulator --port 4577',
  'Or leave --at away: then simulate has one of its own.',
];
