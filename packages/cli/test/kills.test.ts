import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertCampaignInvariants,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { runs } from '@appstream-campaign/test-support/sample';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtCommand, type Started } from './command.ts';
import { openNotifierDoor } from './notifier-door.ts';
import { savedRun } from './saved-run.ts';

const command = builtCommand();

/** Kills the processes of a campaign again and again, each after so many calls to AWS, until one sees the end. */
async function liveDangerously(calls: readonly number[]) {
  const world = await createSimulatorWorld({ images: REFERENCE_IMAGES });
  const notifier = new RecordingNotifier();
  const door = await openNotifierDoor(command.home(), notifier);
  const at = ['simulate', '--at', world.simulator.url];
  const close = async () => {
    await world.close();
    await door.close();
  };
  const begin = () =>
    command.start([...at, 'run', '--yes', '--plain', '--batch-size', '3', '--notifier', door.file]);
  const goOn = () => (isSaved() ? command.start([...at, 'resume', '--plain']) : begin());
  try {
    let kills = 0;
    let started = begin();
    for (const count of calls) {
      if (!(await killedAfter(started, () => world.simulator.calls.length, count))) break;
      kills++;
      started = goOn();
    }
    return { world, notifier, ended: await started.ended, kills, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A process that dies very early has saved nothing, and has done nothing. */
function isSaved(): boolean {
  const folder = join(command.home(), 'campaigns');
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
      /us-east-1-.*\.json$/.test(name),
    )
  );
}

async function killedAfter({ child, ended }: Started, made: () => number, calls: number): Promise<boolean> {
  const enough = made() + calls;
  while (child.exitCode === null && made() < enough) await sleep(1);
  child.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

const KILLS = runs(7, 12);
const numbers = fc.sample(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: KILLS, maxLength: KILLS }), {
  seed: Number(process.env.KILL_SEED ?? 42),
  numRuns: runs(1, 3),
});

test.each(numbers.map((calls) => ({ calls })))(
  'kill -9 at random moments, and resume: all promises hold ($calls)',
  async ({ calls }) => {
    const { world, notifier, ended, kills, close } = await liveDangerously(calls);
    try {
      expect(ended).toMatchObject({ code: 5, signal: null });
      const { state } = savedRun(join(command.home(), 'campaigns'));
      expect(state.status).toBe('over');
      assertCampaignInvariants(world, state, notifier.delivered, { batchSize: 3 });
      const outcomes = Object.fromEntries(state.images.map(({ source, status }) => [source, status]));
      expect(outcomes).toEqual({
        ...{
          'A-quick': 'updated',
          'B-fails': 'failed',
          'B-second-try': 'updated',
          'C-current': 'skipped',
          'D-incompatible': 'failed',
        },
        ...{ 'E-slow': 'updated', 'F-twin': 'updated', 'G-twin': 'updated', 'H-never': 'failed' },
        ...{ 'I-full': 'skipped', 'J-taken': 'updated' },
      });
      expect(kills).toBeGreaterThan(5);
    } finally {
      await close();
    }
  },
);
