import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import { InvalidOptionsError } from '@appstream-campaign/core';
import { DEFAULT_ANNOUNCEMENTS } from '@appstream-campaign/core/messages';
import { describe, expect, test } from 'vitest';
import { clientsOf } from './aws-account.ts';

const { appstream, ses, sns } = clientsOf('http://127.0.0.1:9');
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:images';
const MAIL = { client: ses, from: 'it@example.com', to: 'admins@example.com' };

/** Makes a door with options as JavaScript could give them. */
const make = (door: new (options: never) => unknown, options: unknown): unknown =>
  Reflect.construct(door, [options]);

describe('options that are wrong are refused by name', () => {
  test.each([
    ['no options at all', AppStreamImageStore, undefined, 'needs an object of options'],
    [
      'a misspelt key',
      AppStreamImageStore,
      { client: appstream, concurency: 5 },
      'option concurency is not known',
    ],
    ['no client', AppStreamImageStore, {}, 'option client is missing; expected an AppStreamClient'],
    ['a client that is none', AppStreamImageStore, { client: {} }, 'option client has no method send'],
    [
      'a tagging client that is none',
      AppStreamImageStore,
      { client: appstream, taggingClient: 1 },
      'taggingClient',
    ],
    [
      'no concurrency',
      AppStreamImageStore,
      { client: appstream, concurrency: 0 },
      'concurrency is 0; expected a whole',
    ],
    [
      'too much concurrency',
      AppStreamImageStore,
      { client: appstream, concurrency: 51 },
      'number from 1 to 50',
    ],
    ['a notice to nobody', AppStreamImageStore, { client: appstream, onNotice: 'log' }, 'onNotice is "log"'],
    ['a misspelt key', SesNotifier, { ...MAIL, replyto: 'x@example.com' }, 'option replyto is not known'],
    ['no client', SesNotifier, { ...MAIL, client: undefined }, 'expected an SESClient'],
    ['no sender', SesNotifier, { ...MAIL, from: undefined }, 'option from is missing'],
    ['a sender without @', SesNotifier, { ...MAIL, from: 'it' }, 'option from is "it"'],
    ['no recipient', SesNotifier, { ...MAIL, to: [] }, '1 to 50 addresses, not 0'],
    [
      '51 recipients',
      SesNotifier,
      { ...MAIL, to: Array(51).fill('a@example.com') },
      '1 to 50 addresses, not 51',
    ],
    ['two senders', SesNotifier, { ...MAIL, from: 'a@example.com, b@example.com' }, 'expected one address'],
    ['a time zone of nobody', SesNotifier, { ...MAIL, timeZone: 'CEST' }, 'option timeZone is "CEST"'],
    ['a line break', SesNotifier, { ...MAIL, to: 'a@example.com\r\nBcc: b' }, 'option to is'],
    ['letters beyond ASCII', SesNotifier, { ...MAIL, to: 'a@exämple.com' }, 'Punycode'],
    ['an address of 321 characters', SesNotifier, { ...MAIL, to: `a@${'x'.repeat(319)}` }, 'at most 320'],
    [
      'a wrong answer address',
      SesNotifier,
      { ...MAIL, replyTo: ['a@b.c', '@b.c'] },
      'option replyTo is "@b.c"',
    ],
    [
      'a wrong configuration set',
      SesNotifier,
      { ...MAIL, configurationSet: 'a b' },
      'configurationSet is "a b"',
    ],
    [
      'a wrong event type',
      SesNotifier,
      { ...MAIL, events: ['imageUpdate'] },
      'events is "imageUpdate"; expected a list',
    ],
    [
      'event types that are no list',
      SesNotifier,
      { ...MAIL, events: 'imageUpdated' },
      'events is "imageUpdated"',
    ],
    ['an empty name', SesNotifier, { ...MAIL, name: ' ' }, 'option name is " "'],
    ['a misspelt key', SnsNotifier, { client: sns, topicARN: TOPIC }, 'option topicARN is not known'],
    ['no topic', SnsNotifier, { client: sns }, 'option topicArn is missing'],
    [
      'a queue',
      SnsNotifier,
      { client: sns, topicArn: TOPIC.replace('sns', 'sqs') },
      'expected the ARN of a topic',
    ],
  ] as const)('%s: %o', (_, door, options, message) => {
    expect(() => make(door, options)).toThrow(InvalidOptionsError);
    expect(() => make(door, options)).toThrow(message);
  });
});

describe('options that are right', () => {
  test('have the defaults that they are said to have', () => {
    expect(new SesNotifier(MAIL)).toMatchObject({ name: 'ses', events: DEFAULT_ANNOUNCEMENTS });
    expect(new SnsNotifier({ client: sns, topicArn: TOPIC })).toMatchObject({
      name: 'sns',
      events: DEFAULT_ANNOUNCEMENTS,
    });
  });

  test('are taken as they are', () => {
    const events = ['imageUpdated'] as const;
    const from = '"IT, Image Updates" <it@example.com>';
    expect(new SesNotifier({ ...MAIL, from, name: 'mail', events })).toMatchObject({ name: 'mail', events });
    const topicArn = 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:images.fifo';
    expect(new SnsNotifier({ client: sns, topicArn, name: 'topic' })).toMatchObject({ name: 'topic' });
  });
});
