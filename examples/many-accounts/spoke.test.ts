import { fileURLToPath } from 'node:url';
import {
  type Environment,
  featuresOf,
  spokePermissions,
  targetPermissions,
} from '@appstream-campaign/lambda-handler';
import type { Call } from '@appstream-campaign/simulator';
import { allowing, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { describe, expect, test } from 'vitest';
import { readTemplate, resolve } from '../../packages/cdk/test/deployments/cloudformation.ts';
import { findings } from '../../packages/cdk/test/deployments/validator.ts';
import {
  createCompany,
  HUB,
  HUB_ROLE,
  image,
  spoke,
  target,
} from '../../packages/lambda-handler/test/targets.ts';

const TEMPLATE = new URL('spoke.yaml', import.meta.url);
const template = await readTemplate(TEMPLATE);
const SPOKE = '111111111111';
const given = { HubRoleArn: HUB_ROLE, ExternalId: 'campaign-7' };
const place = { partition: 'aws', account: SPOKE };

interface Role {
  readonly AssumeRolePolicyDocument: unknown;
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}
interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function roleOf(parameters: object): Role {
  const { CampaignRole, ...others } = resolve(template, { ...given, ...parameters });
  expect(others).toEqual({});
  return CampaignRole?.Properties as unknown as Role;
}

const statementsOf = (parameters: object) =>
  roleOf(parameters).Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map(({ Sid, Action, Resource, Condition }) => ({
      sid: Sid,
      actions: [Action].flat(),
      resources: [Resource],
      ...(Condition === undefined ? {} : { conditions: Condition }),
    })),
  );

test.each([
  ['as it comes', {}, {}],
  ['with deletion', { DeleteFailed: 'true' }, { deleteFailed: true }],
  ['with the tagging API', { TaggingApi: 'true' }, { taggingApi: true }],
  ['narrow', { OnlyTagged: 'true', TagValue: 'Yes' }, { onlyTagged: { key: 'AutoUpdate', value: 'Yes' } }],
])('the role of a spoke %s allows what the list has, and nothing else', (_, parameters, features) => {
  const listed = spokePermissions({ partition: 'aws', account: HUB, ...features }).map(
    ({ purpose: _purpose, ...statement }) => statement,
  );
  const bySid = (a: { sid: string }, b: { sid: string }) => (a.sid < b.sid ? -1 : 1);
  expect(statementsOf(parameters).toSorted(bySid)).toEqual(listed.toSorted(bySid));
});

test("only the hub's role may assume it, and only with the external id", () => {
  expect(roleOf({}).AssumeRolePolicyDocument).toMatchObject({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: HUB },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': 'campaign-7' },
          ArnEquals: { 'aws:PrincipalArn': HUB_ROLE },
        },
      },
    ],
  });
});

describe('after a campaign in a spoke', () => {
  const environment: Environment = { CAMPAIGN_DELETE_FAILED: 'true', CAMPAIGN_TAGGING_API: 'true' };

  test('the calls are those that hub and spoke allow, and everything allowed was called', async () => {
    const { simulator, clock, handler } = await createCompany(
      [
        spoke(SPOKE, {
          images: [
            image('Desk'),
            { ...image('Broken'), update: { minutes: 30, outcome: 'failed', failures: 1 } },
            // With these the account is at the default quota, which is what the hub hears of.
            ...Array.from({ length: 8 }, (_, index) => ({ name: `Other-${index}` })),
            { name: 'Shared', permissions: { '210987654321': {} } },
          ],
          quotas: { images: 40 },
        }),
      ],
      { environment },
    );
    const fault = { kind: 'error', code: 'NoSuchResourceException', message: 'None.' } as const;
    simulator.faults.add({ operation: 'GetServiceQuota', fault });
    const event = { Target: target(SPOKE), Execution: { Name: 'night', StartTime: '2026-12-01T02:00:00Z' } };
    let results = await handler(event);
    for (let call = 0; call < 40 && results !== 0; call++) {
      clock.advanceTo(new Date(results.NextCheckAt ?? Number.NaN));
      results = await handler({ ...event, Results: results });
    }
    expect(results).toBe(0);
    const isHub = ({ operation }: Call) => operation === 'AssumeRole';
    const tagsOf = (name: string) => ({ UpdatedFrom: name });
    const here = (arn: string) => arn.replace(`:${HUB}:`, `:${SPOKE}:`);
    const questions = simulator.calls
      .filter((call) => !isHub(call))
      .flatMap((call) => questionsOf(call, tagsOf))
      .map((question) => ({ ...question, resource: here(question.resource) }));
    const statements = spokePermissions({ ...place, ...featuresOf(environment) });
    expect(questions.filter((question) => allowing(statements, question) === undefined)).toEqual([]);
    const called = new Set(questions.map(({ action }) => action));
    expect([...called].toSorted()).toEqual(statements.flatMap(({ actions }) => actions).toSorted());
    const roles = new Set(simulator.calls.filter(isHub).map(({ request }) => request.RoleArn));
    expect([...roles]).toEqual([target(SPOKE).RoleArn]);
    expect(targetPermissions([target(SPOKE).RoleArn])).toMatchObject([
      { actions: ['sts:AssumeRole'], resources: [...roles] },
    ]);
  });
});

test("the rules and schemas of AWS's validator give neither errors nor warnings", () => {
  expect(findings(fileURLToPath(TEMPLATE))).toEqual([]);
});
