import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, manualClock } from '@appstream-campaign/simulator';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

/** A version for a test fleet and, once a person allows it, for the office; and a Slack that hears of it. */
async function inAccount() {
  const slack = await createChannelServer(slackWebhook);
  const clock = manualClock(new Date('2026-11-28T08:00:00Z'));
  const simulator = await createSimulator({
    images: [
      { name: 'Desk', daysOld: 90, tags: { NextVersion: 'Desk-2' } },
      { name: 'Desk-2', daysOld: 2, basedOn: 'Desk', tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' } },
    ],
    fleets: [
      { name: 'Test', imageName: 'Desk', tags: { ImageRing: 'test' } },
      { name: 'Office', imageName: 'Desk', tags: { ImageRing: 'production' } },
    ],
    clock,
  });
  onTestFinished(async () => {
    await Promise.all([simulator.close(), slack.close()]);
  });
  const config = { rollout: { rings: 'test:1h,production:approval' }, slack: 'env:SLACK_URL' };
  writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify(config));
  const run = (...args: readonly string[]) =>
    command.run(['simulate', '--at', simulator.url, 'rollout', 'run', '--once', ...args], {
      env: { SLACK_URL: `${slack.url}/services/T000/B000/right` },
    });
  return { slack, simulator, run, later: (hours: number) => clock.advanceBy(hours * 3_600_000) };
}

test('rollout run asks the channels for an approval, once, also where a pass has nothing else to do', async () => {
  const { slack, run, later } = await inAccount();
  expect(await run('--yes')).toMatchObject({ code: 0, stderr: '' });
  later(2);
  expect(await run('--dry-run')).toMatchObject({ code: 4 });
  expect(slack.seen).toEqual([]);
  expect(await run('--yes')).toMatchObject({ code: 4, stderr: '' });
  expect(slack.seen).toHaveLength(1);
  expect(slack.seen[0]).toContain('Desk-2');
  expect((await run('--yes')).code).toBe(4);
  expect(slack.seen).toHaveLength(1);
});

test('a channel that takes nothing is named, and hears of it at the next pass', async () => {
  const { slack, run, later } = await inAccount();
  await run('--yes');
  later(2);
  slack.always = { status: 503, body: 'not now' };
  const refused = await run('--yes', '--json');
  expect(JSON.parse(refused.stdout).undelivered).toEqual([
    { event: 'approvalWanted', notifier: 'slack', reason: expect.stringContaining('503') },
  ]);
  expect((await run('--yes')).stdout).toMatch(/not told to slack: approvalWanted: .*503/);
  slack.always = undefined;
  const before = slack.seen.length;
  expect((await run('--yes')).stdout).not.toContain('not told');
  expect(slack.seen).toHaveLength(before + 1);
});

test('a secret that cannot be read ends it before a fleet is switched', async () => {
  const { run, simulator } = await inAccount();
  const { code, stderr } = await run('--yes', '--teams', 'env:NO_SUCH_VARIABLE');
  expect(code).toBe(1);
  expect(stderr).toContain('env:NO_SUCH_VARIABLE');
  expect(simulator.callsOf('UpdateFleet')).toEqual([]);
});
