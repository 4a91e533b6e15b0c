import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { CampaignOptions, Notifier, Route } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES } from '@appstream-campaign/core/messages';
import type { Channel } from './channel-settings.ts';
import type { HandlerSettings } from './environment.ts';
import type { CampaignInput } from './event.ts';
import { type LazyNotifierOptions, lazyNotifier } from './lazy-notifier.ts';
import { clientsIn, type HandlerNetwork, webIn } from './network.ts';

// Part of the composition root: builds SDK clients. They read Region, credentials and endpoints from the environment
// on their own, as everywhere. Each client comes through a module that names nothing else of its package, so that a
// bundle carries no more of it.

/**
 * Mail when the event has addresses; topic, event bus, Slack, Teams and webhook when the environment names them. Any
 * of them together, or none.
 * @param secret reads references to secrets, each once
 */
export function createNotifiers(
  settings: HandlerSettings,
  input: CampaignInput,
  secret: SecretReader,
  network: HandlerNetwork = {},
): readonly Notifier[] {
  const { channels } = settings;
  const make = (
    name: Channel,
    defaults: Omit<LazyNotifierOptions['defaults'], 'name'>,
    load: (route: Required<Route>) => Promise<Notifier>,
  ): readonly Notifier[] => [
    lazyNotifier({ defaults: { name, ...defaults }, route: channels.routes[name], load }),
  ];
  const { timeZone } = settings.campaign;
  const zone = timeZone === undefined ? {} : { timeZone };
  return [
    ...mail(settings, input, { zone, network, make }),
    ...aws(settings, { zone, network, make }),
    ...chats(settings, secret, { zone, network, make }),
  ];
}

type Make = (
  name: Channel,
  defaults: Omit<LazyNotifierOptions['defaults'], 'name'>,
  load: (route: Required<Route>) => Promise<Notifier>,
) => readonly Notifier[];

/** What people read has the times of where they are; what machines read has UTC. */
type Zone = Pick<CampaignOptions, 'timeZone'>;

interface Means {
  readonly zone: Zone;
  readonly network: HandlerNetwork;
  readonly make: Make;
}

function mail(
  { replyTo, configurationSet }: HandlerSettings,
  input: CampaignInput,
  { zone, network, make }: Means,
): readonly Notifier[] {
  const { ToAddress: to, FromAddress: from } = input;
  if (to === undefined || from === undefined) return [];
  return make('ses', { together: 'always', digestMinutes: 60 }, async (route) => {
    const [{ SESClient }, { SesNotifier }] = await Promise.all([
      import('./clients/ses.ts'),
      import('@appstream-campaign/aws-adapters/ses'),
    ]);
    return new SesNotifier({
      ...route,
      ...zone,
      client: new SESClient(clientsIn(network)),
      from,
      to: typeof to === 'string' ? to : [...to],
      ...(replyTo === undefined ? {} : { replyTo: [...replyTo] }),
      ...(configurationSet === undefined ? {} : { configurationSet }),
    });
  });
}

function aws(
  { channels: { topicArn, eventBus } }: HandlerSettings,
  { zone, network, make }: Means,
): readonly Notifier[] {
  const topic = (arn: string) =>
    make('sns', { together: 'gathered' }, async (route) => {
      const [{ SNSClient }, { SnsNotifier }] = await Promise.all([
        import('./clients/sns.ts'),
        import('@appstream-campaign/aws-adapters/sns'),
      ]);
      return new SnsNotifier({ ...route, ...zone, client: new SNSClient(clientsIn(network)), topicArn: arn });
    });
  const bus = (name: string) =>
    make(
      'eventbridge',
      { together: 'always', wants: ANNOUNCED_TYPES },
      async ({ digestMinutes: _, ...route }) => {
        const [{ EventBridgeClient }, { EventBridgeNotifier }] = await Promise.all([
          import('./clients/eventbridge.ts'),
          import('@appstream-campaign/aws-adapters/eventbridge'),
        ]);
        return new EventBridgeNotifier({
          ...route,
          client: new EventBridgeClient(clientsIn(network)),
          bus: name,
        });
      },
    );
  return [
    ...(topicArn === undefined ? [] : topic(topicArn)),
    ...(eventBus === undefined ? [] : bus(eventBus)),
  ];
}

function chats(
  { channels }: HandlerSettings,
  secret: SecretReader,
  { zone, network, make }: Means,
): readonly Notifier[] {
  const { slackWebhook, slackBot, teamsWebhook, webhook } = channels;
  const notifiers: Notifier[] = [];
  const web = webIn(network);
  if (slackWebhook !== undefined) {
    const defaults = { together: 'always', digestMinutes: 15 } as const;
    notifiers.push(
      ...make('slack', defaults, async (route) => {
        const { SlackWebhookNotifier } = await import('@appstream-campaign/web-notifiers/slack');
        return new SlackWebhookNotifier({ ...web, ...route, ...zone, url: await secret(slackWebhook) });
      }),
    );
  }
  if (slackBot !== undefined) {
    const defaults = { together: 'always', digestMinutes: 10, wants: ANNOUNCED_TYPES } as const;
    notifiers.push(
      ...make('slack', defaults, async (route) => {
        const { SlackBotNotifier } = await import('@appstream-campaign/web-notifiers/slack');
        const { token, ...place } = slackBot;
        return new SlackBotNotifier({ ...web, ...route, ...zone, ...place, token: await secret(token) });
      }),
    );
  }
  if (teamsWebhook !== undefined) {
    notifiers.push(
      ...make('teams', { together: 'always', digestMinutes: 15 }, async (route) => {
        const { TeamsNotifier } = await import('@appstream-campaign/web-notifiers/teams');
        return new TeamsNotifier({ ...web, ...route, ...zone, url: await secret(teamsWebhook) });
      }),
    );
  }
  if (webhook !== undefined) {
    notifiers.push(
      ...make('webhook', { together: 'gathered' }, async (route) => {
        const { WebhookNotifier } = await import('@appstream-campaign/web-notifiers/webhook');
        const { url, key } = webhook;
        const signed = key === undefined ? {} : { signingKey: await secret(key) };
        return new WebhookNotifier({ ...web, ...route, url: await secret(url), ...signed });
      }),
    );
  }
  return notifiers;
}

/** Notifiers that a handler is given: instead of those that are built in, or made from them. */
export type GivenNotifiers = readonly Notifier[] | ((builtIn: readonly Notifier[]) => readonly Notifier[]);

/** Who is told. What is built in is made only where it is wanted. */
export function chosenNotifiers(
  given: GivenNotifiers | undefined,
  builtIn: () => readonly Notifier[],
): readonly Notifier[] {
  if (given !== undefined && typeof given !== 'function') return given;
  const made = builtIn();
  return given?.(made) ?? made;
}
