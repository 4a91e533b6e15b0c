import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const SIX = ['A', 'B', 'C', 'D', 'E', 'F'];
const USED = ['C', 'D', 'E', 'F'];

/** Four lineages with a version before the enrolled one, and two without: ten images, six of them enrolled. */
const images = SIX.flatMap((name, index) => {
  const enrolled = { AutoUpdate: 'Enabled' };
  if (index >= 4) return [{ name, daysOld: 100, tags: enrolled }];
  const second = { ...enrolled, BaseName: name, UpdatedFrom: name, UpdateMinutes: '60' };
  return [
    { name, daysOld: 160, tags: { AutoUpdate: 'Completed', NextVersion: `${name}-v2` } },
    { name: `${name}-v2`, daysOld: 100, tags: second },
  ];
});
const fleets = USED.map((name) => ({ name: `Fleet-${name}`, imageName: name < 'E' ? `${name}-v2` : name }));

test('run --prune, month after month, in an account at its quota with fleets on four of six images', async () => {
  const scenario = join(command.home(), 'full.json');
  writeFileSync(scenario, JSON.stringify({ images, fleets, quotas: { images: 10 } }));
  const config = { prune: { keep: 1, minAgeDays: 14 }, skipCurrent: false };
  writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify(config));
  const simulate = (months: number, ...args: readonly string[]) =>
    command.run([
      ...['simulate', '--speed', '20000'],
      ...(months === 0 ? ['--scenario', scenario] : ['--months', String(months)]),
      ...args,
    ]);
  for (let month = 0; month < 3; month++) {
    const run = await simulate(
      Math.min(month, 1),
      ...['run', '--prune', '--yes', '--accept-blocked', '--plain', '--id', `month-${month}`],
    );
    expect(run.stderr).toBe('');
    const [, updated] = /is over: (\d+) images? updated, 0 failed/.exec(run.stdout) ?? [];
    expect(Number(updated), run.stdout).toBeGreaterThan(0);
    const deleted = [...run.stdout.matchAll(/deleted +(\S+), which nobody needs/g)].map(([, name]) => name);
    // A version that a fleet uses, and the one before it, stay.
    for (const name of ['C', 'C-v2', 'D', 'D-v2', 'E', 'F']) expect(deleted).not.toContain(name);
  }
  const lineage = await command.run(['simulate', 'lineage', '--json']);
  expect(lineage.stdout).toContain('"D-v2"');
}, 120_000);
