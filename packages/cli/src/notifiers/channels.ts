import { resolve } from 'node:path';
import {
  InvalidMailAddressError,
  MAIL_ADDRESSES_EXAMPLE,
  readMailboxes,
} from '@appstream-campaign/aws-adapters/mail-addresses';
import { type Channels, type ChatFlags, chatsOf } from '../config/chats.ts';
import type { Config } from '../config/config-schema.ts';
import { usageError } from '../terminal/errors.ts';

/** Flags that say who is told. */
export interface ChannelFlags extends ChatFlags {
  readonly mailFrom?: string;
  readonly mailTo?: readonly string[];
  readonly topic?: string;
  readonly eventBus?: string;
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
  const eventBus = flags.eventBus ?? config.eventBus;
  return {
    ...(from === undefined || to === undefined ? {} : { mail: { from, to } }),
    ...(topicArn === undefined ? {} : { topicArn }),
    ...(eventBus === undefined ? {} : { eventBus }),
    ...chatsOf(flags, config),
    ...(flags.notifier === undefined ? {} : { modules: flags.notifier.map((path) => resolve(cwd, path)) }),
  };
}

function checkAddresses(what: string, texts: readonly string[]): void {
  try {
    for (const text of texts) readMailboxes(text);
  } catch (error) {
    if (!(error instanceof InvalidMailAddressError)) throw error;
    throw usageError(`${what}: ${error.message}.`, [`Write it like ${MAIL_ADDRESSES_EXAMPLE}.`], error);
  }
}
