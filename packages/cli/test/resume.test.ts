import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignState } from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimulatorWorld } from '../../aws-adapters/test/simulator-world.ts';
import { builtCommand, type Started } from './command.ts';
import { openNotifierDoor } from './notifier-door.ts';

const command = builtCommand();

/** The one saved campaign below a folder, and the files beside it. */
function savedRun(folder: string): { readonly state: CampaignState; readonly files: readonly string[] } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const [file = '', ...more] = files.filter((name) => name.endsWith('.json'));
  expect(more).toEqual([]);
  return { state: JSON.parse(readFileSync(join(folder, file), 'utf8')).state, files };
}

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

const numbers = fc.sample(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 12, maxLength: 12 }), {
  seed: Number(process.env.KILL_SEED ?? 42),
  numRuns: 3,
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

test('Ctrl-C leaves cleanly, says how to go on, and resume goes on', async () => {
  const run = command.start(['simulate', 'run', '--yes', '--batch-size', '2']);
  await run.output(/next +check at/);
  run.child.kill('SIGINT');
  const left = await run.ended;
  expect(left).toMatchObject({ code: 130, signal: null });
  expect(left.stdout).toContain('before the campaign');
  expect(left.stdout).toContain('In progress, and going on in AWS: CAD-Workstation and Call-Center-Agent');
  expect(left.stdout).toContain('Go on: appstream-campaign simulate resume');
  const again = await command.run(['simulate', 'run', '--yes']);
  expect(again).toMatchObject({ code: 1 });
  expect(again.stderr).toMatch(/The campaign \S+ is not over\.[\s\S]+appstream-campaign simulate resume/);
  const listed = await command.run(['simulate', 'status']);
  expect(listed.stdout).toMatch(/ left +.*2 updating, 6 waiting +resume goes on/);
  const resumed = await command.run(['simulate', '--speed', '20000', 'resume']);
  expect(resumed).toMatchObject({ code: 5, signal: null });
  expect(resumed.stdout).toContain('is over: 5 images updated, 2 failed, 1 skipped.');
  expect(resumed.stdout).not.toContain('started    CAD-Workstation →');
  const over = await command.run(['simulate', 'resume']);
  expect(over).toMatchObject({ code: 3 });
});

test('a second run beside a living one is refused; a dead one holds nothing', async () => {
  const run = command.start(['simulate', 'run', '--yes']);
  await run.output(/next +check at/);
  const refused = await command.run(['simulate', 'run', '--yes', '--new']);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain(`is being run already, by process ${run.child.pid}`);
  expect((await command.run(['simulate', 'resume'])).stderr).toContain('is being run already');
  const listed = await command.run(['simulate', 'status']);
  expect(listed.stdout).toMatch(new RegExp(` running .*by process ${run.child.pid} `));
  run.child.kill('SIGKILL');
  await run.ended;
  const resumed = await command.run(['simulate', '--speed', '20000', 'resume']);
  expect(resumed).toMatchObject({ code: 5, stderr: '' });
  const { files } = savedRun(join(command.home(), 'campaigns', 'simulated', '123456789012'));
  expect(files.filter((file) => file.includes('lock'))).toEqual([]);
});
