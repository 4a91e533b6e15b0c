import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const simulate = (...args: readonly string[]) => command.run(['simulate', '--speed', '20000', ...args]);
const counts = async (...flags: readonly string[]) =>
  JSON.parse((await command.run(['simulate', ...flags, 'plan', '--json'])).stdout)[0].counts;

test('three months: each finds new updates, and goes on with the successors of the last', async () => {
  const first = await simulate('run', '--yes', '--exclude', 'Data-*,Legacy-*', '--id', 'month-1');
  expect(first.stdout).toContain('is over: 5 images updated, 0 failed, 1 skipped.');
  // On the same day there is nothing new.
  const [, successor = ''] = /CAD-Workstation → (\S+) after/.exec(first.stdout) ?? [];
  const sameDay = await simulate('plan', '--all');
  expect(sameDay.stdout).toMatch(new RegExp(`${successor} +excluded`));

  const second = await simulate('--months', '1', 'run', '--yes', '--exclude', 'Data-*,Legacy-*');
  // The one that was current is not any more.
  expect(second.stdout).toContain('is over: 6 images updated, 0 failed, 0 skipped.');
  expect(second.stdout).toMatch(new RegExp(`updated +${successor} → CAD-Workstation-Updated-\\d{8}`));
  expect(second.stdout).not.toContain('--months');
  const third = await simulate('--months', '1', 'run', '--yes', '--exclude', 'Data-*,Legacy-*');
  expect(third.stdout).toContain('is over: 6 images updated, 0 failed, 0 skipped.');

  const status = JSON.parse((await simulate('status', '--json')).stdout);
  const days = status.map(({ startedAt }: { startedAt: string }) => Date.parse(startedAt) / 86_400_000);
  expect(days).toHaveLength(3);
  // A month, and what the commands took.
  for (const month of [days[0] - days[1], days[1] - days[2]]) {
    expect(month).toBeGreaterThan(30);
    expect(month).toBeLessThan(34);
  }
});

test('months go by without a campaign as well, and what runs meanwhile ends', async () => {
  const run = command.start(['simulate', 'run', '--yes', '--batch-size', '2', '--id', 'night']);
  await run.output(/next +check at/);
  run.child.kill('SIGINT');
  await run.ended;
  expect(await counts()).toMatchObject({ updating: 2 });
  expect(await counts('--months', '2')).toMatchObject({ updating: 0 });
  const resumed = await simulate('resume');
  expect(resumed.stdout).toMatch(/updated +CAD-Workstation → \S+ after at most \d+ [dh]/);
});

test.each([
  [['--months', '0'], /--months <n>' argument '0' is invalid.*from 1 to 120/],
  [['--months', '1', '--at', 'http://127.0.0.1:9'], /--months goes with the account in its file/],
])('%j is refused', async (flags, message) => {
  const { code, stderr } = await command.run(['simulate', ...flags, 'plan']);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
