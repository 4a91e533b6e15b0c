import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

// Each folder holds a campaign as an earlier version saved it when somebody pressed Ctrl-C, and the simulated account.
// `WRITE_FIXTURES=<name> npx vitest run <this file>` writes a further one; what is there is never written anew.

const command = builtCommand();
const folder = fileURLToPath(new URL('./upgrades/', import.meta.url));
const wanted = process.env.WRITE_FIXTURES;
const saved = () => join(command.home(), 'campaigns', 'simulated');

const write = async () => {
  const target = join(folder, String(wanted));
  expect(existsSync(target), `${target} is there already`).toBe(false);
  const run = command.start(['simulate', 'run', '--yes', '--batch-size', '2', '--id', 'night']);
  await run.output(/next +check at/);
  run.child.kill('SIGINT');
  await run.ended;
  cpSync(saved(), target, { recursive: true });
};
if (wanted !== undefined) test('write what this version saves', write);

const versions = existsSync(folder) ? readdirSync(folder) : [];
test('there are campaigns of earlier versions', () => expect(versions).not.toEqual([]));

test.each(versions)(
  'a campaign that %s saved is listed, resumed to its end, and reported',
  async (version) => {
    cpSync(join(folder, version), saved(), { recursive: true });
    const listed = await command.run(['simulate', 'status']);
    expect(listed.stdout).toMatch(/night .* left .*2 updating, 6 waiting +resume goes on/);
    const resumed = await command.run(['simulate', '--speed', '20000', 'resume']);
    expect(resumed).toMatchObject({ code: 5, stderr: '' });
    expect(resumed.stdout).toContain('is over: 5 images updated, 2 failed, 1 skipped.');
    const report = await command.run(['simulate', 'report', '--format', 'csv']);
    expect(report.stdout).toContain('CAD-Workstation-Updated-');
  },
);
