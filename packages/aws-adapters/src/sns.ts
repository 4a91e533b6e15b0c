/** Announcements to an Amazon SNS topic. @module */

import { createHash } from 'node:crypto';
import {
  type AnnouncedEvent,
  type AnnouncedType,
  type Notifier,
  renderMessage,
  severityOf,
} from '@appstream-campaign/core';
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { cutBytes, cutText, oneLine } from './cut-text.ts';
import { type Advice, toNotifierError } from './notifier-errors.ts';
import {
  notifierName,
  refuseUnknownOptions,
  requireClient,
  wantedTypes,
  wrongOption,
} from './option-checks.ts';

/** What an {@link SnsNotifier} is made of. */
export interface SnsNotifierOptions {
  /** A client of `@aws-sdk/client-sns`, for the topic's Region. */
  readonly client: Pick<SNSClient, 'send'>;
  /** ARN of the topic, such as `arn:aws:sns:eu-west-1:123456789012:images`; FIFO topics end in `.fifo`. */
  readonly topicArn: string;
  /** @defaultValue `sns` */
  readonly name?: string;
  /** Types of events to publish. @defaultValue `DEFAULT_ANNOUNCEMENTS` */
  readonly wants?: readonly AnnouncedType[];
}

const OWNER = 'SnsNotifier';
const OPTIONS: readonly (keyof SnsNotifierOptions)[] = ['client', 'topicArn', 'name', 'wants'];
const TOPIC = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/;
// "Less than 100 characters": https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const LONGEST_SUBJECT = 99;
// What a topic takes unless it is set up for more; attributes count too.
const MOST_BYTES = 256 * 1024;
const LONGEST_GROUP = 128;

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
 * Publishes each event to a topic as plain text. Subject and text are cut visibly where SNS allows no more.
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
export class SnsNotifier implements Notifier {
  readonly name: string;
  readonly wants: readonly AnnouncedType[];
  readonly #client: Pick<SNSClient, 'send'>;
  readonly #topicArn: string;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: SnsNotifierOptions) {
    refuseUnknownOptions(OWNER, options, OPTIONS);
    const { client, topicArn, name, wants } = options;
    requireClient(OWNER, 'client', client, 'an SNSClient');
    if (typeof topicArn !== 'string' || !TOPIC.test(topicArn)) {
      const expected = 'the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:images';
      throw wrongOption(OWNER, 'topicArn', topicArn, expected);
    }
    this.#client = client;
    this.#topicArn = topicArn;
    this.name = notifierName(OWNER, name, 'sns');
    this.wants = wantedTypes(OWNER, wants);
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    const message = renderMessage(event);
    const subject = cutText(oneLine(message.subject) || event.type, LONGEST_SUBJECT);
    const attributes: Readonly<Record<string, string>> = {
      campaign: event.campaign,
      eventType: event.type,
      severity: severityOf(event),
      eventId: event.id,
    };
    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    const command = new PublishCommand({
      TopicArn: this.#topicArn,
      Subject: subject,
      Message: cutBytes(message.text, MOST_BYTES - bytesBeside(subject, attributes)),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, text(value)]),
      ),
      ...(this.#topicArn.endsWith('.fifo') ? fifoMembers(event) : {}),
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
function bytesBeside(subject: string, attributes: Readonly<Record<string, string>>): number {
  const all = Object.entries(attributes).map(([key, value]) => `${key}String${value}`);
  return Buffer.byteLength([subject, ...all].join(''), 'utf8');
}

function fifoMembers(event: AnnouncedEvent): { MessageGroupId: string; MessageDeduplicationId: string } {
  return {
    MessageGroupId: event.campaign.replace(/[^\x21-\x7E]/g, '-').slice(0, LONGEST_GROUP),
    // An event's id holds names and can be longer than the 128 characters that are allowed.
    MessageDeduplicationId: createHash('sha256').update(event.id).digest('hex'),
  };
}
