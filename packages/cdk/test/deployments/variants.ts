import { readFile } from 'node:fs/promises';
import {
  afterPatchTuesday,
  ImageUpdateCampaign,
  type ImageUpdateCampaignProps,
} from '@appstream-campaign/cdk';
import type { CampaignFeatures } from '@appstream-campaign/lambda-handler';
import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { outputsOf, PLACE, readTemplate, resolve } from './cloudformation.ts';
import { type Deployment, deploymentOf } from './deployment.ts';
import { guards, KEY_ARN } from './guards.ts';
import { synthesise } from './synthesise.ts';

/** One way to deploy, and what the function is meant to be able to do then. */
export interface Variant {
  readonly name: string;
  readonly deployment: Deployment;
  readonly features: CampaignFeatures;
  readonly tracing: boolean;
  /** The key of one's own, where there is one. */
  readonly keyArn?: string;
  /** What the deployment shows when it is done: outputs by name, the CDK's without its suffix. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The constant input of each execution. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Who gets mails of alarms, when there is no topic for them. */
  readonly subscriptions: readonly string[];
  /** Chats that are told. */
  readonly chats: readonly ('slack' | 'bot' | 'teams' | 'webhook')[];
  /** The folder that becomes the function's code. */
  readonly code: string;
}

export const TEMPLATE = new URL('../../../../examples/sam/template.yaml', import.meta.url);
const DEFINITION = new URL('../../../lambda-handler/state-machine.asl.json', import.meta.url);
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:updates';
const FROM = 'it@example.com';

const onlyTagged = { key: 'AutoUpdate', value: 'Enabled' };

/** What can be asked for, in the words of the template and in those of the construct. */
const WISHES = [
  {
    name: 'mail only',
    parameters: { FromAddress: FROM, ToAddress: 'a@example.com' },
    props: { mail: { from: FROM, to: 'a@example.com' } },
    features: { fromAddress: FROM },
    tracing: true,
    input: { BatchSize: 5, FromAddress: FROM },
    to: ['a@example.com'],
    subscriptions: ['a@example.com'],
  },
  {
    name: 'mail between people with names',
    parameters: { FromAddress: 'Acme, Inc <it@example.com>', ToAddress: 'Ops <a@example.com>' },
    props: { mail: { from: 'Acme, Inc <it@example.com>', to: 'Ops <a@example.com>' } },
    features: { fromAddress: FROM },
    tracing: true,
    input: { BatchSize: 5, FromAddress: 'Acme, Inc <it@example.com>' },
    to: ['Ops <a@example.com>'],
    subscriptions: ['a@example.com'],
  },
  {
    name: 'topic only',
    parameters: { TopicArn: TOPIC_ARN, Tracing: 'false' },
    props: { tracing: false },
    topic: true,
    features: { topicArn: TOPIC_ARN },
    tracing: false,
    input: { BatchSize: 5 },
    to: [],
    subscriptions: [],
  },
  {
    name: 'chats, a webhook and an event bus',
    parameters: {
      TopicArn: TOPIC_ARN,
      EventBus: 'images',
      SlackWebhook: 'ssm:/campaign/slack',
      TeamsWebhook: 'ssm:/campaign/teams',
      WebhookUrl: 'ssm:/campaign/hook',
      WebhookKey: 'ssm:/campaign/key',
      Routes: 'webhook: updateFailed; slack: error, 5 min',
    },
    props: {
      channels: {
        eventBus: 'images',
        slack: { webhook: 'ssm:/campaign/slack' },
        teams: { webhook: 'ssm:/campaign/teams' },
        webhook: { url: 'ssm:/campaign/hook', key: 'ssm:/campaign/key' },
        routes: 'webhook: updateFailed; slack: error, 5 min',
      },
    },
    topic: true,
    features: {
      topicArn: TOPIC_ARN,
      eventBus: 'images',
      secrets: ['slack', 'teams', 'hook', 'key'].map((name) => `ssm:/campaign/${name}`),
    },
    tracing: true,
    input: { BatchSize: 5 },
    to: [],
    subscriptions: [],
    chats: ['slack', 'teams', 'webhook'],
  },
  {
    name: 'everything',
    parameters: {
      SlackToken: 'ssm:/campaign/token',
      SlackChannel: 'C0123456789',
      FromAddress: FROM,
      ToAddress: 'a@example.com,b@example.com',
      ReplyTo: 'help@example.com',
      ConfigurationSet: 'campaigns',
      TopicArn: TOPIC_ARN,
      ScheduleExpression: 'cron(30 22 ? * 3#2 *)',
      ScheduleTimeZone: 'America/New_York',
      StartAfterDays: 2,
      FlexibleWindowMinutes: 60,
      ScheduleState: 'DISABLED',
      OnlyTagged: 'true',
      Include: 'Fin*,Des*',
      Exclude: '*-Test',
      Platforms: 'WINDOWS_SERVER_2022',
      SkipCurrent: 'false',
      BatchSize: 3,
      Pacing: 'batch',
      Naming: 'original',
      TimeZone: 'America/New_York',
      CheckMinutes: '10',
      UpdateLimitMinutes: 600,
      Attempts: 3,
      DeleteFailed: 'true',
      Sharing: 'carry',
      PruneKeep: '3',
      PruneMinAgeDays: 60,
      PruneFailedAfterDays: 14,
      ImageQuota: '40',
      FailureCount: 4,
      FailurePercent: 60,
      StopTagKey: 'Halt',
      Name: 'campaign',
      PermissionsBoundary: 'boundary',
      KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
    },
    props: {
      channels: { slack: { token: 'ssm:/campaign/token', channel: 'C0123456789' } },
      mail: {
        from: FROM,
        to: ['a@example.com', 'b@example.com'],
        replyTo: ['help@example.com'],
        configurationSet: 'campaigns',
      },
      schedule: afterPatchTuesday(2, { hour: 22, minute: 30, timeZone: 'America/New_York' }),
      flexibleWindow: Duration.hours(1),
      scheduleEnabled: false,
      tag: { key: 'AutoUpdate', value: 'Enabled' },
      onlyTagged: true,
      include: ['Fin*', 'Des*'],
      exclude: ['*-Test'],
      platforms: ['WINDOWS_SERVER_2022'],
      skipCurrent: false,
      batchSize: 3,
      pacing: 'batch',
      naming: 'original',
      timeZone: 'America/New_York',
      checkEvery: Duration.minutes(10),
      updateTimeLimit: Duration.hours(10),
      attempts: 3,
      deleteFailed: true,
      sharing: 'carry',
      prune: { keep: 3, minAgeDays: 60, failedAfterDays: 14 },
      imageQuota: 40,
      failureThreshold: { count: 4, percent: 60 },
      stopTagKey: 'Halt',
      ...{ functionName: 'campaign', stateMachineName: 'campaign', scheduleName: 'campaign' },
    },
    topic: true,
    guarded: true,
    features: {
      fromAddress: FROM,
      configurationSet: 'campaigns',
      topicArn: TOPIC_ARN,
      onlyTagged,
      deleteFailed: true,
      sharing: true,
      prune: true,
      knowsQuota: true,
      secrets: ['ssm:/campaign/token'],
    },
    tracing: true,
    input: { BatchSize: 3, FromAddress: FROM, StartAfterDays: 2 },
    to: ['a@example.com', 'b@example.com'],
    subscriptions: [],
    chats: ['bot'],
  },
] as const satisfies readonly {
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly props: ImageUpdateCampaignProps;
  readonly [key: string]: unknown;
}[];

/** Every way to deploy, with every set of wishes. */
export async function deploymentVariants(): Promise<readonly Variant[]> {
  const template = await readTemplate(TEMPLATE);
  const definition = await readFile(DEFINITION, 'utf8');
  return WISHES.flatMap((wish): readonly Variant[] => {
    const { name, parameters, props, tracing, input, to, subscriptions } = wish;
    const features = { ...PLACE, ...wish.features };
    const key = 'guarded' in wish ? { keyArn: KEY_ARN } : {};
    const common = { features, tracing, subscriptions, ...key, chats: 'chats' in wish ? wish.chats : [] };
    const inputOf = (recipients: unknown, more: object) => ({
      ...input,
      ...(to.length === 0 ? {} : { ToAddress: recipients }),
      ...more,
    });
    const sam = resolve(template, parameters);
    const { CodeUri = 'none' } = (sam.Function?.Properties ?? {}) as { readonly CodeUri?: string };
    const synthesised = synthesise((stack) => {
      const topic = 'topic' in wish ? { topic: Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN) } : {};
      const guarded = 'guarded' in wish ? guards(stack) : {};
      return new ImageUpdateCampaign(stack, 'Campaign', { ...props, ...topic, ...guarded });
    });
    return [
      {
        name: `SAM: ${name}`,
        deployment: deploymentOf(sam, definition),
        // A template cannot leave a key out of a text.
        input: inputOf(to, 'StartAfterDays' in input ? {} : { StartAfterDays: 0 }),
        code: new URL(CodeUri, TEMPLATE).pathname,
        outputs: outputsOf(template, parameters),
        ...common,
      },
      {
        name: `CDK: ${name}`,
        deployment: deploymentOf(resolve(synthesised.template)),
        input: inputOf(to.length === 1 ? to[0] : to, {}),
        code: synthesised.code,
        outputs: Object.fromEntries(
          Object.entries(outputsOf(synthesised.template)).map(([name, text]) => [
            name.replace(/^Campaign|[0-9A-F]{8}$/g, ''),
            text,
          ]),
        ),
        ...common,
      },
    ];
  });
}
