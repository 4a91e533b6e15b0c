/** Announcements by mail, with Amazon SES. @module */

import type { AnnouncedEvent, Delivery, Route } from '@appstream-campaign/core';
import { ROUTE_KEYS, RoutedNotifier, readRoute } from '@appstream-campaign/core/delivery';
import { oneLine, readTimeZone, renderMessage } from '@appstream-campaign/core/messages';
import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { cutText, wellFormed } from './cut-text.ts';
import {
  formatMailbox,
  InvalidMailAddressError,
  MAIL_ADDRESSES_EXAMPLE,
  readMailboxes,
} from './mail-addresses.ts';
import { type Advice, toNotifierError } from './notifier-errors.ts';
import { refuseUnknownOptions, requireClient, wrongOption } from './option-checks.ts';

/**
 * Options of a {@link SesNotifier}, and its route: `name` (default `ses`), `events` (default
 * `DEFAULT_ANNOUNCEMENTS`), `minSeverity` (default `info`) and `digestMinutes` (default 60, so that forty failures
 * are not forty mails).
 */
export interface SesNotifierOptions extends Route {
  /** A client of `@aws-sdk/client-ses`, for the Region in which the sender is verified. */
  readonly client: Pick<SESClient, 'send'>;
  /** Sender, verified in SES: an address, or `Name <address>`. A name may hold any letters; it is quoted and encoded. */
  readonly from: string;
  /** 1 to 50 recipients, written like the sender; several in one text have commas or semicolons between them. One mail goes to all. */
  readonly to: string | readonly string[];
  /** Where answers go. @defaultValue the sender */
  readonly replyTo?: string | readonly string[];
  /** Name of an SES configuration set. @defaultValue none */
  readonly configurationSet?: string;
  /** Time zone of times in messages, as in the IANA database, such as `Europe/Berlin`. @defaultValue `UTC` */
  readonly timeZone?: string;
}

const OWNER = 'SesNotifier';
const OPTIONS: readonly (keyof SesNotifierOptions)[] = [
  'client',
  'from',
  'to',
  'replyTo',
  'configurationSet',
  'timeZone',
  ...ROUTE_KEYS,
];
const DEFAULT_ROUTE = { name: 'ses', digestMinutes: 60 };
// https://docs.aws.amazon.com/ses/latest/dg/quotas.html
const MAX_RECIPIENTS = 50;
const MAX_SUBJECT_LENGTH = 250;

const ADVICE: Advice = {
  MessageRejected:
    'Verify the sender in SES in this Region. In the SES sandbox verify every recipient too, or request production access.',
  MailFromDomainNotVerified:
    'Finish the MX record of the custom MAIL FROM domain, or take the domain off the sender.',
  ConfigurationSetDoesNotExist:
    'Create the configuration set in this Region, or correct the option configurationSet.',
  ConfigurationSetSendingPaused: 'Resume sending for the configuration set in SES.',
  AccountSendingPaused: 'Resume sending for the account in SES.',
  AccessDenied: 'Allow the action ses:SendEmail for the sender.',
  InvalidParameterValue: 'Correct the address; SES never accepts this one. The message is not retried.',
  Throttling: 'The sending rate or the daily quota is used up; the message is tried again.',
};

/**
 * Sends an event, or a batch of events, as one mail in text and HTML. The SDK's retries stay on: a mail may rather be sent
 * twice than not at all.
 *
 * @example
 * ```ts
 * const mail = new SesNotifier({ client: new SESClient({}), from: 'it@example.com', to: 'admins@example.com' });
 * ```
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 */
export class SesNotifier extends RoutedNotifier {
  readonly #client: Pick<SESClient, 'send'>;
  readonly #from: string;
  readonly #to: readonly string[];
  readonly #replyTo: readonly string[];
  readonly #configurationSet: string | undefined;
  readonly #timeZone: string;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: SesNotifierOptions) {
    refuseUnknownOptions(OWNER, options, OPTIONS);
    const { client, from, to, replyTo, configurationSet, timeZone, ...route } = options;
    requireClient(OWNER, 'client', client, 'an SESClient');
    super(readRoute(OWNER, route, DEFAULT_ROUTE));
    this.#client = client;
    this.#from = sender(from);
    this.#to = addresses('to', to);
    this.#replyTo = replyTo === undefined ? [] : addresses('replyTo', replyTo);
    // https://docs.aws.amazon.com/ses/latest/APIReference/API_ConfigurationSet.html
    if (configurationSet !== undefined && !/^[\w-]{1,64}$/.test(configurationSet)) {
      throw wrongOption(OWNER, 'configurationSet', configurationSet, '1 to 64 letters, digits, _ and -');
    }
    this.#configurationSet = configurationSet;
    this.#timeZone = readTimeZone(OWNER, timeZone);
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#send([event]);
  }

  /** Sends one mail about all events. */
  async notifyMany({ events }: Delivery): Promise<undefined> {
    await this.#send(events);
  }

  async #send(events: readonly AnnouncedEvent[]): Promise<void> {
    const { subject, text, html } = renderMessage(events, { timeZone: this.#timeZone });
    const part = (data: string) => ({ Charset: 'UTF-8', Data: data });
    // https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
    const command = new SendEmailCommand({
      Source: this.#from,
      Destination: { ToAddresses: [...this.#to] },
      ...(this.#replyTo.length === 0 ? {} : { ReplyToAddresses: [...this.#replyTo] }),
      ...(this.#configurationSet === undefined ? {} : { ConfigurationSetName: this.#configurationSet }),
      Message: {
        Subject: part(cutText(oneLine(subject), MAX_SUBJECT_LENGTH)),
        Body: { Text: part(wellFormed(text)), Html: part(wellFormed(html)) },
      },
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      throw toNotifierError(error, `SendEmail from ${this.#from}`, ADVICE, {
        permanent: ['InvalidParameterValue'],
      });
    }
  }
}

function sender(value: unknown): string {
  const [only, ...others] = mailboxes('from', value);
  if (only === undefined || others.length > 0) throw wrongOption(OWNER, 'from', value, 'one address');
  return only;
}

function addresses(option: string, value: unknown): readonly string[] {
  const list = (Array.isArray(value) ? value : [value]).flatMap((one) => mailboxes(option, one));
  if (list.length === 0 || list.length > MAX_RECIPIENTS) {
    throw wrongOption(OWNER, option, value, `1 to ${MAX_RECIPIENTS} addresses, not ${list.length}`);
  }
  return list;
}

/** SES rejects a mail for one malformed address, hours after the mistake was made; so addresses are checked here. */
function mailboxes(option: string, value: unknown): readonly string[] {
  try {
    if (typeof value === 'string') return readMailboxes(value).map(formatMailbox);
  } catch (error) {
    if (!(error instanceof InvalidMailAddressError)) throw error;
    throw wrongOption(
      OWNER,
      option,
      value,
      `mail addresses such as ${MAIL_ADDRESSES_EXAMPLE}. ${error.message}`,
    );
  }
  throw wrongOption(OWNER, option, value, `mail addresses such as ${MAIL_ADDRESSES_EXAMPLE}`);
}
