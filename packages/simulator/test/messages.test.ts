import {
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-ses';
import { GetTopicAttributesCommand, PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { describe, expect } from 'vitest';
import { MINUTE, START, test } from './simulator-test.ts';

const mail: SendEmailCommandInput = {
  Source: 'Campaign <campaign@example.com>',
  Destination: { ToAddresses: ['admin@example.com'], CcAddresses: ['boss@example.com'] },
  ReplyToAddresses: ['desk@example.com'],
  Message: {
    Subject: { Data: '3 of 4 <updated> & “done”', Charset: 'UTF-8' },
    Body: { Text: { Data: 'a\nb' }, Html: { Data: '<p>Tür</p>', Charset: 'UTF-8' } },
  },
  ConfigurationSetName: 'set',
};

describe('SES SendEmail', () => {
  test('puts the mail into the inbox', async ({ start }) => {
    const { ses, simulator } = await start();
    const { MessageId } = await ses.send(new SendEmailCommand(mail));
    expect(simulator.inbox).toEqual([
      {
        channel: 'email',
        at: START,
        messageId: MessageId,
        from: 'Campaign <campaign@example.com>',
        to: ['admin@example.com'],
        cc: ['boss@example.com'],
        bcc: [],
        replyTo: ['desk@example.com'],
        subject: '3 of 4 <updated> & “done”',
        text: 'a\nb',
        html: '<p>Tür</p>',
        configurationSet: 'set',
      },
    ]);
  });

  test('refuses a sender that is not verified, in escaped XML', async ({ start }) => {
    const { ses, simulator } = await start({ verifiedSenders: ['good@example.com', 'example.org'] });
    await expect(ses.send(new SendEmailCommand(mail))).rejects.toMatchObject({
      name: 'MessageRejected',
      message:
        'Email address is not verified. The following identities failed the check in region US-EAST-1: ' +
        'Campaign <campaign@example.com>',
    });
    await ses.send(new SendEmailCommand({ ...mail, Source: 'good@example.com' }));
    await ses.send(new SendEmailCommand({ ...mail, Source: 'anyone@example.org' }));
    expect(simulator.inbox).toHaveLength(2);
  });

  const fifty = Array.from({ length: 50 }, (_, index) => `a${index}@example.com`);
  const text = (Data: string) => ({ Subject: { Data: 's' }, Body: { Text: { Data } } });
  const refusals: [what: string, change: Partial<SendEmailCommandInput>, code: string][] = [
    [
      '51 recipients',
      { Destination: { ToAddresses: fifty, BccAddresses: ['b@b.de'] } },
      'InvalidParameterValue',
    ],
    ['no recipient', { Destination: { ToAddresses: [] } }, 'InvalidParameterValue'],
    [
      'one malformed address',
      { Destination: { ToAddresses: ['a@b.de', 'nobody'] } },
      'InvalidParameterValue',
    ],
    ['an address that is not ASCII', { Destination: { ToAddresses: ['tür@b.de'] } }, 'InvalidParameterValue'],
    ['text that is not ASCII without a charset', { Message: text('Tür') }, 'InvalidParameterValue'],
    ['no body', { Message: { Subject: { Data: 's' }, Body: {} } }, 'ValidationError'],
    ['more than 10 MB', { Message: text('x'.repeat(10 * 1024 * 1024)) }, 'MessageRejected'],
    ['a missing source', { Source: undefined }, 'ValidationError'],
  ];
  test.for([
    ['Chan, Karen <k@example.com>', 'Illegal address'],
    ['admin@example.com;', 'Illegal address'],
    ['admin@example.com,', 'Illegal address'],
    ['a@example.com, b@example.com', 'Illegal address'],
    ['Admin <admin@example.com', 'Illegal address'],
    ['Admin admin@example.com', 'Illegal address'],
    [' admin@example.com', 'Illegal address'],
    ['admin', "Missing final '@domain'"],
    ['admin@exa_mple.com', 'Domain contains illegal character'],
    ['admin@example .com', 'Domain contains control or whitespace'],
  ] as const)('calls %j illegal', async ([address, message], { start }) => {
    const { ses, simulator } = await start();
    const error = { name: 'InvalidParameterValue', message };
    await expect(ses.send(new SendEmailCommand({ ...mail, Source: address }))).rejects.toMatchObject(error);
    const Destination = { ToAddresses: [address] };
    await expect(ses.send(new SendEmailCommand({ ...mail, Destination }))).rejects.toMatchObject(error);
    expect(simulator.inbox).toEqual([]);
  });

  test.for([
    '"Acme, Inc" <it@example.com>',
    '=?UTF-8?B?WsO8cmljaA==?= <it@example.com>',
    'Dr. Who <w@example.com>',
  ])('takes %j', async (address, { start }) => {
    const { ses, simulator } = await start();
    await ses.send(new SendEmailCommand({ ...mail, Source: address }));
    expect(simulator.inbox).toMatchObject([{ from: address }]);
  });

  for (const [what, change, code] of refusals) {
    test(`refuses ${what}`, async ({ start }) => {
      const { ses, simulator } = await start();
      await expect(ses.send(new SendEmailCommand({ ...mail, ...change }))).rejects.toMatchObject({
        name: code,
      });
      expect(simulator.inbox).toEqual([]);
    });
  }
});

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:updates';

describe('what SES says of an account', () => {
  test('verified identities, and nothing of others', async ({ start }) => {
    const { ses } = await start({ verifiedSenders: ['it@example.com', 'example.org'] });
    const Identities = ['it@example.com', 'example.org', 'a&b@example.net'];
    const answer = await ses.send(new GetIdentityVerificationAttributesCommand({ Identities }));
    expect(answer.VerificationAttributes).toEqual({
      'it@example.com': { VerificationStatus: 'Success' },
      'example.org': { VerificationStatus: 'Success' },
    });
    const any = await (await start()).ses.send(new GetIdentityVerificationAttributesCommand({ Identities }));
    expect(Object.keys(any.VerificationAttributes ?? {})).toEqual(Identities);
  });

  test('in the sandbox, a small quota and verified recipients only', async ({ start }) => {
    const sandbox = { sesSandbox: true, verifiedSenders: ['example.com'] };
    const { ses, clock } = await start(sandbox);
    await ses.send(new SendEmailCommand(mail));
    const quota = { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 1 };
    expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject(quota);
    clock.advanceBy(24 * 60 * MINUTE);
    expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 0 });
    const Destination = { ToAddresses: ['admin@example.org'] };
    await expect(ses.send(new SendEmailCommand({ ...mail, Destination }))).rejects.toMatchObject({
      name: 'MessageRejected',
      message: expect.stringContaining('US-EAST-1: admin@example.org'),
    });
    const { ses: outside } = await start();
    expect(await outside.send(new GetSendQuotaCommand({}))).toMatchObject({ Max24HourSend: 50_000 });
  });
});

describe('SNS topics', () => {
  test('exist when they are named, or all of them', async ({ start }) => {
    const { sns } = await start({ topics: { [TOPIC]: 3 } });
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    expect(Attributes).toMatchObject({ TopicArn: TOPIC, Owner: '123456789012', SubscriptionsConfirmed: '3' });
    const TopicArn = `${TOPIC}-2`;
    const unknown = { name: 'NotFoundException', message: 'Topic does not exist' };
    await expect(sns.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toMatchObject(unknown);
    await expect(sns.send(new PublishCommand({ TopicArn, Message: 'm' }))).rejects.toMatchObject(unknown);
    const { sns: any } = await start();
    await any.send(new GetTopicAttributesCommand({ TopicArn }));
  });
});

describe('SNS Publish', () => {
  test('puts the message into the inbox', async ({ start }) => {
    const { sns, simulator } = await start();
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn: TOPIC,
        Subject: 'Änderung',
        Message: '{"default": "a & b"}',
        MessageStructure: 'json',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'finished' },
          count: { DataType: 'Number', StringValue: '3' },
          raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        },
      }),
    );
    expect(simulator.inbox).toMatchObject([
      {
        channel: 'sns',
        messageId: MessageId,
        topicArn: TOPIC,
        subject: 'Änderung',
        message: '{"default": "a & b"}',
        messageStructure: 'json',
        attributes: {
          kind: { dataType: 'String', value: 'finished' },
          count: { dataType: 'Number', value: '3' },
          raw: { dataType: 'Binary', value: 'AQI=' },
        },
      },
    ]);
  });

  test('delivers once to a FIFO topic within five minutes', async ({ start }) => {
    const { sns, simulator, clock } = await start();
    const command = new PublishCommand({
      TopicArn: `${TOPIC}.fifo`,
      Message: 'm',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
    });
    const first = await sns.send(command);
    expect((await sns.send(command)).MessageId).toBe(first.MessageId);
    expect(simulator.inbox).toMatchObject([{ groupId: 'g', deduplicationId: 'd' }]);
    clock.advanceBy(5 * MINUTE);
    await sns.send(command);
    expect(simulator.inbox).toHaveLength(2);
  });

  const refusals: [what: string, change: Partial<PublishCommandInput>, reason: RegExp][] = [
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, /Subject/],
    ['a subject with a line break', { Subject: 'a\nb' }, /Subject/],
    ['more than 256 KiB', { Message: 'x'.repeat(256 * 1024 + 1) }, /Message too long/],
    ['no topic', { TopicArn: undefined }, /TopicArn/],
    ['a FIFO topic without a group', { TopicArn: `${TOPIC}.fifo` }, /MessageGroupId parameter is required/],
    [
      'a FIFO topic without a deduplication id',
      { TopicArn: `${TOPIC}.fifo`, MessageGroupId: 'g' },
      /MessageDeduplicationId provided/,
    ],
    ['JSON without a default', { Message: '{}', MessageStructure: 'json' }, /No default entry/],
    ['an attribute without a value', { MessageAttributes: { a: { DataType: 'String' } } }, /attribute a/],
  ];
  for (const [what, change, reason] of refusals) {
    test(`refuses ${what}`, async ({ start }) => {
      const { sns, simulator } = await start();
      const command = new PublishCommand({ TopicArn: TOPIC, Message: 'm', ...change });
      await expect(sns.send(command)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringMatching(reason),
      });
      expect(simulator.inbox).toEqual([]);
    });
  }
});
