import { createSecretReader, type SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import { InvalidOptionsError, type Notifier, NotifierError } from '@appstream-campaign/core';
import type { AwsSettings } from '../account/account.ts';
import type { Chats } from '../config/chats.ts';
import { CommandError } from '../terminal/errors.ts';

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
