import { isSecretReference } from '@appstream-campaign/aws-adapters/secrets';
import { readRoutes } from '@appstream-campaign/lambda-handler/notifiers';
import { usageError } from '../terminal/errors.ts';
import type { Config } from './config-schema.ts';

/**
 * Chats and webhooks. Tokens, keys and addresses are references to secrets, and never the secrets: they are saved with
 * the campaign.
 */
export interface Chats {
  /** A Slack webhook. */
  readonly slack?: string;
  readonly slackBot?: { readonly token: string; readonly channel: string; readonly apiUrl?: string };
  readonly teams?: string;
  readonly webhook?: { readonly url: string; readonly key?: string };
  /** Which channel is told of what, such as `slack: updateFailed; ses: campaignEnded`. */
  readonly routes?: string;
}

/** Flags that say so. */
export interface ChatFlags {
  readonly slack?: string;
  readonly slackToken?: string;
  readonly slackChannel?: string;
  readonly teams?: string;
  readonly webhook?: string;
  readonly webhookKey?: string;
  readonly routes?: string;
}

/**
 * From flags and config file.
 * @throws CommandError for a text that is no reference, without showing it: it may be the secret; for routes that are
 * none, and for what does not go together
 */
export function chatsOf(flags: ChatFlags, config: Config): Chats {
  const slack = reference(flags.slack, '--slack', config.slack, 'slack');
  const slackBot = slackBotOf(flags, config);
  if (slack !== undefined && slackBot !== undefined) {
    throw usageError('--slack and --slack-token would both write to Slack.', [
      'Name one of them: a webhook, or a bot.',
    ]);
  }
  const teams = reference(flags.teams, '--teams', config.teams, 'teams');
  const url = reference(flags.webhook, '--webhook', config.webhook?.url, 'webhook.url');
  const key = reference(flags.webhookKey, '--webhook-key', config.webhook?.key, 'webhook.key');
  if (key !== undefined && url === undefined) {
    throw usageError('--webhook-key signs what --webhook posts, which is missing.', [
      'Name both, or neither.',
    ]);
  }
  return {
    ...(slack === undefined ? {} : { slack }),
    ...(slackBot === undefined ? {} : { slackBot }),
    ...(teams === undefined ? {} : { teams }),
    ...(url === undefined ? {} : { webhook: { url, ...(key === undefined ? {} : { key }) } }),
    ...routesOf(flags, config),
  };
}

function slackBotOf(flags: ChatFlags, { slackBot }: Config): Chats['slackBot'] {
  const token = reference(flags.slackToken, '--slack-token', slackBot?.token, 'slackBot.token');
  const channel = flags.slackChannel ?? slackBot?.channel;
  if (token === undefined && channel === undefined) return undefined;
  if (token === undefined || channel === undefined) {
    const missing = token === undefined ? '--slack-token' : '--slack-channel';
    throw usageError(`A Slack bot needs both --slack-token and --slack-channel; ${missing} is missing.`, [
      'Name both, or neither.',
    ]);
  }
  return { ...slackBot, token, channel };
}

function routesOf(flags: ChatFlags, config: Config): Pick<Chats, 'routes'> {
  const routes = flags.routes ?? config.routes;
  if (routes === undefined) return {};
  const read = readRoutes(routes);
  if ('routes' in read) return { routes };
  const where = flags.routes === undefined ? '"routes" in the config file' : '--routes';
  throw usageError(`${where}: expected ${read.expected}.`, [
    'Each word is a type of event, a severity, or minutes: docs/notifiers.md#routes-and-digests',
  ]);
}

/** The flag's text, else the file's. */
function reference(
  given: string | undefined,
  flag: string,
  configured: string | undefined,
  configKey: string,
): string | undefined {
  const text = given ?? configured;
  if (text === undefined || isSecretReference(text)) return text;
  const where = given === undefined ? `"${configKey}" in the config file` : flag;
  throw usageError(`${where} is not a reference to a secret. Its value is not shown: it may be the secret.`, [
    `Put the address into a variable, and name that: ${flag} env:MY_ADDRESS`,
    `Or into Systems Manager or Secrets Manager: ${flag} ssm:/campaign/address, ${flag} secretsmanager:campaign#address`,
  ]);
}

/** Who is told. Kept with the campaign, so that `resume` tells the same. */
export interface Channels extends Chats {
  readonly mail?: { readonly from: string; readonly to: readonly string[] };
  readonly topicArn?: string;
  readonly eventBus?: string;
  /** Paths of modules with a notifier of one's own. */
  readonly modules?: readonly string[];
}
