import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, manualClock } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

/** A command line whose output goes to `head`, as a shell runs it. */
function intoHead(lines: number, ...args: readonly string[]) {
  const words = [process.execPath, command.file, ...args].map((word) => `'${word}'`).join(' ');
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; ${words} | head -n ${lines}`],
    { cwd: command.home(), env: command.env(), encoding: 'utf8' },
  );
  return { code: status, stdout, stderr };
}

const noTrace = /^(?!.*(EPIPE|\n {4}at ))/s;

test.each([[[]], [['--json']]])(
  'run into head is left as with Ctrl-C: saved, and said where somebody reads (%j)',
  async (flags) => {
    const { code, stderr } = intoHead(
      1,
      ...['simulate', 'run', '--yes', '--id', 'night', '--batch-size', '2', ...flags],
    );
    expect(code).toBe(130);
    expect(stderr).toContain('Nobody reads the output any more.');
    expect(stderr).toContain('Left before the campaign night was over.');
    expect(stderr).toMatch(/\nGo on: appstream-campaign simulate resume night\n$/);
    expect(stderr).toMatch(noTrace);
    const status = await command.run(['simulate', 'status', '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject([{ campaign: 'night', standing: 'left' }]);
    const resumed = await command.run(['simulate', '--speed', '20000', 'resume']);
    expect(resumed).toMatchObject({ code: 5 });
  },
);

test('what runs when the output is closed is named', async () => {
  const simulator = await createSimulator({
    ...demoScenario,
    clock: manualClock(new Date('2026-12-01T02:00:00Z')),
  });
  try {
    const run = command.start(['simulate', '--at', simulator.url, 'run', '--yes', '--batch-size', '1']);
    await run.output(/next +check at/);
    run.child.stdout?.destroy();
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/In progress, and going on in AWS: \S+\.\nGo on: /);
  } finally {
    await simulator.close();
  }
});

test('so is a campaign that ended with its last words unread', async () => {
  const run = command.start(['simulate', '--speed', '20000', 'run', '--yes', '--only', 'HR-*']);
  await run.output(/over +0 updated/);
  run.child.stdout?.destroy();
  const { code, stderr } = await run.ended;
  // It depends on the moment whether there was anything left to write.
  if (stderr !== '') expect(stderr).toMatch(/Nobody reads the output any more\.\n[\s\S]*is over: 0 images/);
  expect(code).toBe(0);
});

test('plan, status and report into head leave no trace, and are no success when lines are lost', async () => {
  // More than a pipe holds.
  const images = Array.from({ length: 400 }, (_, index) => ({
    name: `Image-${index}-${'x'.repeat(80)}`,
    tags: { AutoUpdate: 'Enabled' },
    update: { current: true },
  }));
  writeFileSync(join(command.home(), 'large.json'), JSON.stringify({ images, quotas: { images: 2000 } }));
  const at = ['simulate', '--scenario', 'large.json', '--speed', '20000'];
  const lost = (...args: readonly string[]) => {
    const { code, stdout, stderr } = intoHead(3, ...at, ...args);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toBe('The output was closed before all of it was written.\n');
    return code;
  };
  // There is nothing to do, which is more to say than that lines were lost.
  expect(lost('plan', '--json')).toBe(3);
  await command.run([...at, 'run', '--yes', '--only', 'Image-0-*', '--id', 'large']);
  const file = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1', 'large.json');
  const run = JSON.parse(readFileSync(file, 'utf8'));
  const [skipped] = run.state.images;
  run.state.images = images.map(({ name }) => ({ ...skipped, source: name }));
  writeFileSync(file, JSON.stringify(run));
  expect(lost('status', '--json')).toBe(130);
  expect(lost('report', '--format', 'csv')).toBe(130);
});
