import { createSimulator, demoScenario, manualClock } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { intoHead } from './into-head.ts';

const command = builtCommand();

const noTrace = /^(?!.*(EPIPE|\n {4}at ))/s;

test.each([[[]], [['--json']]])(
  'run into head is left as with Ctrl-C: saved, and said where somebody reads (%j)',
  async (flags) => {
    const { code, stderr } = intoHead(
      command,
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
