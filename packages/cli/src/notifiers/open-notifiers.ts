import { pathToFileURL } from 'node:url';
import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import { InvalidOptionsError, type Notifier, NotifierError } from '@appstream-campaign/core';
import {
  type ChannelSettings,
  createNotifiers,
  createSecrets,
  type LoadableNotifier,
  readRoutes,
} from '@appstream-campaign/lambda-handler/notifiers';
import type { AwsSettings } from '../account/account.ts';
import type { Channels } from '../config/chats.ts';
import { CommandError, usageError } from '../terminal/errors.ts';

/** What notifiers are made with. */
export interface NotifierParts {
  readonly settings: AwsSettings;
  readonly env: NodeJS.ProcessEnv;
  /** Of the times that people read. */
  readonly timeZone: string;
}

/**
 * The notifiers of the channels, loaded, with their secrets read.
 * @throws CommandError for the first that can't be
 */
export async function loadedNotifiers(
  channels: Channels,
  parts: NotifierParts,
): Promise<readonly Notifier[]> {
  const notifiers = namedNotifiers(channels, parts);
  for (const notifier of notifiers) {
    await notifier.load().catch((cause: unknown) => {
      if (!(cause instanceof NotifierError || cause instanceof InvalidOptionsError)) throw cause;
      const next = ['Nothing was started. Correct the channel, or put its secret where the reference says.'];
      throw new CommandError(cause.message, next, { cause });
    });
  }
  return [...notifiers, ...(await ownNotifiers(channels))];
}

/**
 * The notifiers of the channels, for a campaign that goes on: it does not wait for a secret that can't be read. Its
 * messages do, and the secret is read again for each.
 */
export async function lazyNotifiers(channels: Channels, parts: NotifierParts): Promise<readonly Notifier[]> {
  return [...namedNotifiers(channels, parts), ...(await ownNotifiers(channels))];
}

/** Reads what references lead to, each once; a client is loaded when one asks for it. */
export function secretReader({ settings, env }: Pick<NotifierParts, 'settings' | 'env'>): SecretReader {
  return createSecrets(env, settings);
}

function namedNotifiers(channels: Channels, parts: NotifierParts): readonly LoadableNotifier[] {
  const settings = { ...channelSettings(channels), timeZone: parts.timeZone };
  return createNotifiers(settings, { clients: parts.settings }, secretReader(parts));
}

function channelSettings({ slack, teams, routes, modules: _, ...channels }: Channels): ChannelSettings {
  const read = routes === undefined ? undefined : readRoutes(routes);
  return {
    ...channels,
    ...(slack === undefined ? {} : { slackWebhook: slack }),
    ...(teams === undefined ? {} : { teamsWebhook: teams }),
    ...(read !== undefined && 'routes' in read ? read : {}),
  };
}

/** The notifiers of the user's own modules. */
async function ownNotifiers({ modules = [] }: Channels): Promise<readonly Notifier[]> {
  return Promise.all(modules.map(notifierIn));
}

async function notifierIn(path: string): Promise<Notifier> {
  const loaded = (await import(pathToFileURL(path).href).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`--notifier ${path} can't be loaded: ${reason}`, [EXPECTED], cause);
  })) as { readonly notifier?: Notifier };
  if (loaded.notifier === undefined)
    throw usageError(`--notifier ${path} exports no "notifier".`, [EXPECTED]);
  return loaded.notifier;
}

const EXPECTED =
  'A notifier is a module that exports { notifier: { name, notify(event) } }: docs/writing-a-store-or-notifier.md';
