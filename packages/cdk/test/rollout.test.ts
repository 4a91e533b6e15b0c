import { existsSync } from 'node:fs';
import { ImageUpdateCampaign, type ImageUpdateCampaignProps } from '@appstream-campaign/cdk';
import { lambdaPermissions, type PermissionStatement } from '@appstream-campaign/lambda-handler';
import {
  checkRolloutCall,
  type RolloutFeatures,
  type RolloutInput,
  rolloutPermissions,
  rolloutSchedulePermissions,
} from '@appstream-campaign/lambda-handler/rollout';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { PLACE, type Resource, readTemplate, resolve } from './deployments/cloudformation.ts';
import { guards, KEY_ARN } from './deployments/guards.ts';
import { synthesise } from './deployments/synthesise.ts';
import { TEMPLATE, TOPIC_ARN } from './deployments/variants.ts';

const template = await readTemplate(TEMPLATE);
const RINGS = 'test:24h,pilot:72h,production:approval';

interface Wish {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly props: ImageUpdateCampaignProps;
  readonly topic?: true;
  readonly guarded?: true;
  readonly features: Partial<RolloutFeatures>;
  readonly input: RolloutInput;
}

const WISHES: readonly Wish[] = [
  {
    name: 'rings, with mail',
    parameters: { RolloutRings: RINGS, FromAddress: 'it@example.com', ToAddress: 'a@example.com' },
    props: { rollout: { rings: RINGS }, mail: { from: 'it@example.com', to: ['a@example.com'] } },
    features: { fromAddress: 'it@example.com' },
    input: { FromAddress: 'it@example.com', ToAddress: ['a@example.com'] },
  },
  {
    name: 'everything',
    parameters: {
      RolloutRings: RINGS,
      RolloutOnUnhealthy: 'rollback',
      RolloutPublish: 'both',
      RolloutShare: 'production',
      RolloutDrainAtOnce: '2',
      TopicArn: TOPIC_ARN,
      EventBus: 'images',
      SlackWebhook: 'ssm:/campaign/slack',
      KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
      PermissionsBoundary: 'boundary',
    },
    props: {
      rollout: {
        ...{ rings: RINGS, onUnhealthy: 'rollback', publish: 'both', drainAtOnce: 2 },
        share: { afterRing: 'production' },
      },
      channels: { eventBus: 'images', slack: { webhook: 'ssm:/campaign/slack' } },
    },
    topic: true,
    guarded: true,
    features: {
      publish: 'both',
      shares: true,
      drains: true,
      topicArn: TOPIC_ARN,
      eventBus: 'images',
      secrets: ['ssm:/campaign/slack'],
    },
    input: {},
  },
  {
    name: 'parameters alone',
    parameters: { RolloutRings: 'all-at-once', RolloutPublish: 'parameter' },
    props: { rollout: { rings: 'all-at-once', publish: 'parameter' } },
    features: { publish: 'parameter' },
    input: {},
  },
];

type Resources = Readonly<Record<string, Resource>>;
type Properties = Readonly<Record<string, unknown>>;

function cdk({ props, topic, guarded }: Wish): Resources {
  const { template: made } = synthesise(
    (stack) =>
      new ImageUpdateCampaign(stack, 'Campaign', {
        ...props,
        ...(topic ? { topic: Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN) } : {}),
        ...(guarded ? guards(stack) : {}),
      }),
  );
  return resolve(made);
}

const variants = WISHES.flatMap((wish) => [
  { kind: 'SAM', ...wish, resources: resolve(template, wish.parameters) },
  { kind: 'CDK', ...wish, resources: cdk(wish) },
]);

/** The one resource of a type that belongs to the rollout. */
function the(resources: Resources, type: RegExp, isIt: (properties: Properties) => boolean = () => true) {
  const found = Object.entries(resources).filter(
    ([, { Type, Properties: properties = {} }]) => type.test(Type) && isIt(properties),
  );
  expect(found.map(([id]) => id)).toHaveLength(1);
  const [id, resource] = found[0] ?? ['', undefined];
  return { id, properties: resource?.Properties ?? {} };
}

const list = (value: unknown) => (Array.isArray(value) ? value : [value]) as readonly string[];

/** Statements of a role, whether they stand in it or in a policy beside. */
function statementsOf(resources: Resources, roleId: string): readonly Properties[] {
  const documents = Object.entries(resources).flatMap(([id, { Type, Properties: p = {} }]) => {
    if (id === roleId) return ((p.Policies ?? []) as Properties[]).map((one) => one.PolicyDocument);
    return Type === 'AWS::IAM::Policy' && list(p.Roles).includes(roleId) ? [p.PolicyDocument] : [];
  }) as readonly { readonly Statement: readonly Properties[] }[];
  return documents.flatMap(({ Statement }) => Statement);
}

const shown = (statements: readonly Properties[]) =>
  statements.map(({ Sid, Action, Resource: on, Condition }) => [Sid, list(Action), list(on), Condition]);
const listed = (statements: readonly PermissionStatement[]) =>
  statements.map(({ sid, actions, resources, conditions }) => [sid, actions, resources, conditions]);

describe.each(variants)('$kind: $name', ({ kind, resources, features, guarded, topic, input }) => {
  const lambda = the(
    resources,
    /(Serverless|Lambda)::Function$/,
    ({ Handler }) => Handler === 'rollout.handler',
  );
  const schedule = the(resources, /^AWS::Scheduler::Schedule$/, ({ ScheduleExpression }) =>
    String(ScheduleExpression).startsWith('rate'),
  );
  const { Target, ...when } = schedule.properties as {
    readonly Target: Readonly<Record<'Arn' | 'RoleArn' | 'Input', string>>;
  };
  const roleOf = (arn: unknown) => String(arn).replace('arn:aws:iam::123456789012:role/', '');
  const key = guarded ? { keyArn: KEY_ARN } : {};

  const { CAMPAIGN_ROLLOUT_RINGS: rings, ...environment } = (
    lambda.properties.Environment as { readonly Variables: Readonly<Record<string, string>> }
  ).Variables;

  test('the function may do what the list says, and nothing else', () => {
    const { LogGroup } = lambda.properties.LoggingConfig as { readonly LogGroup: string };
    const logStreamsArn = `arn:aws:logs:us-east-1:123456789012:log-group:${LogGroup}:*`;
    const statements = [
      ...rolloutPermissions({ ...PLACE, ...features }),
      ...lambdaPermissions({ logStreamsArn, tracing: true, ...key }),
    ];
    const byName = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).toSorted();
    // The construct lets the function send traces on its own, without a name for it.
    const found = shown(statementsOf(resources, roleOf(lambda.properties.Role))).map(([sid, ...rest]) => [
      sid ?? 'SendTraces',
      ...rest,
    ]);
    expect(byName(found)).toEqual(byName(listed(statements)));
  });

  test('the function takes its variables and the input of the schedule', () => {
    expect(rings).toMatch(/^test:24h|^all-at-once/);
    expect(JSON.parse(Target.Input)).toEqual(input);
    const call = { ...environment, CAMPAIGN_ROLLOUT_RINGS: rings };
    expect(() => checkRolloutCall(JSON.parse(Target.Input) as RolloutInput, call)).not.toThrow();
    expect(when).toMatchObject({ ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: { Mode: 'OFF' } });
  });

  test('a call that failed is not repeated before the next pass', () => {
    const retries = kind === 'SAM' ? lambda : the(resources, /EventInvokeConfig$/);
    expect(JSON.stringify(retries.properties)).toContain('"MaximumRetryAttempts":0');
  });

  test('alarms tell of held versions, by what the log says at each pass, and of passes that fail', () => {
    const filter = the(resources, /^AWS::Logs::MetricFilter$/).properties;
    const { LogGroup } = lambda.properties.LoggingConfig as { readonly LogGroup: string };
    expect(filter).toMatchObject({ LogGroupName: LogGroup, FilterPattern: '{ $.message = "rolloutPass" }' });
    const [transformation] = filter.MetricTransformations as readonly Properties[];
    const alarm = (MetricName: string) =>
      the(resources, /^AWS::CloudWatch::Alarm$/, (one) => one.MetricName === MetricName).properties;
    expect(transformation).toMatchObject({ MetricName: 'HeldVersions', MetricValue: '$.heldVersions' });
    expect(alarm('HeldVersions')).toMatchObject({ Namespace: transformation?.MetricNamespace, Threshold: 1 });
    expect(alarm('Errors')).toMatchObject({ Namespace: 'AWS/Lambda', EvaluationPeriods: 3 });
    if (topic) expect(alarm('HeldVersions').AlarmActions).toEqual([TOPIC_ARN]);
  });

  test('the role of the schedule may call the one function', () => {
    const queue = the(resources, /^AWS::SQS::Queue$/);
    expect(shown(statementsOf(resources, roleOf(Target.RoleArn)))).toEqual(
      listed(
        rolloutSchedulePermissions({
          functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${lambda.id}`,
          deadLetterQueueArn: `arn:aws:sqs:us-east-1:123456789012:${queue.id}`,
          ...key,
        }),
      ),
    );
    expect(Target.Arn).toBe(`arn:aws:lambda:us-east-1:123456789012:function:${lambda.id}`);
  });
});

test('without rings there is nothing of it', () => {
  const ids = Object.keys(resolve(template, {}));
  expect(ids.filter((id) => /rollout|held/i.test(id))).toEqual([]);
  const none = cdk({ name: '', parameters: {}, props: {}, features: {}, input: {} });
  expect(Object.keys(none).filter((id) => /rollout/i.test(id))).toEqual([]);
});

test('the template takes the code from the bundle', () => {
  const { CodeUri } = (resolve(template, { RolloutRings: 'test' }).RolloutFunction?.Properties ?? {}) as {
    readonly CodeUri: string;
  };
  expect(existsSync(new URL(`${CodeUri}/rollout.mjs`, TEMPLATE))).toBe(true);
});

test('what the function would refuse is refused when the app is synthesised', () => {
  const make = (rollout: NonNullable<ImageUpdateCampaignProps['rollout']>) => () =>
    cdk({ name: '', parameters: {}, props: { rollout }, features: {}, input: {} });
  expect(make({ rings: 'test:soon' })).toThrow('CAMPAIGN_ROLLOUT_RINGS');
  expect(make({ rings: [{ name: 'test', maxAtOnce: 0 }] })).toThrow('maxAtOnce');
  const rings = [{ name: 'test', alarms: ['logins'], window: { from: '22:00', to: '05:00' } }] as const;
  const allowed = JSON.stringify(
    cdk({ name: '', parameters: {}, props: { rollout: { rings } }, features: {}, input: {} }),
  );
  expect(allowed).toContain('cloudwatch:DescribeAlarms');
});

describe('the pattern of RolloutRings', () => {
  const { AllowedPattern } = (template.Parameters?.RolloutRings ?? {}) as {
    readonly AllowedPattern?: string;
  };
  test.each([
    ['', true],
    ['test', true],
    ['test:24h, pilot:72h,production:approval', true],
    ['test:30m:approval', true],
    ['test:soon', false],
    ['test,', false],
    ['[{"name":"test"}]', false],
  ])('%s: %s', (rings, isTaken) => {
    expect(new RegExp(AllowedPattern ?? 'none').test(rings)).toBe(isTaken);
  });
});
