import { createSimulator, manualClock, type SimulatorOptions } from '@appstream-campaign/simulator';
import { expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const WORLD: SimulatorOptions = {
  images: [
    { name: 'Desk', daysOld: 180, tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-2' } },
    {
      name: 'Desk-2',
      daysOld: 120,
      tags: { AutoUpdate: 'Completed', BaseName: 'Desk', UpdatedFrom: 'Desk', NextVersion: 'Desk-3' },
    },
    { name: 'Desk-3', daysOld: 90, tags: { AutoUpdate: 'Enabled', BaseName: 'Desk', UpdatedFrom: 'Desk-2' } },
  ],
  quotas: { images: 3 },
};

test('run --prune shows what goes, makes room first, and says so; without it the plan names what could go', async () => {
  const simulator = await createSimulator({ ...WORLD, clock: manualClock(new Date('2026-11-28T08:00:00Z')) });
  onTestFinished(() => simulator.close());
  const at = ['simulate', '--at', simulator.url];
  const without = await command.run([...at, 'run', '--yes']);
  expect(without.stdout.replace(/\s+/g, ' ')).toContain(
    'images that pruning would delete (1; 1 are needed): Desk',
  );
  expect(simulator.world.images()).toHaveLength(3);
  const run = await command.run([...at, 'run', '--prune', '--yes', '--plain']);
  expect(run.stderr).toBe('');
  const text = run.stdout.replace(/\s+/g, ' ');
  expect(text).toContain('Pruning would delete 1 image for good');
  expect(text).toContain('deleted Desk, which nobody needs any more');
  expect(
    simulator.world
      .images()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    // Desk-2 was not among the two newest any more when the campaign was over.
    'Desk-3',
    'Desk-Updated-20261128',
  ]);
});
