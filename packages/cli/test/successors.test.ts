import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoScenario } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const simulate = (...args: readonly string[]) => command.run(['simulate', '--speed', '20000', ...args]);
const some = ['--only', 'CAD-*,Finance-*,Legacy-*,Marketing-*'];
const TODO =
  'Test the successors, then assign them to the fleets that use their sources: a campaign changes no fleet.';

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
