import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PermissionStatement } from '@appstream-campaign/lambda-handler';
import { type Call, createSimulator, demoScenario, fastClock } from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const topicArn = 'arn:aws:sns:us-east-1:123456789012:updates';

/** The policy that the command prints, as statements. */
async function printed(whom: string, ...flags: readonly string[]): Promise<readonly PermissionStatement[]> {
  const { code, stdout } = await command.run(['permissions', '--for', whom, '--json', ...flags]);
  expect(code).toBe(0);
  const { Version, Statement } = JSON.parse(stdout);
  expect(Version).toBe('2012-10-17');
  return Statement.map((one: Readonly<Record<string, unknown>>) => {
    expect(one.Effect).toBe('Allow');
    const conditions = one.Condition === undefined ? {} : { conditions: one.Condition };
    return { sid: one.Sid, purpose: '', actions: one.Action, resources: one.Resource, ...conditions };
  });
}

/** What a command line asks IAM for, on a simulated account in which everything happens that leads to a call. */
async function questionsFor(...args: readonly string[]): Promise<readonly Question[]> {
  const questions: Question[] = [];
  const watching: { see?: (call: Call) => void } = {};
  const [shared, ...images] = demoScenario.images ?? [];
  const simulator = await createSimulator({
    ...demoScenario,
    images: [
      ...(shared === undefined ? [] : [{ ...shared, permissions: { '210987654321': {} } }]),
      ...images,
    ],
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
  const tags = () => new Map(simulator.world.images().map((image) => [image.name, image.tags]));
  let before = tags();
  watching.see = (call) => {
    questions.push(...questionsOf(call, (image) => before.get(image) ?? {}));
    before = tags();
  };
  try {
    const { stderr } = await command.run(['simulate', '--at', simulator.url, ...args]);
    expect(stderr).toBe('');
    return questions;
  } finally {
    await simulator.close();
  }
}

describe.each([
  ['plan', {}, ['plan']],
  ['run', {}, ['run', '--yes']],
  [
    'run',
    { deleteFailed: true, topicArn, mail: { from: 'IT <it@example.com>', to: 'a@example.com' } },
    ['run', '--yes'],
  ],
] as const)('the policy for %s with %j', (whom, config, args) => {
  test('allows what is called, and nothing else', async () => {
    writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify(config));
    const place = ['--region', 'us-east-1', '--account', '123456789012'];
    const statements = await printed(whom, ...place);
    const used = new Set<string>();
    const refused: Question[] = [];
    for (const question of await questionsFor(...args)) {
      const statement = allowing(statements, question);
      if (statement === undefined) refused.push(question);
      else used.add(`${statement.sid} ${question.action}`);
    }
    expect(refused).toEqual([]);
    const allowed = statements.flatMap(({ sid, actions }) => actions.map((action) => `${sid} ${action}`));
    expect([...used].toSorted()).toEqual(allowed.toSorted());
  });
});

test('all of them with reasons, for any account and Region unless one is named', async () => {
  const { code, stdout, stderr } = await command.run(['permissions']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/A person who plans[\s\S]*A person who runs[\s\S]*The function/);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '- AskWithDryRuns: Ask AppStream whether an image can be updated.',
  );
  expect(stdout).toContain('"arn:aws:appstream:*:*:image/*"');
  const all = JSON.parse((await command.run(['permissions', '--json', '--region', 'cn-north-1'])).stdout);
  expect(Object.keys(all)).toEqual(['plan', 'run', 'function', 'rollout', 'history']);
  expect(JSON.stringify(all.function)).toContain('arn:aws-cn:appstream:cn-north-1:*:image/*');
  const wrong = await command.run(['permissions', '--account', 'mine']);
  expect(wrong).toMatchObject({ code: 2 });
});

test('secrets that the config file refers to are readable in the policies of run and function', async () => {
  const config = { slack: 'ssm:/campaign/slack', teams: 'env:TEAMS' };
  writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify(config));
  for (const whom of ['run', 'function']) {
    const statements = await printed(whom);
    expect(statements.find(({ sid }) => sid === 'ReadParameters')?.resources).toEqual([
      'arn:aws:ssm:*:*:parameter/campaign/slack',
    ]);
  }
});
