import { createSecretReader, isSecretReference } from '@appstream-campaign/aws-adapters/secrets';
import { type Notifier, NotifierError } from '@appstream-campaign/core';
import type { AwsSettings } from './account.ts';
import type { Config } from './config-schema.ts';
import { CommandError, usageError } from './errors.ts';

/** Chats and webhooks. Every text is a reference to a secret, and never the secret: they are saved with the campaign. */
export interface Chats {
  readonly slack?: string;
  readonly teams?: string;
  readonly webhook?: { readonly url: string; readonly key?: string };
}

/** Flags that say so. */
export interface ChatFlags {
  readonly slack?: string;
  readonly teams?: string;
  readonly webhook?: string;
  readonly webhookKey?: string;
}

/**
 * From flags and config file.
 * @throws CommandError for a text that is no reference, without showing it: it may be the secret
 */
export function chatsOf(flags: ChatFlags, config: Config): Chats {
  const slack = reference(flags.slack, '--slack', config.slack, 'slack');
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
    ...(teams === undefined ? {} : { teams }),
    ...(url === undefined ? {} : { webhook: { url, ...(key === undefined ? {} : { key }) } }),
  };
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
  throw usageError(`${where} is no reference to a secret. Its value is not shown: it may be the secret.`, [
    `Put the address into a variable, and name that: ${flag} env:MY_ADDRESS`,
    `Or into Systems Manager or Secrets Manager: ${flag} ssm:/campaign/address, ${flag} secretsmanager:campaign#address`,
  ]);
}

/** Their notifiers. Secrets are read now, so that one that is missing is known before anything starts. */
export async function chatNotifiers(
  { slack, teams, webhook }: Chats,
  settings: AwsSettings,
  env: NodeJS.ProcessEnv,
): Promise<readonly Notifier[]> {
  const secret = readerFor(settings, env);
  const notifiers: Notifier[] = [];
  if (slack !== undefined) {
    const { SlackWebhookNotifier } = await import('@appstream-campaign/web-notifiers/slack');
    notifiers.push(new SlackWebhookNotifier({ url: await secret(slack) }));
  }
  if (teams !== undefined) {
    const { TeamsNotifier } = await import('@appstream-campaign/web-notifiers/teams');
    notifiers.push(new TeamsNotifier({ url: await secret(teams) }));
  }
  if (webhook !== undefined) {
    const { WebhookNotifier } = await import('@appstream-campaign/web-notifiers/webhook');
    const signed = webhook.key === undefined ? {} : { signingKey: await secret(webhook.key) };
    notifiers.push(new WebhookNotifier({ url: await secret(webhook.url), ...signed }));
  }
  return notifiers;
}

function readerFor(settings: AwsSettings, environment: NodeJS.ProcessEnv) {
  const read = createSecretReader({
    environment,
    ssm: async () => new (await import('@aws-sdk/client-ssm')).SSMClient(settings),
    secretsManager: async () =>
      new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(settings),
  });
  return (name: string) =>
    read(name).catch((cause: unknown) => {
      if (!(cause instanceof NotifierError)) throw cause;
      throw new CommandError(
        cause.message,
        ['Nothing was started. Once the secret can be read, run it again.'],
        {
          cause,
        },
      );
    });
}
