import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoScenario } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const simulate = (...args: readonly string[]) => command.run(['simulate', '--speed', '20000', ...args]);
const some = ['--only', 'CAD-*,Finance-*,Legacy-*,Marketing-*'];
const TODO =
  'Test the successors, then bring them to the fleets that use their sources: a campaign changes no fleet.';

test('the end of a run says what to do with the successors, and which fleets use the old versions', async () => {
  const { stdout } = await simulate('run', '--yes', ...some);
  expect(stdout).toContain(TODO);
  expect(stdout).toMatch(
    /\n {2}fleet Engineering uses CAD-Workstation: assign CAD-Workstation-Updated-\d{8}\n/,
  );
  expect(stdout).toMatch(
    /\n {2}fleet Finance uses Finance-Desktop-2026: assign Finance-Desktop-2026-Updated-\d{8}\n/,
  );
  expect(stdout).not.toMatch(/fleet Claims/);
  // A month later, nobody has assigned anything: the fleet is behind by two versions.
  const [, newest] =
    /fleet Engineering uses CAD-Workstation: assign (\S+)\n/.exec(
      (await simulate('--months', '1', 'run', '--yes', ...some)).stdout,
    ) ?? [];
  expect(newest).toMatch(/^CAD-Workstation-Updated-\d{8}$/);
  expect(stdout).not.toContain(newest);
});

test('fleets with a ring get the successors by a rollout, with the command for it; the others need a person', async () => {
  const fleets = (demoScenario.fleets ?? []).map((one) =>
    one.name === 'Engineering' ? { ...one, tags: { ImageRing: 'test' } } : one,
  );
  writeFileSync(join(command.home(), 'rings.json'), JSON.stringify({ ...demoScenario, fleets }));
  const scenario = ['--scenario', 'rings.json'];
  const { stdout } = await simulate(...scenario, 'run', '--yes', ...some);
  expect(stdout).toMatch(/By a rollout, ring by ring: Engineering \(test\)\.\n/);
  expect(stdout).not.toMatch(/fleet Engineering uses/);
  expect(stdout).toMatch(/fleet Finance uses Finance-Desktop-2026: assign/);
  // What it advises can be pasted.
  const advised = /See what would move: .*? (simulate .*)\n/.exec(stdout)?.[1] ?? '';
  expect(advised).toMatch(/ rollout plan$/);
  const plan = await command.run(advised.split(' '));
  expect(plan).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/CAD-Workstation → CAD-Workstation-U/),
  });
});

test('without permission to see fleets only their names are left out; without successors there is nothing to do', async () => {
  const images = [
    'DescribeImages',
    'CreateUpdatedImage',
    'DescribeImageBuilders',
    'DescribeImagePermissions',
  ];
  const tags = ['ListTagsForResource', 'TagResource', 'UntagResource'];
  const allow = ['sts:*', 'servicequotas:*', ...[...images, ...tags].map((action) => `appstream:${action}`)];
  writeFileSync(join(command.home(), 'narrow.json'), JSON.stringify({ ...demoScenario, allow }));
  const { code, stdout, stderr } = await simulate(
    ...['--scenario', 'narrow.json', 'run', '--yes', '--only', 'CAD-*', '--id', 'night'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`${TODO}\n`);
  expect(stdout).not.toContain('fleet Engineering');
  const nothing = await simulate('run', '--yes', '--only', 'HR-*');
  expect(nothing.stdout).not.toContain('successors');
});
