import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { Notifier, Route } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES } from '@appstream-campaign/core/internal';
import type { AppStreamClientConfig } from '@aws-sdk/client-appstream';
import type { Channel, ChannelSettings } from './channel-settings.ts';
import { type LazyNotifierOptions, type LoadableNotifier, lazyNotifier } from './lazy-notifier.ts';

// Part of the composition root: builds SDK clients, which read other settings from the environment as usual. Each client is
// imported by a module that imports nothing else of its package, so that a bundle contains no more of it.

/** Settings that every SDK client takes. */
export type ClientSettings = Partial<
  Pick<AppStreamClientConfig, 'region' | 'endpoint' | 'credentials' | 'requestHandler' | 'profile'>
>;

/** How notifiers reach their channels. */
export interface NotifierAccess {
  /** Of every SDK client. @defaultValue what the SDK finds in the environment */
  readonly clients?: ClientSettings;
  /** The `fetch` for Slack, Teams and webhooks. @defaultValue `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A notifier for each channel of the settings. Nothing is loaded, and no secret read, before the first message, or a
 * call of `load`.
 * @param secret reads references to secrets, each once
 */
export function createNotifiers(
  settings: ChannelSettings,
  access: NotifierAccess,
  secret: SecretReader,
): readonly LoadableNotifier[] {
  const { timeZone, routes = {} } = settings;
  const { clients = {}, fetch } = access;
  const means: ChannelContext = {
    clients,
    web: fetch === undefined ? {} : { fetch },
    // Messages for people have local times; documents for machines have UTC.
    zone: timeZone === undefined ? {} : { timeZone },
    secret,
    make: (name, defaults, load) =>
      lazyNotifier({ defaults: { name, ...defaults }, route: routes[name], load }),
  };
  return [
    mail(settings, means),
    topic(settings, means),
    bus(settings, means),
    slackWebhook(settings, means),
    slackBot(settings, means),
    teams(settings, means),
    webhook(settings, means),
  ].filter((notifier) => notifier !== undefined);
}

interface ChannelContext {
  readonly clients: ClientSettings;
  readonly web: Pick<NotifierAccess, 'fetch'>;
  readonly zone: Pick<ChannelSettings, 'timeZone'>;
  readonly secret: SecretReader;
  readonly make: (
    name: Channel,
    defaults: Omit<LazyNotifierOptions['defaults'], 'name'>,
    load: (route: Required<Route>) => Promise<Notifier>,
  ) => LoadableNotifier;
}

type Made = LoadableNotifier | undefined;

function mail({ mail: settings }: ChannelSettings, { clients, zone, make }: ChannelContext): Made {
  if (settings === undefined) return undefined;
  const { from, to, replyTo, configurationSet } = settings;
  return make('ses', { together: 'always', digestMinutes: 60 }, async (route) => {
    const [{ SESClient }, { SesNotifier }] = await Promise.all([
      import('../clients/ses.ts'),
      import('@appstream-campaign/aws-adapters/ses'),
    ]);
    return new SesNotifier({
      ...route,
      ...zone,
      client: new SESClient(clients),
      from,
      to: typeof to === 'string' ? to : [...to],
      ...(replyTo === undefined ? {} : { replyTo: [...replyTo] }),
      ...(configurationSet === undefined ? {} : { configurationSet }),
    });
  });
}

function topic({ topicArn }: ChannelSettings, { clients, zone, make }: ChannelContext): Made {
  if (topicArn === undefined) return undefined;
  return make('sns', { together: 'gathered' }, async (route) => {
    const [{ SNSClient }, { SnsNotifier }] = await Promise.all([
      import('../clients/sns.ts'),
      import('@appstream-campaign/aws-adapters/sns'),
    ]);
    return new SnsNotifier({ ...route, ...zone, client: new SNSClient(clients), topicArn });
  });
}

function bus({ eventBus }: ChannelSettings, { clients, make }: ChannelContext): Made {
  if (eventBus === undefined) return undefined;
  const defaults = { together: 'always', events: ANNOUNCED_TYPES } as const;
  return make('eventbridge', defaults, async ({ digestMinutes: _, ...route }) => {
    const [{ EventBridgeClient }, { EventBridgeNotifier }] = await Promise.all([
      import('../clients/eventbridge.ts'),
      import('@appstream-campaign/aws-adapters/eventbridge'),
    ]);
    return new EventBridgeNotifier({ ...route, client: new EventBridgeClient(clients), bus: eventBus });
  });
}

function slackWebhook(
  { slackWebhook: url }: ChannelSettings,
  { web, zone, secret, make }: ChannelContext,
): Made {
  if (url === undefined) return undefined;
  return make('slack', { together: 'always', digestMinutes: 15 }, async (route) => {
    const { SlackWebhookNotifier } = await import('@appstream-campaign/web-notifiers/slack');
    return new SlackWebhookNotifier({ ...web, ...route, ...zone, url: await secret(url) });
  });
}

function slackBot({ slackBot: bot }: ChannelSettings, { web, zone, secret, make }: ChannelContext): Made {
  if (bot === undefined) return undefined;
  const { token, ...place } = bot;
  const defaults = { together: 'always', digestMinutes: 10, events: ANNOUNCED_TYPES } as const;
  return make('slack', defaults, async (route) => {
    const { SlackBotNotifier } = await import('@appstream-campaign/web-notifiers/slack');
    return new SlackBotNotifier({ ...web, ...route, ...zone, ...place, token: await secret(token) });
  });
}

function teams({ teamsWebhook: url }: ChannelSettings, { web, zone, secret, make }: ChannelContext): Made {
  if (url === undefined) return undefined;
  return make('teams', { together: 'always', digestMinutes: 15 }, async (route) => {
    const { TeamsNotifier } = await import('@appstream-campaign/web-notifiers/teams');
    return new TeamsNotifier({ ...web, ...route, ...zone, url: await secret(url) });
  });
}

function webhook({ webhook: hook }: ChannelSettings, { web, secret, make }: ChannelContext): Made {
  if (hook === undefined) return undefined;
  const { url, key } = hook;
  return make('webhook', { together: 'gathered' }, async (route) => {
    const { WebhookNotifier } = await import('@appstream-campaign/web-notifiers/webhook');
    const signed = key === undefined ? {} : { signingKey: await secret(key) };
    return new WebhookNotifier({ ...web, ...route, url: await secret(url), ...signed });
  });
}
