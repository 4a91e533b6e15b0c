import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import { EventBridgeNotifier } from '@appstream-campaign/aws-adapters/eventbridge';
import { readImageQuota } from '@appstream-campaign/aws-adapters/service-quotas';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import { type CampaignEvent, type Notifier, UpdateCampaign } from '@appstream-campaign/core';
import {
  campaignScenarios,
  type ImageWorld,
  SCENARIO_CAMPAIGN,
  type Scenario,
} from '@appstream-campaign/core/testing';
import {
  campaignPermissions,
  type Environment,
  featuresOf,
  type PermissionStatement,
} from '@appstream-campaign/lambda-handler';
import type { Call } from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { withoutLarge } from '@appstream-campaign/test-support/large-scenarios';
import { createSimulatorWorld, type SimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
/** What telling takes which images could go: it changes nothing. */
const LOOKING = [
  'appstream:DescribeFleets',
  'appstream:DescribeImageBuilders',
  'appstream:DescribeImagePermissions',
];
const QUOTAS = ['servicequotas:GetServiceQuota', 'servicequotas:GetAWSDefaultServiceQuota'];
const topicArn = 'arn:aws:sns:us-east-1:123456789012:updates';
const everything = {
  ...place,
  fromAddress: 'it@example.com',
  configurationSet: 'campaigns',
  topicArn,
  eventBus: 'default',
  deleteFailed: true,
  sharing: true,
  taggingApi: true,
};
const variants = [
  ['all features', campaignPermissions(everything)],
  [
    'all features, and only enrolled images',
    campaignPermissions({ ...everything, onlyTagged: { key: 'AutoUpdate', value: 'Enabled' } }),
  ],
] as const;

/** Which statements allowed something, action by action, and what none did. */
interface Use {
  readonly used: Set<string>;
  readonly refused: Question[];
}

const questions: Question[] = [];

/** Notes what each call of a world asks IAM for, with the tags as they were when it came. */
function watch(world: SimulatorWorld): (call: Call) => void {
  const tags = () => new Map(world.simulator.world.images().map((image) => [image.name, image.tags]));
  let before = tags();
  return (call) => {
    questions.push(...questionsOf(call, (image) => before.get(image) ?? {}));
    before = tags();
  };
}

function useOf(statements: readonly PermissionStatement[]): Use {
  const used = new Set<string>();
  const refused: Question[] = [];
  for (const question of questions) {
    const statement = allowing(statements, question);
    if (statement === undefined) refused.push(question);
    else used.add(`${statement.sid} ${question.action}`);
  }
  return { used, refused };
}

const allowed = (statements: readonly PermissionStatement[]) =>
  statements.flatMap(({ sid, actions }) => actions.map((action) => `${sid} ${action}`));

campaignScenarios(withoutLarge(test), {
  makeWorld: (setup) => {
    const watching: { see?: (call: Call) => void } = {};
    return createSimulatorWorld(setup, { onCall: (call) => watching.see?.(call) }).then((world) => {
      watching.see = watch(world);
      return world;
    });
  },
  async drive(scenario: Scenario, world: ImageWorld, notifier: Notifier) {
    const { simulator, client, taggingClient, clock } = world as SimulatorWorld;
    const config = {
      endpoint: simulator.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
    };
    const { fromAddress: from, configurationSet } = everything;
    const channels = [
      new SesNotifier({ client: new SESClient(config), from, to: 'admins@example.com', configurationSet }),
      new SnsNotifier({ client: new SNSClient(config), topicArn }),
      new EventBridgeNotifier({ client: new EventBridgeClient(config), bus: everything.eventBus }),
    ];
    // What the scenario's own notifier is told goes to the channels as well, so that they change nothing of its course.
    const { name, events } = notifier;
    const everybody: Notifier = {
      name,
      ...(events === undefined ? {} : { events }),
      async notify(event) {
        await notifier.notify(event);
        await Promise.all(channels.map((channel) => channel.notify(event)));
      },
    };
    const quotas = new ServiceQuotasClient(config);
    const campaign = new UpdateCampaign({
      ...scenario.options,
      store: new AppStreamImageStore({ client, taggingClient }),
      inventory: {
        read: () => readInventory({ client }),
        imageQuota: async () => (await readImageQuota({ client: quotas })).value,
      },
      notifiers: [everybody],
      clock,
      id: SCENARIO_CAMPAIGN,
    });
    const seen: CampaignEvent[] = [];
    campaign.events.on('event', (event) => seen.push(event));
    await campaign.run();
    return seen;
  },
});

test('a campaign that carries sharing over', async () => {
  const watching: { see?: (call: Call) => void } = {};
  const images = [{ name: 'Shared', tags: { AutoUpdate: 'Enabled' } }];
  const world = await createSimulatorWorld({ images }, { onCall: (call) => watching.see?.(call) });
  const { client, store, clock } = world;
  const shares = createSharingStore({ client });
  const account = '210987654321';
  await shares.share({ image: 'Shared', account, fleets: true, imageBuilders: false });
  watching.see = watch(world);
  await new UpdateCampaign({ store, clock, shares, sharing: 'carry' }).run();
  expect((await shares.sharesOf(['Shared-Updated-20261123'])).map((share) => share.account)).toEqual([
    account,
  ]);
  await world.close();
});

test('a campaign that the image quota does not hold', async () => {
  const watching: { see?: (call: Call) => void } = {};
  const images = [{ name: 'Desk', tags: { AutoUpdate: 'Enabled' } }];
  const world = await createSimulatorWorld(
    { images, imageQuota: 1 },
    { onCall: (call) => watching.see?.(call) },
  );
  const { client, store, clock, simulator } = world;
  // A quota that nobody has raised has no value of its own.
  const fault = { kind: 'error', code: 'NoSuchResourceException', message: 'None.' } as const;
  simulator.faults.add({ operation: 'GetServiceQuota', fault });
  watching.see = watch(world);
  const quotas = new ServiceQuotasClient({
    endpoint: simulator.url,
    ...{ region: 'us-east-1', credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' } },
  });
  let asked = 0;
  const imageQuota = async () => {
    asked = (await readImageQuota({ client: quotas })).value;
    return 1;
  };
  const inventory = { read: () => readInventory({ client }), imageQuota };
  const state = await new UpdateCampaign({ store, clock, inventory }).advance();
  expect(state.shortage).toMatchObject({ needed: 1, room: 0 });
  expect(asked).toBeGreaterThan(0);
  await world.close();
});

describe.each(variants)('after all scenarios, with %s', (_, statements) => {
  test('no call was made that is not allowed', () => {
    expect(questions.length).toBeGreaterThan(500);
    expect(useOf(statements).refused).toEqual([]);
  });

  test('no action is allowed that was not called, statement by statement', () => {
    expect([...useOf(statements).used].toSorted()).toEqual(allowed(statements).toSorted());
  });
});

test('the tagging API, mail, topic, sharing and deletion are allowed only when they are used', () => {
  const least = campaignPermissions(place);
  const actions = least.flatMap((statement) => statement.actions);
  expect(actions).toEqual([
    'appstream:DescribeImages',
    'appstream:ListTagsForResource',
    'appstream:CreateUpdatedImage',
    'appstream:TagResource',
    'appstream:UntagResource',
    ...LOOKING,
    ...QUOTAS,
  ]);
});

test('the check sees what is narrow: another sender, topic, account, and images without the tag', () => {
  const [[, open], [, narrow]] = variants;
  const images = 'arn:aws:appstream:us-east-1:123456789012:image';
  const ask = (statements: readonly PermissionStatement[], action: string, resource: string, context = {}) =>
    allowing(statements, { action, resource, context }) !== undefined;
  const identity = 'arn:aws:ses:us-east-1:123456789012:identity/example.com';
  expect(ask(open, 'ses:SendEmail', identity, { 'ses:FromAddress': 'it@example.com' })).toBe(true);
  expect(ask(open, 'ses:SendEmail', identity, { 'ses:FromAddress': 'ceo@example.com' })).toBe(false);
  expect(ask(open, 'sns:Publish', `${topicArn}-2`)).toBe(false);
  expect(ask(open, 'appstream:DeleteImage', `${images}/A`, { 'aws:ResourceTag/Team': 'IT' })).toBe(false);
  expect(ask(open, 'appstream:TagResource', 'arn:aws:appstream:us-east-1:123456789012:fleet/A')).toBe(false);
  expect(ask(open, 'appstream:CreateUpdatedImage', `${images}/A`)).toBe(true);
  expect(ask(narrow, 'appstream:CreateUpdatedImage', `${images}/A`)).toBe(false);
  expect(ask(narrow, 'appstream:UntagResource', `${images}/A`, { 'aws:ResourceTag/Team': 'IT' })).toBe(false);
});

test('secrets are read by their names, and no others', () => {
  const secrets = ['ssm:/campaign/slack', 'secretsmanager:campaign#url', 'env:TOKEN'];
  const statements = campaignPermissions({ ...place, secrets });
  const at = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;
  const ask = (action: string, resource: string) =>
    allowing(statements, { action, resource, context: {} }) !== undefined;
  expect(ask('ssm:GetParameter', at('ssm', 'parameter/campaign/slack'))).toBe(true);
  expect(ask('ssm:GetParameter', at('ssm', 'parameter/campaign/slack2'))).toBe(false);
  expect(ask('secretsmanager:GetSecretValue', at('secretsmanager', 'secret:campaign-AbCdEf'))).toBe(true);
  expect(ask('secretsmanager:GetSecretValue', at('secretsmanager', 'secret:campaigns-AbCdEf'))).toBe(false);
});

test.each<[environment: Environment, more: string[]]>([
  [{}, []],
  [{ CAMPAIGN_TAGGING_API: 'true' }, ['tag:GetResources']],
  [{ CAMPAIGN_TAGGING_API: 'false', CAMPAIGN_SLACK_WEBHOOK: '', CAMPAIGN_TOPIC_ARN: '' }, []],
  [{ CAMPAIGN_DELETE_FAILED: 'true' }, ['appstream:DeleteImage']],
  [{ CAMPAIGN_SHARING: 'carry' }, ['appstream:UpdateImagePermissions']],
  [{ CAMPAIGN_SHARING: 'none' }, []],
  [
    { CAMPAIGN_PRUNE_KEEP: '2', CAMPAIGN_DELETE_FAILED: 'true' },
    ['appstream:DeleteImage', 'appstream:DeleteImage'],
  ],
  [
    { CAMPAIGN_PRUNE_KEEP: '2', CAMPAIGN_IMAGE_QUOTA: '40' },
    ['appstream:DeleteImage', 'appstream:DeleteImage'],
  ],
  [{ CAMPAIGN_IMAGE_QUOTA: '40' }, []],
  [{ CAMPAIGN_TOPIC_ARN: topicArn, CAMPAIGN_EVENT_BUS: 'images' }, ['sns:Publish', 'events:PutEvents']],
  [
    { CAMPAIGN_TEAMS_WEBHOOK: 'ssm:/teams', CAMPAIGN_WEBHOOK_KEY: 'secretsmanager:key', HOOK: 'ssm:/other' },
    ['ssm:GetParameter', 'secretsmanager:GetSecretValue'],
  ],
])('what the environment names is allowed: %j', (environment, more) => {
  const statements = campaignPermissions({ ...place, ...featuresOf(environment) });
  const basic = [
    'DescribeImages',
    'ListTagsForResource',
    'CreateUpdatedImage',
    'TagResource',
    'UntagResource',
  ];
  expect(statements.flatMap(({ actions }) => actions)).toEqual([
    ...basic.map((action) => `appstream:${action}`),
    ...LOOKING,
    // A quota that is said need not be asked.
    ...('CAMPAIGN_IMAGE_QUOTA' in environment ? [] : QUOTAS),
    ...more,
  ]);
  expect(JSON.stringify(statements)).not.toContain('/other');
});
