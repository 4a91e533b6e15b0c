import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { noTerminal, terminalFor } from './pseudo-terminal.ts';

const command = builtCommand();
const inTerminal = terminalFor(command);

const enrolled = (name: string, minutes?: number) => ({
  name,
  tags: { AutoUpdate: 'Enabled', ...(minutes === undefined ? {} : { UpdateMinutes: String(minutes) }) },
});
/** Room for two of four; the longest updates are not the first by name. */
const TIGHT = {
  images: [
    ...[enrolled('A-quick', 30), enrolled('B-slow', 300), enrolled('C-slower', 400), enrolled('D-quick', 20)],
    { name: 'E-current', tags: { AutoUpdate: 'Enabled' }, update: { current: true } },
  ],
  quotas: { images: 7 },
};

const at = () => {
  writeFileSync(join(command.home(), 'tight.json'), JSON.stringify(TIGHT));
  return ['simulate', '--scenario', 'tight.json', '--speed', '20000'];
};
const counts = async () => JSON.parse((await command.run([...at(), 'plan', '--json'])).stdout)[0].counts;
const files = () => readdirSync(command.home(), { recursive: true, encoding: 'utf8' });

describe('a preflight that blocks', () => {
  test.each([[[]], [['--json']]])('is not passed by --yes alone: nothing is started (%j)', async (flags) => {
    const { code, stderr } = await command.run([...at(), 'run', '--yes', ...flags]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/2 of 4 updates cannot begin: .*needs 4 new images, and there is room for 2/);
    expect(stderr).toMatch(/room for: appstream-campaign simulate .* run --limit 2 --yes\n/);
    expect(stderr).toMatch(/ run --accept-blocked --yes\n/);
    expect(await counts()).toMatchObject({ update: 4, updating: 0 });
    expect(files().filter((name) => name.includes('us-east-1-'))).toEqual([]);
  });

  test('is passed by a flag of its own', async () => {
    const run = await command.run([...at(), 'run', '--yes', '--accept-blocked']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/started +C-slower →/);
    expect(run.stdout).toContain('is over: 2 images updated, 0 failed, 3 skipped.');
  });

  test('whatever there is room for passes: --limit, in run and in plan', async () => {
    const plan = await command.run([...at(), 'plan', '--limit', '2']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/B-slow +update +→[\s\S]*C-slower +update +→/);
    expect(plan.stdout).toMatch(/A-quick +left out +it was left out by the limit of this campaign/);
    expect(plan.stdout).toContain('2 to update, 2 at once, 1 to skip, 2 left out.');
    const markdown = await command.run([...at(), 'plan', '--limit', '2', '--markdown']);
    expect(markdown.stdout).toContain(
      '| A-quick | left out | it was left out by the limit of this campaign, and stays enrolled |',
    );
    const json = JSON.parse((await command.run([...at(), 'plan', '--limit', '2', '--json'])).stdout);
    expect(json).toMatchObject([
      { counts: { update: 2, leftOut: 2, excluded: 0 }, preflight: { verdict: 'warns' } },
    ]);

    const run = await command.run([...at(), 'run', '--yes', '--limit', '2', '--id', 'night']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('is over: 2 images updated, 0 failed, 1 skipped.');
    expect(run.stdout).toContain('Left out by --limit, and still enrolled: A-quick and D-quick.');
    expect(await counts()).toMatchObject({ update: 2 });
    const report = await command.run([...at(), 'report', '--format', 'markdown']);
    expect(report.stdout).toMatch(
      /`A-quick` \| Not a candidate .* it was left out by the limit of this campaign/,
    );
  });
});

test('the limit of the config file holds, a flag wins over it, and what is none is refused', async () => {
  const config = (limit: unknown) =>
    writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify({ limit }));
  config(1);
  expect(await counts()).toMatchObject({ update: 1, leftOut: 3 });
  const flag = await command.run([...at(), 'plan', '--json', '--limit', '3']);
  expect(JSON.parse(flag.stdout)[0].counts).toMatchObject({ update: 3, leftOut: 1 });
  const run = await command.run([...at(), 'run', '--yes', '--json']);
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout.match(/"type":"updateStarted"/g)).toHaveLength(1);
  for (const limit of [0, 1.5]) {
    config(limit);
    const refused = await command.run([...at(), 'plan']);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain(`The limit is ${limit}.`);
  }
});

test('status has a --limit of its own, which is not handed on', async () => {
  const { stdout } = await command.run(['status', '--limit', '3']);
  expect(stdout).toContain('Begin one: appstream-campaign run\n');
});

describe.skipIf(noTerminal)('in a pseudo-terminal (needs @lydell/node-pty for this platform)', () => {
  test('the question says what cannot begin', async () => {
    const terminal = inTerminal([...at(), 'run']);
    await terminal.shows(
      /Start 4 updates in account 123456789012, us-east-1, although 2 of them cannot begin\?/,
    );
    expect(terminal.text()).toMatch(
      /Update only what there is room for:\s+appstream-campaign .*run --limit 2/,
    );
    terminal.type('n\r');
    expect(await terminal.ended).toBe(130);
    expect(await counts()).toMatchObject({ update: 4 });
  });
});
