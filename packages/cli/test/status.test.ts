import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const folder = () => join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
const campaigns = async () => JSON.parse((await command.run(['simulate', 'status', '--json'])).stdout);

test('status shows campaigns and nothing else, while one runs and after it was killed', async () => {
  const run = command.start(['simulate', 'run', '--yes', '--id', 'night', '--batch-size', '2']);
  await run.output(/next +check at/);
  expect(await campaigns()).toMatchObject([
    { campaign: 'night', standing: 'running', detail: `by process ${run.child.pid} on ${hostname()}` },
  ]);
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await campaigns()).toMatchObject([
    { campaign: 'night', standing: 'left', detail: 'its process was killed; resume goes on' },
  ]);
  const listed = await command.run(['simulate', 'status']);
  expect(listed.stdout).not.toMatch(/lock|unreadable/);
  expect(listed.stdout).toMatch(/\nGo on: appstream-campaign simulate resume night\n$/);
  const one = await command.run(['simulate', 'status', 'night']);
  expect(one.stdout).toContain('its process was killed; resume goes on');
  expect(one.stdout).toMatch(/\nGo on: appstream-campaign simulate resume night\n$/);
  const resumed = await command.run(['simulate', '--speed', '20000', 'resume']);
  expect(resumed).toMatchObject({ code: 5 });
  expect((await command.run(['simulate', 'status'])).stdout).not.toContain('Go on:');
});

test('what others leave in the folder is no campaign, and in nobody’s way', async () => {
  await command.run(['simulate', '--speed', '20000', 'run', '--yes', '--only', 'HR-*', '--id', 'night']);
  // An older version of the program had its lock in a file of this name.
  writeFileSync(join(folder(), 'lock-holder.json'), '{"pid":1,"host":"elsewhere","campaign":"other"}');
  writeFileSync(join(folder(), 'night.json.3274893'), '{"version":1,"sta');
  writeFileSync(join(folder(), 'notes.json'), '[]');
  writeFileSync(join(folder(), '100%.json'), '{"version":1}');
  writeFileSync(join(folder(), '..', '.DS_Store'), '');
  mkdirSync(join(folder(), 'backup.json'));
  expect(await campaigns()).toMatchObject([{ campaign: 'night', standing: 'over' }]);
  const named = await command.run(['simulate', 'status', 'lock-holder']);
  expect(named.stderr).toContain('There is no campaign lock-holder in ');
  expect(await command.run(['simulate', 'resume'])).toMatchObject({ code: 3 });
  expect(await command.run(['simulate', 'report', '--format', 'csv'])).toMatchObject({ code: 0 });
});
