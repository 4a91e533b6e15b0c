import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PermissionStatement } from '@appstream-campaign/lambda-handler';
import { type Call, createSimulator, fastClock, type ImageSpec } from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const place = ['--region', 'us-east-1', '--account', '123456789012'];

async function printed(...flags: readonly string[]): Promise<readonly PermissionStatement[]> {
  const { code, stdout } = await command.run(['permissions', ...flags, '--json', ...place]);
  expect(code).toBe(0);
  return JSON.parse(stdout).Statement.map((one: Readonly<Record<string, unknown>>) => ({
    ...{ sid: one.Sid, purpose: '', actions: one.Action, resources: one.Resource },
    ...(one.Condition === undefined ? {} : { conditions: one.Condition }),
  }));
}

const version = (number: number, daysOld: number): ImageSpec => {
  const nameOf = (at: number) => (at === 1 ? 'Desk' : `Desk-${at}`);
  const made = number === 1 ? {} : { BaseName: 'Desk', UpdatedFrom: nameOf(number - 1), UpdateMinutes: '60' };
  const next =
    number === 4 ? { AutoUpdate: 'Enabled' } : { AutoUpdate: 'Completed', NextVersion: nameOf(number + 1) };
  return {
    ...{ name: nameOf(number), daysOld, tags: { ...made, ...next } },
    // Whoever it is shared with is looked up.
    // Its first update fails, and its tags are taken back.
    ...(number === 4 ? { update: { failures: 1 } } : {}),
    ...(number === 3 ? { permissions: { '210987654321': {} } } : {}),
  };
};

/** What `run --prune` asks IAM for, in an account with old versions and a fleet whose tags are looked at. */
async function questionsOfRun(): Promise<readonly Question[]> {
  const questions: Question[] = [];
  const watching: { see?: (call: Call) => void } = {};
  const simulator = await createSimulator({
    images: [version(1, 200), version(2, 160), version(3, 120), version(4, 90)],
    fleets: [{ name: 'Office', imageName: 'Desk-4' }],
    // Room for the update, and for one that fails.
    quotas: { images: 6 },
    clock: fastClock({ speed: 20_000 }),
    // A quota that nobody has raised has no value of its own.
    faults: [
      {
        operation: 'GetServiceQuota',
        nth: 1,
        fault: { kind: 'error', code: 'NoSuchResourceException', message: 'None.' },
      },
    ],
    onCall: (call) => watching.see?.(call),
  });
  onTestFinished(() => simulator.close());
  const tags = () =>
    new Map([...simulator.world.images(), ...simulator.world.fleets()].map((one) => [one.name, one.tags]));
  let before = tags();
  watching.see = (call) => {
    questions.push(...questionsOf(call, (name) => before.get(name) ?? {}));
    before = tags();
  };
  const run = await command.run(['simulate', '--at', simulator.url, 'run', '--prune', '--yes']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(simulator.world.images().map(({ name }) => name)).not.toContain('Desk-2');
  return questions;
}

test('the policy for run --prune allows what is called, and nothing else; without the flag no deletion', async () => {
  const config = { prune: { minAgeDays: 1, keep: 1 } };
  writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify(config));
  const statements = await printed('--for', 'run', '--prune');
  const used = new Set<string>();
  const refused: Question[] = [];
  for (const question of await questionsOfRun()) {
    const statement = allowing(statements, question);
    if (statement === undefined) refused.push(question);
    else used.add(`${statement.sid} ${question.action}`);
  }
  expect(refused).toEqual([]);
  const allowed = statements.flatMap(({ sid, actions }) => actions.map((action) => `${sid} ${action}`));
  expect([...used].toSorted()).toEqual(allowed.toSorted());
  const without = (await printed('--for', 'run')).flatMap(({ actions }) => actions);
  expect(without).not.toContain('appstream:DeleteImage');
});

test('flags say of a rollout what the config file may say, and a wrong one is refused by name', async () => {
  const actions = async (...flags: readonly string[]) =>
    (await printed('--for', 'rollout', ...flags)).flatMap((one) => one.actions);
  const least = await actions();
  expect(least).not.toContain('ssm:PutParameter');
  expect(least).not.toContain('appstream:UpdateImagePermissions');
  expect(least).not.toContain('appstream:DrainSessionInstance');
  expect(await actions('--drain', '1')).toContain('appstream:DrainSessionInstance');
  const more = await actions('--publish', 'parameter', '--share-after', 'pilot');
  expect(more).toEqual(expect.arrayContaining(['ssm:PutParameter', 'appstream:UpdateImagePermissions']));
  expect(more).not.toContain('appstream:UpdateFleet');
  const wrong = await command.run(['permissions', '--share-after', 'moon']);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('moon') });
});
