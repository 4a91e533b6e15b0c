import { isSecretReference } from '@appstream-campaign/aws-adapters/secrets';
import * as v from 'valibot';
import type { ChannelSettings, Routes } from './notifiers/channel-settings.ts';
import { readRoutes } from './notifiers/routes.ts';

const isSecret = v.check(isSecretReference, 'a reference that begins with env:, ssm: or secretsmanager:');
const secret = v.pipe(v.string(), isSecret);

const routes = v.pipe(
  v.string(),
  v.rawTransform<string, Routes>(({ dataset, addIssue, NEVER }) => {
    const read = readRoutes(dataset.value);
    if ('routes' in read) return read.routes;
    addIssue({ message: read.expected });
    return NEVER;
  }),
);

type Variable<T> = v.OptionalSchema<v.GenericSchema<string, T>, undefined>;
type TextVariable =
  | 'CAMPAIGN_TOPIC_ARN'
  | 'CAMPAIGN_EVENT_BUS'
  | 'CAMPAIGN_SLACK_WEBHOOK'
  | 'CAMPAIGN_SLACK_TOKEN'
  | 'CAMPAIGN_SLACK_CHANNEL'
  | 'CAMPAIGN_SLACK_API_URL'
  | 'CAMPAIGN_TEAMS_WEBHOOK'
  | 'CAMPAIGN_WEBHOOK_URL'
  | 'CAMPAIGN_WEBHOOK_KEY';

/** The variables about channels, for the schema of the environment. */
export const CHANNEL_VARIABLES: Readonly<Record<TextVariable, Variable<string>>> & {
  readonly CAMPAIGN_ROUTES: Variable<Routes>;
} = {
  CAMPAIGN_TOPIC_ARN: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/, 'the ARN of an SNS topic'),
    ),
  ),
  CAMPAIGN_EVENT_BUS: v.optional(v.string()),
  CAMPAIGN_SLACK_WEBHOOK: v.optional(secret),
  CAMPAIGN_SLACK_TOKEN: v.optional(secret),
  CAMPAIGN_SLACK_CHANNEL: v.optional(
    v.pipe(v.string(), v.regex(/^[CGD][A-Z0-9]{5,30}$/, 'the id of a Slack channel, such as C0123456789')),
  ),
  CAMPAIGN_SLACK_API_URL: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^https?:\/\/[^\s@]+$/, 'the address of an API such as https://slack-gov.com/api/'),
    ),
  ),
  CAMPAIGN_TEAMS_WEBHOOK: v.optional(secret),
  CAMPAIGN_WEBHOOK_URL: v.optional(secret),
  CAMPAIGN_WEBHOOK_KEY: v.optional(secret),
  CAMPAIGN_ROUTES: v.optional(routes),
};

/** Variables that hold references to secrets: a secret that is written there by mistake must not be logged. */
export const SECRET_VARIABLES: readonly string[] = [
  'CAMPAIGN_SLACK_WEBHOOK',
  'CAMPAIGN_SLACK_TOKEN',
  'CAMPAIGN_TEAMS_WEBHOOK',
  'CAMPAIGN_WEBHOOK_URL',
  'CAMPAIGN_WEBHOOK_KEY',
];

type ChannelVariables = {
  readonly [K in keyof typeof CHANNEL_VARIABLES]?: v.InferOutput<(typeof CHANNEL_VARIABLES)[K]> | undefined;
};

/** The conflict between variables; undefined when there is none. */
export function channelConflict(env: ChannelVariables): string | undefined {
  if ((env.CAMPAIGN_SLACK_TOKEN === undefined) !== (env.CAMPAIGN_SLACK_CHANNEL === undefined)) {
    return 'CAMPAIGN_SLACK_TOKEN and CAMPAIGN_SLACK_CHANNEL go together. Set both, or neither.';
  }
  if (env.CAMPAIGN_SLACK_TOKEN !== undefined && env.CAMPAIGN_SLACK_WEBHOOK !== undefined) {
    return 'CAMPAIGN_SLACK_TOKEN and CAMPAIGN_SLACK_WEBHOOK would both write to Slack. Set one of them.';
  }
  if (env.CAMPAIGN_SLACK_API_URL !== undefined && env.CAMPAIGN_SLACK_TOKEN === undefined) {
    return 'CAMPAIGN_SLACK_API_URL means something only with CAMPAIGN_SLACK_TOKEN. Set both, or take it away.';
  }
  if (env.CAMPAIGN_WEBHOOK_KEY !== undefined && env.CAMPAIGN_WEBHOOK_URL === undefined) {
    return 'CAMPAIGN_WEBHOOK_KEY is set, but CAMPAIGN_WEBHOOK_URL is missing. Set both, or take the key away.';
  }
  return undefined;
}

/** The channels' settings in the environment. */
export function toChannelSettings(env: ChannelVariables): ChannelSettings {
  const { CAMPAIGN_SLACK_TOKEN: token, CAMPAIGN_SLACK_CHANNEL: channel } = env;
  const { CAMPAIGN_WEBHOOK_URL: url, CAMPAIGN_WEBHOOK_KEY: key } = env;
  const apiUrl = env.CAMPAIGN_SLACK_API_URL === undefined ? {} : { apiUrl: env.CAMPAIGN_SLACK_API_URL };
  const present = <K extends string, T>(name: K, value: T | undefined) =>
    (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: T };
  return {
    ...present('topicArn', env.CAMPAIGN_TOPIC_ARN),
    ...present('eventBus', env.CAMPAIGN_EVENT_BUS),
    ...present('slackWebhook', env.CAMPAIGN_SLACK_WEBHOOK),
    ...present(
      'slackBot',
      token === undefined || channel === undefined ? undefined : { token, channel, ...apiUrl },
    ),
    ...present('teamsWebhook', env.CAMPAIGN_TEAMS_WEBHOOK),
    ...present('webhook', url === undefined ? undefined : { url, ...present('key', key) }),
    routes: env.CAMPAIGN_ROUTES ?? {},
  };
}
