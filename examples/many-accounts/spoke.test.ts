import { fileURLToPath } from 'node:url';
import {
  type Environment,
  featuresOf,
  spokePermissions,
  targetPermissions,
} from '@appstream-campaign/lambda-handler';
import { createPruneHandler, pruneSpokePermissions } from '@appstream-campaign/lambda-handler/prune';
import {
  createRolloutHandler,
  rolloutFeaturesOf,
  rolloutSpokePermissions,
} from '@appstream-campaign/lambda-handler/rollout';
import type { Call } from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { describe, expect, test } from 'vitest';
import { readTemplate, resolve } from '../../packages/cdk/test/deployments/cloudformation.ts';
import { findings } from '../../packages/cdk/test/deployments/validator.ts';
import { fleet, versionSpec } from '../../packages/lambda-handler/test/rollout-account.ts';
import {
  type Company,
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

function roleOf(parameters: object, id = 'CampaignRole'): Role {
  const { [id]: role, ...others } = resolve(template, { ...given, ...parameters });
  expect(Object.keys(others)).toEqual(id === 'CampaignRole' ? [] : ['CampaignRole']);
  return role?.Properties as unknown as Role;
}

const statementsOf = (parameters: object, id?: string) =>
  roleOf(parameters, id).Policies.flatMap(({ PolicyDocument }) =>
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
  ['with pruning', { Prune: 'true' }, { prune: true }],
  ['with pruning and deletion', { Prune: 'true', DeleteFailed: 'true' }, { prune: true, deleteFailed: true }],
  ['with sharing', { Sharing: 'carry' }, { sharing: true }],
  ['with the tagging API', { TaggingApi: 'true' }, { taggingApi: true }],
  ['narrow', { OnlyTagged: 'true', TagValue: 'Yes' }, { onlyTagged: { key: 'AutoUpdate', value: 'Yes' } }],
])('the role of a spoke %s allows what the list has, and nothing else', (_, parameters, features) => {
  const listed = spokePermissions({ partition: 'aws', account: HUB, ...features }).map(
    ({ purpose: _purpose, ...statement }) => statement,
  );
  const bySid = (a: { sid: string }, b: { sid: string }) => (a.sid < b.sid ? -1 : 1);
  expect(statementsOf(parameters).toSorted(bySid)).toEqual(listed.toSorted(bySid));
});

const ROLLOUT = { RolloutHubRoleArn: `${HUB_ROLE}Rollout` };
const PRUNE = { PruneHubRoleArn: `${HUB_ROLE}Prune` };
const everything = {
  RolloutPublish: 'both',
  RolloutAlarms: 'true',
  RolloutShare: 'true',
  RolloutDrain: 'true',
};
const here = { partition: 'aws', account: HUB };

test.each([
  ['RolloutRole', 'as it comes', ROLLOUT, rolloutSpokePermissions(here)],
  [
    'RolloutRole',
    'with everything',
    { ...ROLLOUT, ...everything },
    rolloutSpokePermissions({ ...here, publish: 'both', alarms: true, shares: true, drains: true }),
  ],
  [
    'RolloutRole',
    'with parameters alone',
    { ...ROLLOUT, RolloutPublish: 'parameter' },
    rolloutSpokePermissions({ ...here, publish: 'parameter' }),
  ],
  ['PruneRole', 'that looks', PRUNE, pruneSpokePermissions(here)],
  [
    'PruneRole',
    'that deletes',
    { ...PRUNE, PruneDelete: 'true' },
    pruneSpokePermissions({ ...here, deletes: true }),
  ],
])('the %s %s allows what the list has, and nothing else', (id, _, parameters, statements) => {
  const bySid = (a: { sid: string }, b: { sid: string }) => (a.sid < b.sid ? -1 : 1);
  const listed = statements.map(({ purpose: _purpose, ...statement }) => statement);
  expect(statementsOf(parameters, id).toSorted(bySid)).toEqual(listed.toSorted(bySid));
});

test.each([
  ['CampaignRole', {}, HUB_ROLE],
  ['RolloutRole', ROLLOUT, ROLLOUT.RolloutHubRoleArn],
  ['PruneRole', PRUNE, PRUNE.PruneHubRoleArn],
])(
  "only the hub's role for it may assume the %s, and only with the external id",
  (id, parameters, hubRole) => {
    expect(roleOf(parameters, id).AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: HUB },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'sts:ExternalId': 'campaign-7' },
            ArnEquals: { 'aws:PrincipalArn': hubRole },
          },
        },
      ],
    });
  },
);

describe('after passes in a spoke', () => {
  const spokes = [
    spoke(SPOKE, {
      images: [
        versionSpec(1, {
          daysOld: 200,
          permissions: { '210987654321': { allowFleet: true, allowImageBuilder: false } },
        }),
        versionSpec(2, { daysOld: 100 }),
        { name: 'Old', daysOld: 200, tags: { AutoUpdate: 'Completed', NextVersion: 'Old-2' } },
        ...[2, 3].map((n) => ({
          name: `Old-${n}`,
          daysOld: 200 - 50 * n,
          tags: { AutoUpdate: 'Enabled', BaseName: 'Old', UpdatedFrom: n === 2 ? 'Old' : 'Old-2' },
        })),
      ],
      fleets: [fleet('Lab', 'test'), fleet('Office', 'production')],
      alarms: [{ name: 'logins' }],
    }),
  ];
  const called = (
    { calls }: Company['simulator'],
    tagsOf: (name: string) => Readonly<Record<string, string>>,
  ) =>
    calls
      .filter(({ operation }) => operation !== 'AssumeRole')
      .flatMap((call) => questionsOf(call, tagsOf))
      .map((question) => ({ ...question, resource: question.resource.replace(`:${HUB}:`, `:${SPOKE}:`) }));

  test('of a rollout the calls are those that the role allows, and every action of it was called', async () => {
    const { simulator, clock } = await createCompany(spokes);
    const environment: Environment = {
      CAMPAIGN_ROLLOUT_RINGS: JSON.stringify([{ name: 'test', alarms: ['logins'] }, { name: 'production' }]),
      CAMPAIGN_ROLLOUT_PUBLISH: 'both',
      CAMPAIGN_ROLLOUT_SHARE: 'test',
    };
    const handler = createRolloutHandler({ clock, environment, notifiers: [], logger: silentLogger });
    const event = { Target: target(SPOKE), SummaryBytes: 1000 };
    for (let pass = 0; pass < 3; pass++) {
      await handler(event);
      clock.advance(48 * 60);
    }
    const { alarms = false, publish = 'fleet', shares = false } = rolloutFeaturesOf(environment);
    const statements = rolloutSpokePermissions({ ...place, alarms, publish, shares });
    const questions = called(simulator, () => ({ ImageRing: 'any' }));
    expect(questions.filter((question) => allowing(statements, question) === undefined)).toEqual([]);
    expect(new Set(questions.map(({ action }) => action)).size).toBeGreaterThan(7);
    const actions = new Set(statements.flatMap((statement) => statement.actions));
    // Tags are taken away when a fleet goes back: test/rollout-permissions.test.ts plays that month.
    actions.delete('appstream:UntagResource');
    expect(new Set(questions.map(({ action }) => action))).toEqual(actions);
  });

  test('of pruning the calls are those that the role allows, and every action of it was called', async () => {
    const { simulator, clock } = await createCompany(spokes);
    const environment = { CAMPAIGN_PRUNE_KEEP: '1', CAMPAIGN_PRUNE_DELETE: 'true' };
    const handler = createPruneHandler({ clock, environment, notifiers: [], logger: silentLogger });
    expect(await handler({ Target: target(SPOKE) })).toMatchObject({ Deleted: ['Old'] });
    const statements = pruneSpokePermissions({ ...place, deletes: true });
    const questions = called(simulator, () => ({ NextVersion: 'any' }));
    expect(questions.filter((question) => allowing(statements, question) === undefined)).toEqual([]);
    expect(new Set(questions.map(({ action }) => action))).toEqual(
      new Set(statements.flatMap(({ actions }) => actions)),
    );
  });
});

/** A campaign in a spoke with these images, and what it asked IAM for there. */
async function questionsOfCampaign(
  scenario: Parameters<typeof spoke>[1],
  environment: Environment,
  tagsOf: (name: string) => Readonly<Record<string, string>>,
) {
  const { simulator, clock, handler } = await createCompany([spoke(SPOKE, scenario)], { environment });
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
  const here = (arn: string) => arn.replace(`:${HUB}:`, `:${SPOKE}:`);
  const questions = simulator.calls
    .filter((call) => !isHub(call))
    .flatMap((call) => questionsOf(call, tagsOf))
    .map((question) => ({ ...question, resource: here(question.resource) }));
  const roles = [...new Set(simulator.calls.filter(isHub).map(({ request }) => String(request.RoleArn)))];
  return { questions, roles };
}

/** What a role allows, and what was asked for, statement by statement. */
function comparison(environment: Environment, questions: readonly Question[]) {
  const statements = spokePermissions({ ...place, ...featuresOf(environment) });
  const used = new Set<string>();
  const refused: Question[] = [];
  for (const question of questions) {
    const statement = allowing(statements, question);
    if (statement === undefined) refused.push(question);
    else used.add(`${statement.sid} ${question.action}`);
  }
  const allowed = statements.flatMap(({ sid, actions }) => actions.map((action) => `${sid} ${action}`));
  return { refused, used: [...used].toSorted(), allowed: allowed.toSorted() };
}

/** With these an account is at the default quota, which is what the hub hears of. */
const others = (count: number) => [
  ...Array.from({ length: count }, (_, index) => ({ name: `Other-${index}` })),
  { name: 'Shared', permissions: { '210987654321': {} } },
];

/** Its first update fails, and its tags are taken back. */
const broken = { ...image('Broken'), update: { minutes: 30, outcome: 'failed', failures: 1 } } as const;

describe('after a campaign in a spoke, the calls are those that hub and spoke allow, and everything allowed was called', () => {
  test('with deletion of failed images, and the tagging API', async () => {
    const environment: Environment = { CAMPAIGN_DELETE_FAILED: 'true', CAMPAIGN_TAGGING_API: 'true' };
    const { questions, roles } = await questionsOfCampaign(
      { images: [image('Desk'), broken, ...others(8)], quotas: { images: 40 } },
      environment,
      (name) => ({ UpdatedFrom: name }),
    );
    const { refused, used, allowed } = comparison(environment, questions);
    expect(refused).toEqual([]);
    expect(used).toEqual(allowed);
    expect(roles).toEqual([target(SPOKE).RoleArn]);
    expect(targetPermissions([target(SPOKE).RoleArn])).toMatchObject([
      { actions: ['sts:AssumeRole'], resources: roles },
    ]);
  });

  test('with pruning and sharing; and a role without them deletes and shares nothing', async () => {
    const environment: Environment = {
      ...{ CAMPAIGN_PRUNE_KEEP: '1', CAMPAIGN_PRUNE_MIN_AGE_DAYS: '14', CAMPAIGN_SHARING: 'carry' },
    };
    const made = (from: string) => ({ BaseName: 'Desk', UpdatedFrom: from, UpdateMinutes: '60' });
    const tags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      Desk: { AutoUpdate: 'Completed', NextVersion: 'Desk-2' },
      'Desk-2': { ...made('Desk'), AutoUpdate: 'Completed', NextVersion: 'Desk-3' },
      'Desk-3': { ...made('Desk-2'), AutoUpdate: 'Enabled' },
    };
    const versions = Object.entries(tags).map(([name, own], index) => ({
      ...image(name),
      ...{ tags: own, daysOld: 200 - index * 50 },
      ...(index === 2 ? { permissions: { '210987654321': {} } } : {}),
    }));
    const { questions } = await questionsOfCampaign(
      { images: [...versions, broken, ...others(6)], quotas: { images: 40 } },
      environment,
      (name) => tags[name] ?? made('Desk-3'),
    );
    const { refused, used, allowed } = comparison(environment, questions);
    expect(refused).toEqual([]);
    expect(used).toEqual(allowed);
    const without = comparison({}, questions).refused.map(({ action }) => action);
    expect(new Set(without)).toEqual(new Set(['appstream:DeleteImage', 'appstream:UpdateImagePermissions']));
  });
});

test("the rules and schemas of AWS's validator give neither errors nor warnings", () => {
  expect(findings(fileURLToPath(TEMPLATE))).toEqual([]);
});
