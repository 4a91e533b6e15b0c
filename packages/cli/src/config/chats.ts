import { isSecretReference } from '@appstream-campaign/aws-adapters/secrets';
import { usageError } from '../terminal/errors.ts';
import type { Config } from './config-schema.ts';

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

/** Who is told. Kept with the campaign, so that `resume` tells the same. */
export interface Channels extends Chats {
  readonly mail?: { readonly from: string; readonly to: readonly string[] };
  readonly topicArn?: string;
  /** Paths of modules with a notifier of one's own. */
  readonly modules?: readonly string[];
}
