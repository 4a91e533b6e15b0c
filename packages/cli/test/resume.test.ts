import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { savedRun } from './saved-run.ts';

const command = builtCommand();

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
