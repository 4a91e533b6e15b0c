import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  InvalidMailAddressError,
  MAIL_ADDRESSES_LIKE,
  readMailboxes,
} from '@appstream-campaign/aws-adapters/mail-addresses';
import type { Notifier } from '@appstream-campaign/core';
import type { AwsSettings } from '../account/account.ts';
import { type Channels, type ChatFlags, chatsOf } from '../config/chats.ts';
import type { Config } from '../config/config-schema.ts';
import { usageError } from '../terminal/errors.ts';

/** Flags that say who is told. */
export interface ChannelFlags extends ChatFlags {
  readonly mailFrom?: string;
  readonly mailTo?: readonly string[];
  readonly topic?: string;
  readonly notifier?: readonly string[];
}

/** Who is told, from flags and config file. */
export function channelsOf(flags: ChannelFlags, config: Config, cwd: string): Channels {
  const from = flags.mailFrom ?? config.mail?.from;
  const to = flags.mailTo ?? (config.mail === undefined ? undefined : [config.mail.to].flat());
  if ((from === undefined) !== (to === undefined)) {
    throw usageError(
      `A mail needs both --mail-from and --mail-to; ${from === undefined ? '--mail-from' : '--mail-to'} is missing.`,
      ['Name both, or neither.'],
    );
  }
  if (from !== undefined && to !== undefined) {
    checkAddresses(flags.mailFrom === undefined ? 'mail.from of the config file' : '--mail-from', [from]);
    checkAddresses(flags.mailTo === undefined ? 'mail.to of the config file' : '--mail-to', to);
  }
  const topicArn = flags.topic ?? config.topicArn;
  return {
    ...(from === undefined || to === undefined ? {} : { mail: { from, to } }),
    ...(topicArn === undefined ? {} : { topicArn }),
    ...chatsOf(flags, config),
    ...(flags.notifier === undefined ? {} : { modules: flags.notifier.map((path) => resolve(cwd, path)) }),
  };
}

function checkAddresses(what: string, texts: readonly string[]): void {
  try {
    for (const text of texts) readMailboxes(text);
  } catch (error) {
    if (!(error instanceof InvalidMailAddressError)) throw error;
    throw usageError(`${what}: ${error.message}.`, [`Write it like ${MAIL_ADDRESSES_LIKE}.`], error);
  }
}

/** The notifiers of the channels, beside those of the chats. Their clients are loaded only here. */
export async function notifiersOf(
  channels: Channels,
  settings: AwsSettings,
  chats: readonly Notifier[],
  timeZone: string,
): Promise<readonly Notifier[]> {
  const { mail, topicArn, modules = [] } = channels;
  const notifiers: Notifier[] = [];
  if (mail !== undefined) {
    const { SESClient } = await import('@aws-sdk/client-ses');
    const { SesNotifier } = await import('@appstream-campaign/aws-adapters/ses');
    notifiers.push(
      new SesNotifier({ client: new SESClient(settings), from: mail.from, to: [...mail.to], timeZone }),
    );
  }
  if (topicArn !== undefined) {
    const { SNSClient } = await import('@aws-sdk/client-sns');
    const { SnsNotifier } = await import('@appstream-campaign/aws-adapters/sns');
    notifiers.push(new SnsNotifier({ client: new SNSClient(settings), topicArn, timeZone }));
  }
  notifiers.push(...chats);
  for (const path of modules) notifiers.push(await notifierIn(path));
  return notifiers;
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
