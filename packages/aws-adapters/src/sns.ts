/** Announcements to an Amazon SNS topic. @module */

import { createHash } from 'node:crypto';
import type { AnnouncedEvent, Delivery, Route } from '@appstream-campaign/core';
import { ROUTE_KEYS, RoutedNotifier, readRoute } from '@appstream-campaign/core/delivery';
import { eventDocument, oneLine, readTimeZone, renderMessage } from '@appstream-campaign/core/messages';
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { cutBytes, cutText } from './cut-text.ts';
import { type Advice, toNotifierError } from './notifier-errors.ts';
import { refuseUnknownOptions, requireClient, wrongOption } from './option-checks.ts';

/**
 * Options of an {@link SnsNotifier}, and its route: `name` (default `sns`), `events` (default
 * `DEFAULT_ANNOUNCEMENTS`), `minSeverity` (default `info`) and `digestMinutes` (default 0: one message an event, as
 * for machines; with more, batched events are one message of type `digest`).
 */
export interface SnsNotifierOptions extends Route {
  /** A client of `@aws-sdk/client-sns`, for the topic's Region. */
  readonly client: Pick<SNSClient, 'send'>;
  /** ARN of the topic, such as `arn:aws:sns:eu-west-1:123456789012:images`; FIFO topics end in `.fifo`. */
  readonly topicArn: string;
  /** Time zone of times in messages, as in the IANA database, such as `Europe/Berlin`. @defaultValue `UTC` */
  readonly timeZone?: string;
}

const OWNER = 'SnsNotifier';
const OPTIONS: readonly (keyof SnsNotifierOptions)[] = ['client', 'topicArn', 'timeZone', ...ROUTE_KEYS];
const TOPIC = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/;
// "Less than 100 characters": https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const MAX_SUBJECT_LENGTH = 99;
// The default limit of a topic; attributes count too.
const MAX_BYTES = 256 * 1024;
const MAX_GROUP_ID_LENGTH = 128;

const ADVICE: Advice = {
  NotFound: 'Create the topic in this Region, or correct the option topicArn.',
  AuthorizationError: 'Allow the action sns:Publish for the topic.',
  AccessDenied: 'Allow the action sns:Publish for the topic.',
  InvalidParameter: 'Correct the option topicArn, or the topic.',
  KMSAccessDenied: "Allow kms:GenerateDataKey and kms:Decrypt with the topic's key.",
  KMSDisabled: "Enable the topic's key in KMS.",
  KMSNotFound: 'Give the topic a key that exists.',
  KMSInvalidState: "Enable the topic's key in KMS.",
};

/**
 * Publishes events to a topic, in the format of each subscriber: text for mail, one line for SMS, and JSON for queues,
 * functions and web servers (see `eventDocument`). What exceeds the limits of SNS is cut visibly in the text, and omitted
 * from the JSON, which then has `truncated`.
 *
 * Message attributes for filter policies: `campaign` (its id), `eventType`, `eventId` and `severity` (`error` for a
 * failed update or a stopped campaign, `warning` for a campaign that ended with failures, else `info`). On a FIFO
 * topic a campaign is one message group, and an event that comes twice within five minutes is delivered once.
 *
 * @example
 * ```ts
 * const topic = new SnsNotifier({ client: new SNSClient({}), topicArn });
 * ```
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export class SnsNotifier extends RoutedNotifier {
  /** Publishes one message about all events. Present only with batching (`digestMinutes`). */
  readonly notifyMany?: (delivery: Delivery) => Promise<undefined>;
  readonly #client: Pick<SNSClient, 'send'>;
  readonly #topicArn: string;
  readonly #timeZone: string;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: SnsNotifierOptions) {
    refuseUnknownOptions(OWNER, options, OPTIONS);
    const { client, topicArn, timeZone, ...by } = options;
    requireClient(OWNER, 'client', client, 'an SNSClient');
    if (typeof topicArn !== 'string' || !TOPIC.test(topicArn)) {
      const expected = 'the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:images';
      throw wrongOption(OWNER, 'topicArn', topicArn, expected);
    }
    super(readRoute(OWNER, by, { name: 'sns' }));
    this.#client = client;
    this.#topicArn = topicArn;
    this.#timeZone = readTimeZone(OWNER, timeZone);
    if (this.digestMinutes > 0) {
      this.notifyMany = async ({ events }) => {
        await this.#publish(events);
        return undefined;
      };
    }
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#publish([event]);
  }

  async #publish(events: readonly AnnouncedEvent[]): Promise<void> {
    const { subject: title, text: body } = renderMessage(events, { timeZone: this.#timeZone });
    const { campaign, type, severity, id } = eventDocument(events);
    const subject = cutText(oneLine(title) || type, MAX_SUBJECT_LENGTH);
    const attributes: Readonly<Record<string, string>> = {
      campaign,
      eventType: type,
      severity,
      eventId: id,
    };
    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    const command = new PublishCommand({
      TopicArn: this.#topicArn,
      Subject: subject,
      MessageStructure: 'json',
      Message: perProtocol(events, body, subject, MAX_BYTES - overheadBytes(subject, attributes)),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, text(value)]),
      ),
      ...(this.#topicArn.endsWith('.fifo') ? fifoMembers(campaign, id) : {}),
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      throw toNotifierError(error, `Publish to ${this.#topicArn}`, ADVICE);
    }
  }
}

const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });

/** Bytes that attributes take (name, type and value), and the subject, in case it counts. */
function overheadBytes(subject: string, attributes: Readonly<Record<string, string>>): number {
  const all = Object.entries(attributes).map(([key, value]) => `${key}String${value}`);
  return Buffer.byteLength([subject, ...all].join(''), 'utf8');
}

/** The message for each kind of subscriber; `default` is for all that are not named. */
function perProtocol(events: readonly AnnouncedEvent[], body: string, subject: string, room: number): string {
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value), 'utf8');
  // Half of the size is for machines. The document is JSON within JSON, so its quotes count twice.
  const document = eventDocument(events, (one) => bytes(JSON.stringify(one)) <= room / 2);
  const parts = (email: string) => ({ default: JSON.stringify(document), email, sms: subject });
  let message = parts(cutBytes(body, room));
  // Escaping makes a text longer as JSON; by how much depends on its characters.
  for (let excess = bytes(message) - room; excess > 0; excess = bytes(message) - room) {
    message = parts(cutBytes(body, Math.max(0, Buffer.byteLength(message.email, 'utf8') - excess)));
  }
  return JSON.stringify(message);
}

function fifoMembers(
  campaign: string,
  id: string,
): { MessageGroupId: string; MessageDeduplicationId: string } {
  return {
    MessageGroupId: campaign.replace(/[^\x21-\x7E]/g, '-').slice(0, MAX_GROUP_ID_LENGTH),
    // An event's id holds names and can be longer than the 128 characters that are allowed.
    MessageDeduplicationId: createHash('sha256').update(id).digest('hex'),
  };
}
