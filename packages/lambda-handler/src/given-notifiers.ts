import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { Notifier } from '@appstream-campaign/core';
import type { HandlerSettings } from './environment.ts';
import type { CampaignInput } from './event.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import type { ChannelSettings } from './notifiers/channel-settings.ts';
import { createNotifiers } from './notifiers/create-notifiers.ts';

/** Notifiers of a handler: instead of the built-in ones, or derived from them. */
export type GivenNotifiers = readonly Notifier[] | ((builtIn: readonly Notifier[]) => readonly Notifier[]);

/** What a handler creates notifiers from: its environment, the addresses of the event, secrets and network. */
export interface NotifierSources {
  readonly settings: HandlerSettings;
  readonly input: Pick<CampaignInput, 'ToAddress' | 'FromAddress'>;
  readonly secret: SecretReader;
  readonly network?: HandlerNetwork | undefined;
}

/** The notifiers of a call: those of the handler's options, else those of environment and event. */
export function notifiersOfCall(
  given: GivenNotifiers | undefined,
  { settings, input, secret, network = {} }: NotifierSources,
): readonly Notifier[] {
  if (given !== undefined && typeof given !== 'function') return given;
  const { fetch } = network;
  const access = { clients: clientsIn(network), ...(fetch === undefined ? {} : { fetch }) };
  const made = createNotifiers(channelsOfCall(settings, input), access, secret);
  return given?.(made) ?? made;
}

/** Those of a call in a hub's run: its report tells people, once; what machines listen to is told as ever. */
export function machinesOf(notifiers: readonly Notifier[]): readonly Notifier[] {
  return notifiers.filter(({ name }) => name === 'eventbridge');
}

/** Mail when the event has addresses; the other channels are the environment's. */
function channelsOfCall(
  { channels, campaign: { timeZone }, replyTo, configurationSet }: HandlerSettings,
  { ToAddress: to, FromAddress: from }: Pick<CampaignInput, 'ToAddress' | 'FromAddress'>,
): ChannelSettings {
  const more = {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(configurationSet === undefined ? {} : { configurationSet }),
  };
  return {
    ...channels,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(to === undefined || from === undefined ? {} : { mail: { from, to, ...more } }),
  };
}
