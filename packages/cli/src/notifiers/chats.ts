import {
  createSecretReader,
  isSecretReference,
  type SecretReader,
} from '@appstream-campaign/aws-adapters/secrets';
import { InvalidOptionsError, type Notifier, NotifierError } from '@appstream-campaign/core';
import type { AwsSettings } from '../account/account.ts';
import type { Config } from '../config/config-schema.ts';
import { CommandError, usageError } from '../terminal/errors.ts';

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

/**
 * Their notifiers, whose secrets can be read now.
 * @throws CommandError for the first secret that can't be
 */
export async function readyChats(
  chats: Chats,
  settings: AwsSettings,
  env: NodeJS.ProcessEnv,
  timeZone: string,
): Promise<readonly Notifier[]> {
  const notifiers: Notifier[] = [];
  for (const { make } of makersOf(chats, settings, env, timeZone)) {
    const notifier = await make().catch((cause: unknown) => {
      if (!(cause instanceof NotifierError || cause instanceof InvalidOptionsError)) throw cause;
      const next = ['Nothing was started. Put the secret where the reference says, and run it again.'];
      throw new CommandError(cause.message, next, { cause });
    });
    notifiers.push(notifier);
  }
  return notifiers;
}

/**
 * Their notifiers, for a campaign that goes on: it does not wait for a secret that can't be read. Its messages do, and
 * the secret is read again for each.
 */
export async function patientChats(
  chats: Chats,
  settings: AwsSettings,
  env: NodeJS.ProcessEnv,
  timeZone: string,
): Promise<readonly Notifier[]> {
  return Promise.all(
    makersOf(chats, settings, env, timeZone).map(({ name, make }) =>
      make().catch(
        (): Notifier => ({
          name,
          notify: async (event) => (await make()).notify(event),
          notifyMany: async (delivery) => (await make()).notifyMany?.(delivery),
        }),
      ),
    ),
  );
}

/** Reads what references lead to, each once; a client is loaded when one asks for it. */
export function secretReader(settings: AwsSettings, environment: NodeJS.ProcessEnv): SecretReader {
  return createSecretReader({
    environment,
    ssm: async () => new (await import('@aws-sdk/client-ssm')).SSMClient(settings),
    secretsManager: async () =>
      new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(settings),
  });
}

/** How each is made, by the name that it has in the outbox. */
function makersOf(
  { slack, teams, webhook }: Chats,
  settings: AwsSettings,
  environment: NodeJS.ProcessEnv,
  timeZone: string,
) {
  const secret = secretReader(settings, environment);
  const makers: { readonly name: string; readonly make: () => Promise<Notifier> }[] = [];
  if (slack !== undefined) {
    const make = async () => {
      const { SlackWebhookNotifier } = await import('@appstream-campaign/web-notifiers/slack');
      return new SlackWebhookNotifier({ url: await secret(slack), timeZone });
    };
    makers.push({ name: 'slack', make });
  }
  if (teams !== undefined) {
    const make = async () => {
      const { TeamsNotifier } = await import('@appstream-campaign/web-notifiers/teams');
      return new TeamsNotifier({ url: await secret(teams), timeZone });
    };
    makers.push({ name: 'teams', make });
  }
  if (webhook !== undefined) {
    const make = async () => {
      const { WebhookNotifier } = await import('@appstream-campaign/web-notifiers/webhook');
      const signed = webhook.key === undefined ? {} : { signingKey: await secret(webhook.key) };
      return new WebhookNotifier({ url: await secret(webhook.url), ...signed });
    };
    makers.push({ name: 'webhook', make });
  }
  return makers;
}
