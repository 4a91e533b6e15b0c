import { existsSync } from 'node:fs';
import { ImageUpdateCampaign, type ImageUpdateCampaignProps } from '@appstream-campaign/cdk';
import { lambdaPermissions, type PermissionStatement } from '@appstream-campaign/lambda-handler';
import {
  checkPruneCall,
  type PruneFeatures,
  prunePassPermissions,
  pruneSchedulePermissions,
} from '@appstream-campaign/lambda-handler/prune';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { PLACE, type Resource, readTemplate, resolve } from './deployments/cloudformation.ts';
import { guards, KEY_ARN } from './deployments/guards.ts';
import { synthesise } from './deployments/synthesise.ts';
import { TEMPLATE, TOPIC_ARN } from './deployments/variants.ts';

type Resources = Readonly<Record<string, Resource>>;
type Properties = Readonly<Record<string, unknown>>;

interface Wish {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly props: ImageUpdateCampaignProps;
  readonly guarded?: true;
  readonly features: Partial<PruneFeatures>;
  readonly input: object;
}

const template = await readTemplate(TEMPLATE);
const WISHES: readonly Wish[] = [
  {
    name: 'a plan by mail',
    parameters: { PrunePass: 'plan', FromAddress: 'it@example.com', ToAddress: 'a@example.com' },
    props: { prunePass: {}, mail: { from: 'it@example.com', to: ['a@example.com'] } },
    features: { fromAddress: 'it@example.com' },
    input: { FromAddress: 'it@example.com', ToAddress: ['a@example.com'] },
  },
  {
    name: 'deletion, with everything else',
    parameters: {
      PrunePass: 'delete',
      PrunePassKeep: '3',
      PrunePassMaxDeletions: '5',
      PruneKeep: '4',
      TopicArn: TOPIC_ARN,
      EventBus: 'images',
      SlackWebhook: 'ssm:/campaign/slack',
      KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
      PermissionsBoundary: 'boundary',
    },
    props: {
      prunePass: { deletes: true, keep: 3, maxDeletions: 5 },
      channels: { eventBus: 'images', slack: { webhook: 'ssm:/campaign/slack' } },
      environment: { CAMPAIGN_PRUNE_KEEP: '4' },
    },
    guarded: true,
    features: { deletes: true, topicArn: TOPIC_ARN, eventBus: 'images', secrets: ['ssm:/campaign/slack'] },
    input: {},
  },
];

function cdk({ props, guarded }: Pick<Wish, 'props' | 'guarded'>): Resources {
  const { template: made } = synthesise(
    (stack) =>
      new ImageUpdateCampaign(stack, 'Campaign', {
        ...props,
        ...(guarded ? { ...guards(stack), topic: Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN) } : {}),
      }),
  );
  return resolve(made);
}

/** The one resource of a type that belongs to passes of pruning. */
function the(resources: Resources, type: RegExp, isIt: (properties: Properties) => boolean = () => true) {
  const found = Object.entries(resources).filter(
    ([, { Type, Properties: properties = {} }]) => type.test(Type) && isIt(properties),
  );
  expect(found.map(([id]) => id)).toHaveLength(1);
  const [id, resource] = found[0] ?? ['', undefined];
  return { id, properties: resource?.Properties ?? {} };
}

const list = (value: unknown) => (Array.isArray(value) ? value : [value]) as readonly string[];

function statementsOf(resources: Resources, roleId: string): readonly Properties[] {
  const documents = Object.entries(resources).flatMap(([id, { Type, Properties: p = {} }]) => {
    if (id === roleId) return ((p.Policies ?? []) as Properties[]).map((one) => one.PolicyDocument);
    return Type === 'AWS::IAM::Policy' && list(p.Roles).includes(roleId) ? [p.PolicyDocument] : [];
  }) as readonly { readonly Statement: readonly Properties[] }[];
  return documents.flatMap(({ Statement }) => Statement);
}

const shown = (statements: readonly Properties[]) =>
  // The construct lets the function send traces on its own, without a name for it.
  statements
    .map(({ Sid = 'SendTraces', Action, Resource: on, Condition }) =>
      JSON.stringify([Sid, list(Action).toSorted(), list(on), Condition]),
    )
    .toSorted();
const listed = (statements: readonly PermissionStatement[]) =>
  shown(
    statements.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Action: actions,
      Resource: resources,
      Condition: conditions,
    })),
  );

const variants = WISHES.flatMap((wish) => [
  { kind: 'SAM', ...wish, resources: resolve(template, wish.parameters) },
  { kind: 'CDK', ...wish, resources: cdk(wish) },
]);

describe.each(variants)('$kind: $name', ({ resources, features, guarded, input }) => {
  const lambda = the(
    resources,
    /(Serverless|Lambda)::Function$/,
    ({ Handler }) => Handler === 'prune.handler',
  );
  const { Target, ScheduleExpression } = the(resources, /^AWS::Scheduler::Schedule$/, (one) =>
    String(one.ScheduleExpression).startsWith('rate'),
  ).properties as {
    readonly Target: Readonly<Record<'Arn' | 'RoleArn' | 'Input', string>>;
    readonly ScheduleExpression: string;
  };
  const roleOf = (arn: unknown) => String(arn).replace('arn:aws:iam::123456789012:role/', '');
  const key = guarded ? { keyArn: KEY_ARN } : {};

  test('the function may do what the list says, and nothing else', () => {
    const { LogGroup } = lambda.properties.LoggingConfig as { readonly LogGroup: string };
    const logStreamsArn = `arn:aws:logs:us-east-1:123456789012:log-group:${LogGroup}:*`;
    expect(shown(statementsOf(resources, roleOf(lambda.properties.Role)))).toEqual(
      listed([
        ...prunePassPermissions({ ...PLACE, ...features }),
        ...lambdaPermissions({ logStreamsArn, tracing: true, ...key }),
      ]),
    );
  });

  test('the function takes its variables and the input of the schedule', () => {
    const { Variables } = (lambda.properties.Environment ?? { Variables: {} }) as {
      readonly Variables: Record<string, string>;
    };
    expect(JSON.parse(Target.Input)).toEqual(input);
    expect(() => checkPruneCall(JSON.parse(Target.Input) as object, Variables)).not.toThrow();
    expect(Variables.CAMPAIGN_PRUNE_DELETE ?? 'false').toBe(String(features.deletes ?? false));
    expect(Variables.CAMPAIGN_PRUNE_KEEP ?? '2').toBe(features.deletes ? '3' : '2');
    expect(ScheduleExpression).toBe('rate(7 days)');
  });

  test('the role of the schedule may call the one function', () => {
    const queue = the(resources, /^AWS::SQS::Queue$/);
    expect(shown(statementsOf(resources, roleOf(Target.RoleArn)))).toEqual(
      listed(
        pruneSchedulePermissions({
          functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${lambda.id}`,
          deadLetterQueueArn: `arn:aws:sqs:us-east-1:123456789012:${queue.id}`,
          ...key,
        }),
      ),
    );
  });

  test('an alarm tells of a pass that failed', () => {
    const alarm = the(resources, /^AWS::CloudWatch::Alarm$/, ({ MetricName }) => MetricName === 'Errors');
    expect(alarm.properties).toMatchObject({ Namespace: 'AWS/Lambda', Threshold: 1, EvaluationPeriods: 1 });
    if (guarded) expect(alarm.properties.AlarmActions).toEqual([TOPIC_ARN]);
  });
});

test('it is off by default', () => {
  const isOfPasses = (id: string) => /^prune|CampaignPrune/i.test(id);
  expect(Object.keys(resolve(template, {})).filter(isOfPasses)).toEqual([]);
  expect(Object.keys(cdk({ props: {} })).filter(isOfPasses)).toEqual([]);
});

test('the template takes the code from the bundle', () => {
  const { CodeUri } = (resolve(template, { PrunePass: 'plan' }).PruneFunction?.Properties ?? {}) as {
    readonly CodeUri: string;
  };
  expect(existsSync(new URL(`${CodeUri}/prune.mjs`, TEMPLATE))).toBe(true);
});

test('what the function would refuse is refused when the app is synthesised', () => {
  expect(() => cdk({ props: { prunePass: { keep: 0 } } })).toThrow('CAMPAIGN_PRUNE_KEEP is "0"');
});
