import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, type EmailEntry, manualClock } from '@appstream-campaign/simulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { untilInstant } from '../src/config/until.ts';
import { builtCommand } from './command.ts';

const command = builtCommand();

/** An account in which it is shortly before midnight in UTC, and the next day in Berlin. */
async function lateAtNight() {
  const clock = manualClock(new Date('2026-12-01T23:30:00Z'));
  const simulator = await createSimulator({ ...demoScenario, clock });
  onTestFinished(() => simulator.close());
  return { simulator, at: ['simulate', '--at', simulator.url] };
}

test('a campaign shows, tells and names its images in the zone that is named', async () => {
  const { simulator, at } = await lateAtNight();
  const zone = ['--time-zone', 'Europe/Berlin'];
  const only = ['--only', 'CAD-*'];
  const plan = await command.run([...at, 'plan', ...only, ...zone]);
  expect(plan.stdout).toContain('2026-12-02 00:30 CET');
  expect(plan.stdout).toContain('→ CAD-Workstation-Updated-20261202');
  const markdown = await command.run([...at, 'plan', '--markdown', ...only, ...zone]);
  expect(markdown.stdout).toContain('As of 2026-12-02 00:30 CET:');
  const mail = ['--mail-from', 'it@example.com', '--mail-to', 'a@example.com'];
  const run = await command.run([...at, 'run', '--yes', '--id', 'night', ...only, ...mail, ...zone]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/^00:30 +started +CAD-Workstation → CAD-Workstation-Updated-20261202$/m);
  const mails = simulator.inbox.filter((entry): entry is EmailEntry => entry.channel === 'email');
  expect(mails.at(-1)?.text).toMatch(/Campaign night, account \d+, us-east-1, 2026-12-02 0\d:\d\d CET\./);
  const status = await command.run([...at, 'status', 'night', '--time-zone', 'America/New_York']);
  expect(status.stdout).toMatch(/started 2026-12-01 18:30 EST, ended 2026-12-01 \d\d:\d\d EST/);
  const report = await command.run([...at, 'report', '--format', 'markdown', '--time-zone', 'Asia/Tokyo']);
  expect(report.stdout).toContain('- Started 2026-12-02 08:30 UTC+9');
});

test("without a zone, the config file's holds, and then the machine's", async () => {
  const { at } = await lateAtNight();
  const plan = (env: Record<string, string>) => command.run([...at, 'plan'], { env });
  expect((await plan({ TZ: 'Australia/Sydney' })).stdout).toContain('2026-12-02 10:30 AEDT');
  expect((await plan({ TZ: 'Australia/Sydney' })).stdout).toContain('-Updated-20261202');
  writeFileSync(join(command.home(), 'appstream-campaign.json'), '{ "timeZone": "Pacific/Honolulu" }');
  expect((await plan({ TZ: 'Australia/Sydney' })).stdout).toContain('2026-12-01 13:30 HST');
});

test('a campaign that goes on elsewhere keeps its zone and its names', async () => {
  const { simulator, at } = await lateAtNight();
  const until = ['--batch-size', '1', '--until', '01:00'];
  const only = ['--only', 'CAD-*,Marketing-*'];
  const run = await command.run([...at, 'run', '--yes', ...only, ...until, '--time-zone', 'Europe/Berlin']);
  expect(run).toMatchObject({ code: 6 });
  const resumed = await command.run([...at, 'resume'], { env: { TZ: 'America/New_York' } });
  expect(resumed).toMatchObject({ code: 0 });
  expect(resumed.stdout).toMatch(/^0\d:\d\d +started +\S+ → \S+-Updated-20261202$/m);
  const names = simulator.world.images().map(({ name }) => name);
  expect(names.filter((name) => name.includes('-Updated-2026120')).map((name) => name.slice(-8))).toEqual([
    '20261202',
    '20261202',
  ]);
});

test('what is no zone is refused by name before anything is called', async () => {
  const flag = await command.run(['simulate', 'plan', '--time-zone', 'CEST']);
  expect(flag).toMatchObject({ code: 2, stdout: '' });
  expect(flag.stderr).toContain('--time-zone is "CEST"; expected a time zone of the IANA database');
  const file = join(command.home(), 'appstream-campaign.json');
  writeFileSync(file, JSON.stringify({ timeZone: 'Berlin' }));
  const config = await command.run(['simulate', 'plan']);
  expect(config.stderr).toContain('"timeZone" in the config file is "Berlin"');
  expect(readFileSync(file, 'utf8')).toContain('Berlin');
});

describe('--until', () => {
  const now = new Date('2026-11-23T22:30:00Z');
  test.each<[text: string, timeZone: string, from: Date, until: string]>([
    ['06:00', 'UTC', now, '2026-11-24T06:00:00.000Z'],
    ['23:00', 'UTC', now, '2026-11-23T23:00:00.000Z'],
    ['22:30', 'UTC', now, '2026-11-24T22:30:00.000Z'],
    ['06:00', 'Europe/Berlin', now, '2026-11-24T05:00:00.000Z'],
    ['06:00', 'Asia/Kolkata', now, '2026-11-24T00:30:00.000Z'],
    ['06:00', 'Europe/Berlin', new Date('2026-10-24T20:00:00Z'), '2026-10-25T05:00:00.000Z'],
    ['06:00', 'Europe/Berlin', new Date('2026-03-28T20:00:00Z'), '2026-03-29T04:00:00.000Z'],
    ['2026-12-01T06:00Z', 'Europe/Berlin', now, '2026-12-01T06:00:00.000Z'],
    ['2026-12-01T06:00', 'Europe/Berlin', now, '2026-12-01T05:00:00.000Z'],
    ['2026-07-01T06:00:30', 'America/New_York', now, '2026-07-01T10:00:30.000Z'],
  ])('%s in %s', (text, timeZone, from, until) => {
    expect(untilInstant(text, from, timeZone).toISOString()).toBe(until);
  });

  test.each(['24:00', '6', 'tomorrow', '2026-13-01T06:00Z'])('%s is none', (text) => {
    expect(() => untilInstant(text, now, 'UTC')).toThrow(`--until is "${text}"`);
  });
});
