import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors/aws-error.ts';
import { text } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { SnsAttribute } from '../world/inbox.ts';
import { subscriptionsOf } from './get-topic-attributes.ts';
import type { Operation } from './operation.ts';

interface Attribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

interface Request {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly PhoneNumber?: string;
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: Readonly<Record<string, Attribute>>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    TopicArn: text,
    TargetArn: text,
    PhoneNumber: text,
    Message: text,
    Subject: text,
    MessageStructure: text,
    MessageAttributes: {
      type: 'map',
      key: text,
      value: {
        type: 'structure',
        members: { DataType: text, StringValue: text, BinaryValue: text },
        required: ['DataType'],
      },
    },
    MessageGroupId: text,
    MessageDeduplicationId: text,
  },
  required: ['Message'],
};

const MAX_BYTES = 256 * 1024;
const DEDUPLICATION = 5 * 60_000;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish: Operation<Request> = {
  service: 'sns',
  name: 'Publish',
  input,
  run: (request, { account, now, inbox }) => {
    const topicArn = topicOf(request);
    subscriptionsOf(topicArn, account);
    const attributes = attributesOf(request);
    refuseBadText(request, attributes);
    const fifo = topicArn.endsWith('.fifo');
    refuseBadOrder(request, fifo);
    const { MessageDeduplicationId: deduplicationId } = request;
    const twin = inbox.find(
      (sent) =>
        fifo &&
        sent.channel === 'sns' &&
        sent.topicArn === topicArn &&
        sent.deduplicationId === deduplicationId &&
        now.getTime() - sent.at.getTime() < DEDUPLICATION,
    );
    // A FIFO topic accepts a message again within five minutes, and delivers it once.
    const messageId = twin?.messageId ?? randomUUID();
    if (twin === undefined) {
      inbox.push({
        channel: 'sns',
        at: now,
        messageId,
        topicArn,
        subject: request.Subject,
        message: request.Message,
        attributes,
        groupId: request.MessageGroupId,
        deduplicationId,
        messageStructure: request.MessageStructure,
        perProtocol: request.MessageStructure === undefined ? undefined : textsIn(request.Message),
      });
    }
    return { MessageId: messageId };
  },
};

function topicOf({ TopicArn, TargetArn, PhoneNumber }: Request): string {
  if (PhoneNumber !== undefined) throw invalid('PhoneNumber', 'the simulator publishes to topics only');
  const topicArn = TopicArn ?? TargetArn;
  if (topicArn === undefined || !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/.test(topicArn)) {
    throw invalid(
      'TopicArn',
      topicArn === undefined ? 'TopicArn or TargetArn no value' : `${topicArn} is no topic`,
    );
  }
  return topicArn;
}

function refuseBadText(request: Request, attributes: Readonly<Record<string, SnsAttribute>>): void {
  const { Subject: subject, Message: message } = request;
  if (message === '') throw invalid('Message', 'Empty message');
  // "UTF-8 text with no line breaks or control characters, and less than 100 characters long."
  if (subject !== undefined && (subject === '' || [...subject].length >= 100 || /\p{Cc}/u.test(subject))) {
    throw invalid('Subject', 'it must have 1 to 99 characters, without line breaks or control characters');
  }
  // Attributes count to the size of a message: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
  const counted = Object.entries(attributes).map(([name, { dataType, value }]) => name + dataType + value);
  if (Buffer.byteLength(message + counted.join('')) > MAX_BYTES) throw invalid('Message', 'Message too long');
  if (request.MessageStructure === undefined) return;
  if (request.MessageStructure !== 'json') throw invalid('MessageStructure', 'it can only be json');
  if (textsIn(message)?.default === undefined) {
    throw invalid('Message Structure', 'No default entry in JSON message body');
  }
}

function refuseBadOrder({ MessageGroupId, MessageDeduplicationId }: Request, fifo: boolean): void {
  const badId = [MessageGroupId, MessageDeduplicationId].find(
    (id) => id !== undefined && !/^[!-~]{1,128}$/.test(id),
  );
  if (badId !== undefined)
    throw invalid('MessageGroupId', `${badId} must have 1 to 128 characters without spaces`);
  if (fifo && MessageGroupId === undefined) {
    throw invalid('MessageGroupId', 'The MessageGroupId parameter is required for FIFO topics');
  }
  if (fifo && MessageDeduplicationId === undefined) {
    const reason =
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided';
    throw invalid('MessageDeduplicationId', reason);
  }
  if (!fifo && MessageDeduplicationId !== undefined) {
    throw invalid('MessageDeduplicationId', 'it is allowed for FIFO topics only');
  }
}

function attributesOf({ MessageAttributes = {} }: Request): Readonly<Record<string, SnsAttribute>> {
  const entries = Object.entries(MessageAttributes).map(([name, attribute]): [string, SnsAttribute] => {
    const { DataType: dataType, StringValue, BinaryValue } = attribute;
    const value = dataType.startsWith('Binary') ? BinaryValue : StringValue;
    // https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
    if (!/^(String|String\.Array|Number|Binary)(\.|$)/.test(dataType)) {
      throw invalid('MessageAttributes', `the attribute ${name} has the unknown type ${dataType}`);
    }
    if (value === undefined || value === '') {
      throw invalid('MessageAttributes', `the attribute ${name} must have a value that fits its type`);
    }
    return [name, { dataType, value }];
  });
  return Object.fromEntries(entries);
}

/** The texts of a message by protocol; undefined when it is no JSON object. Members that are no texts are ignored. */
function textsIn(message: string): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const texts = Object.entries(parsed).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return Object.fromEntries(texts);
  } catch {
    // Text that isn't JSON has no default entry either; the caller words the error.
    return undefined;
  }
}

function invalid(parameter: string, reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${parameter} Reason: ${reason}`);
}
