import { EventBridgeNotifier } from '@appstream-campaign/aws-adapters/eventbridge';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import type { Environment, PermissionStatement } from '@appstream-campaign/lambda-handler';
import { rolloutFeaturesOf, rolloutPermissions } from '@appstream-campaign/lambda-handler/rollout';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { fleet, rolloutAccount, version, versionSpec } from './rollout-account.ts';

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const topicArn = 'arn:aws:sns:us-east-1:123456789012:updates';
const ENVIRONMENT: Environment = {
  CAMPAIGN_ROLLOUT_RINGS: JSON.stringify([
    { name: 'test', alarms: ['logins'] },
    { name: 'production', approval: true },
  ]),
  CAMPAIGN_ROLLOUT_ON_UNHEALTHY: 'rollback',
  CAMPAIGN_ROLLOUT_PUBLISH: 'both',
  CAMPAIGN_ROLLOUT_SHARE: 'production',
  CAMPAIGN_ROLLOUT_DRAIN_AT_ONCE: '1',
  CAMPAIGN_TOPIC_ARN: topicArn,
  CAMPAIGN_EVENT_BUS: 'default',
};

/** A month with everything in it, and what each call asked IAM for, with the tags as they were when it came. */
async function askedInAMonth(environment: Environment): Promise<readonly Question[]> {
  const questions: Question[] = [];
  const watching: { before?: () => void; see?: (call: Parameters<typeof questionsOf>[0]) => void } = {};
  const account = await rolloutAccount(
    {
      images: [
        versionSpec(1, { permissions: { '210987654321': { allowFleet: true, allowImageBuilder: false } } }),
        versionSpec(2),
      ],
      fleets: [
        fleet('Lab', 'test', { imageName: version(2) }),
        fleet('Pilot', 'test', {
          ...{ stacks: ['Desks'], sessionsPerInstance: 2, instances: 2 },
          sessions: [{ user: 'ann@example.com', minutesAgo: 60 }],
        }),
        fleet('Office', 'production'),
        fleet('Branch', 'production', { tags: { ImageRing: 'production', PreviousImage: version(2) } }),
        fleet('Elsewhere', 'none', { tags: { Team: 'IT' } }),
      ],
      alarms: [{ name: 'logins' }],
    },
    { environment },
    (call) => watching.see?.(call),
  );
  const { world, simulator, hours, tag, handlerWith } = account;
  const tags = () =>
    new Map([
      ...world.images().map((image) => [image.name, image.tags] as const),
      ...world.fleets().map((one) => [one.name, one.tags] as const),
    ]);
  let before = tags();
  watching.see = (call) => {
    questions.push(...questionsOf(call, (name) => before.get(name) ?? {}));
    before = tags();
  };
  const config = {
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  };
  const notifiers = [
    new SesNotifier({ client: new SESClient(config), from: 'it@example.com', to: 'ops@example.com' }),
    new SnsNotifier({ client: new SNSClient(config), topicArn }),
    new EventBridgeNotifier({ client: new EventBridgeClient(config), bus: 'default' }),
  ];
  const handler = handlerWith({ notifiers });
  await handler({});
  tag(version(2), { RolloutApproved: 'all' });
  before = tags();
  await handler({});
  await handler({});
  world.addImage(versionSpec(3));
  before = tags();
  await handler({});
  simulator.world.setFleetErrors('Lab', [
    { code: 'NETWORK_INTERFACE_LIMIT_EXCEEDED', message: 'None left.' },
  ]);
  account.clock.advance(60);
  await handler({});
  await hours(0);
  return questions;
}

function useOf(statements: readonly PermissionStatement[], questions: readonly Question[]) {
  const used = new Set<string>();
  const refused: Question[] = [];
  for (const question of questions) {
    const statement = allowing(statements, question);
    if (statement === undefined) refused.push(question);
    else used.add(`${statement.sid} ${question.action}`);
  }
  return { used: [...used].toSorted(), refused };
}

const allowed = (statements: readonly PermissionStatement[]) =>
  statements.flatMap(({ sid, actions }) => actions.map((action) => `${sid} ${action}`)).toSorted();

test.each<[string, Environment]>([
  ['with everything', ENVIRONMENT],
  ['with parameters alone', { ...ENVIRONMENT, CAMPAIGN_ROLLOUT_PUBLISH: 'parameter' }],
  ['with fleets alone', { CAMPAIGN_TOPIC_ARN: topicArn, CAMPAIGN_EVENT_BUS: 'default' }],
])(
  'the role is allowed what the calls of a month ask for, and nothing else: %s',
  async (what, environment) => {
    const features = { ...place, fromAddress: 'it@example.com', ...rolloutFeaturesOf(environment) };
    const statements = rolloutPermissions(features);
    const { used, refused } = useOf(statements, await askedInAMonth(environment));
    expect(refused).toEqual([]);
    // Without rollback and shares some calls have no occasion in this month; they are those of the month with everything.
    if (what === 'with everything') expect(used).toEqual(allowed(statements));
  },
);

test('the least role looks, tags and switches fleets that take part, and nothing else', () => {
  const statements = rolloutPermissions(place);
  expect(statements.flatMap(({ actions }) => actions)).toEqual([
    'appstream:DescribeImages',
    'appstream:ListTagsForResource',
    'appstream:DescribeFleets',
    'appstream:TagResource',
    'appstream:UntagResource',
    'appstream:TagResource',
    'appstream:UpdateFleet',
    'appstream:UpdateFleet',
  ]);
  const ask = (resource: string, context: Readonly<Record<string, string>> = {}) =>
    allowing(statements, { action: 'appstream:UpdateFleet', resource, context }) !== undefined;
  const fleetArn = 'arn:aws:appstream:us-east-1:123456789012:fleet/Office';
  expect(ask(fleetArn)).toBe(false);
  expect(ask(fleetArn, { 'aws:ResourceTag/ImageRing': 'production' })).toBe(true);
});

test('parameters are allowed beneath the one path', () => {
  const statements = rolloutPermissions({ ...place, publish: 'both', parameterPrefix: '/desks' });
  const ask = (path: string) =>
    allowing(statements, {
      action: 'ssm:PutParameter',
      resource: `arn:aws:ssm:us-east-1:123456789012:parameter${path}`,
      context: {},
    }) !== undefined;
  expect([ask('/desks/Desk/test'), ask('/desks-2/Desk/test')]).toEqual([true, false]);
});
