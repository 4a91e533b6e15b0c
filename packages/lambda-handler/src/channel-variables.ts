import { isSecretReference } from '@appstream-campaign/aws-adapters/secrets';
import type { AnnouncedType, Route } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, SEVERITIES } from '@appstream-campaign/core/messages';
import * as v from 'valibot';

/** Notifiers that the handler can make, by the names that they have in the outbox. */
const CHANNELS = ['ses', 'sns', 'eventbridge', 'slack', 'teams', 'webhook'] as const;

/** One of those names. */
export type Channel = (typeof CHANNELS)[number];

/** Routes by channel. */
export type Routes = Readonly<Partial<Record<Channel, Route>>>;

const isSecret = v.check(isSecretReference, 'a reference that begins with env:, ssm: or secretsmanager:');
const secret = v.pipe(v.string(), isSecret);

const ROUTES_LIKE =
  'routes such as "slack: updateFailed, campaignStopped; ses: campaignEnded; teams: error, 30 min"';

/** `slack: updateFailed, warning, 30 min; ses: campaignEnded`: types, the least severity, minutes to gather. */
const routes = v.pipe(
  v.string(),
  v.rawTransform<string, Routes>(({ dataset, addIssue, NEVER }) => {
    const read: Partial<Record<Channel, Route>> = {};
    for (const part of dataset.value.split(';').filter((one) => one.trim() !== '')) {
      const [name = '', words = '', ...more] = part.split(':').map((one) => one.trim());
      const channel = CHANNELS.find((one) => one === name);
      const route = readWords(words);
      if (channel === undefined || route === undefined || more.length > 0 || channel in read) {
        addIssue({ message: `${ROUTES_LIKE}; "${part.trim()}" is none. Channels: ${CHANNELS.join(', ')}` });
        return NEVER;
      }
      read[channel] = route;
    }
    return read;
  }),
);

function readWords(words: string): Route | undefined {
  const wants: AnnouncedType[] = [];
  let rest: Route = {};
  for (const word of words.split(',').map((one) => one.trim())) {
    const type = ANNOUNCED_TYPES.find((one) => one === word);
    const leastSeverity = SEVERITIES.find((one) => one === word);
    const [, minutes] = /^(\d{1,4}) ?min$/.exec(word) ?? [];
    if (type !== undefined) wants.push(type);
    else if (leastSeverity !== undefined) rest = { ...rest, leastSeverity };
    else if (minutes !== undefined && Number(minutes) <= 1440)
      rest = { ...rest, digestMinutes: Number(minutes) };
    else return undefined;
  }
  return wants.length === 0 ? rest : { ...rest, wants };
}

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

/** Variables that hold references to secrets: who writes the secret itself there must not find it in a log. */
export const SECRET_VARIABLES: readonly string[] = [
  'CAMPAIGN_SLACK_WEBHOOK',
  'CAMPAIGN_SLACK_TOKEN',
  'CAMPAIGN_TEAMS_WEBHOOK',
  'CAMPAIGN_WEBHOOK_URL',
  'CAMPAIGN_WEBHOOK_KEY',
];

/** What the environment says about channels. Secrets are references here. */
export interface ChannelSettings {
  readonly topicArn?: string;
  readonly eventBus?: string;
  readonly slackWebhook?: string;
  readonly slackBot?: { readonly token: string; readonly channel: string; readonly apiUrl?: string };
  readonly teamsWebhook?: string;
  readonly webhook?: { readonly url: string; readonly key?: string };
  readonly routes: Routes;
}

type ChannelVariables = {
  readonly [K in keyof typeof CHANNEL_VARIABLES]?: v.InferOutput<(typeof CHANNEL_VARIABLES)[K]> | undefined;
};

/** What does not go together; undefined when all does. */
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

/** The settings of the channels that the environment names. */
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
