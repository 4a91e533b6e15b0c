import { bareAddress } from '@appstream-campaign/aws-adapters/mail-addresses';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { type AnnouncedEvent, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld } from '@appstream-campaign/core/testing';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const EVENT: AnnouncedEvent = {
  id: 'campaign-1/imageSkipped/Finance',
  campaign: 'campaign-1',
  at: '2026-11-23T08:00:00.000Z',
  type: 'imageSkipped',
  source: 'Finance',
  reason: { code: 'current' },
};
const FROM = 'it@example.com';

describe('an address as people write it goes to SES as SES takes it', () => {
  test.for<[written: string | string[], sent: string[]]>([
    ['admin@example.com', ['admin@example.com']],
    ['Ops <a@example.com>', ['Ops <a@example.com>']],
    ['Ops<a@example.com>', ['Ops <a@example.com>']],
    [' <a@example.com> ', ['a@example.com']],
    ['"Acme, Inc" <it@example.com>', ['"Acme, Inc" <it@example.com>']],
    ['Chan, Karen <k@example.com>', ['"Chan, Karen" <k@example.com>']],
    ['Dr. Who (IT): x <w@example.com>', ['"Dr. Who (IT): x" <w@example.com>']],
    [String.raw`"a \"b\" \\ c" <a@example.com>`, [String.raw`"a \"b\" \\ c" <a@example.com>`]],
    ['"" <a@example.com>', ['a@example.com']],
    ['Zürich IT <it@example.com>', ['=?UTF-8?B?WsO8cmljaCBJVA==?= <it@example.com>']],
    ['=?UTF-8?Q?Z=C3=BCrich?= <it@example.com>', ['=?UTF-8?Q?Z=C3=BCrich?= <it@example.com>']],
    ['a@example.com, b@example.com', ['a@example.com', 'b@example.com']],
    ['a@example.com;\n b@example.com', ['a@example.com', 'b@example.com']],
    [
      'a@example.com, Chan, Karen <k@example.com>; "B, C" <b@example.com>',
      ['a@example.com', '"Chan, Karen" <k@example.com>', '"B, C" <b@example.com>'],
    ],
    [
      ['a@example.com;b@example.com', 'c@example.com'],
      ['a@example.com', 'b@example.com', 'c@example.com'],
    ],
    ['"a b"@example.com', ['"a b"@example.com']],
  ])('%j', async ([written, sent], { openAccount }) => {
    const { clients, inbox } = await openAccount();
    await new SesNotifier({ client: clients.ses, from: FROM, to: written }).notify(EVENT);
    expect(inbox[0]).toMatchObject({ to: sent });
  });

  test('a long name is encoded in words of 75 characters, none of which splits a character', async ({
    openAccount,
  }) => {
    const { clients, inbox } = await openAccount();
    const name = `${'部門'.repeat(15)}😀 end`;
    await new SesNotifier({ client: clients.ses, from: `${name} <${FROM}>`, to: FROM }).notify(EVENT);
    const [entry] = inbox;
    const words = (entry?.channel === 'email' ? entry.from : '').split(' ').slice(0, -1);
    expect(words.length).toBeGreaterThan(1);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString());
    expect(decoded.join('')).toBe(name);
    expect(decoded.join('')).not.toContain('\uFFFD');
  });
});

describe('what SES would refuse is refused by name when the notifier is made', () => {
  test.for<[written: unknown, says: string]>([
    ['admin@example.com;', 'a comma or semicolon has no address on each side'],
    ['admin@example.com,', 'a comma or semicolon has no address on each side'],
    ['a@example.com,,b@example.com', 'a comma or semicolon has no address on each side'],
    ['Admin <admin@example.com', 'a "<" is not closed'],
    ['Admin admin@example.com', 'write "Name <admin@example.com>"'],
    ['"Admin <admin@example.com>', 'a quote is not closed'],
    ['Admin <a@example.com> x', 'in angle brackets'],
    ['A@B <a@example.com>', 'in angle brackets'],
    ['nobody, a@example.com', '"nobody" is no mail address: it has no @'],
    ['Team: a@example.com;', 'there is a space in the address'],
    [`a"b" <${'('.repeat(5000)}"x" <a@b.de>`, 'no mail address'],
    [`${'('.repeat(5000)}"x" <a@b.de>`, 'the quotes in its name make no sense'],
    ['', 'it is empty'],
    ['admin', 'it has no @'],
    ['@example.com', 'illegal'],
    ['a..b@example.com', 'illegal'],
    ['a@example..com', 'illegal'],
    ['a@exa_mple.com', 'illegal'],
    ['a(b)@example.com', 'illegal'],
    [`${'a'.repeat(65)}@example.com`, '64 of them before the @'],
    ['a@b.de\u0007', 'control character'],
    ['a\nb <a@b.de>', 'control character'],
    ['a@exämple.com', 'Punycode'],
    [`${'x'.repeat(320)} <a@b.de>`, 'longer than 320 characters'],
    ['a@b.de,'.repeat(3000), 'it is too long'],
    [['a@b.de', 7], 'SesNotifier option to is 7; expected mail addresses such as'],
    [[], '1 to 50 addresses, not 0'],
    [Array.from({ length: 51 }, (_, index) => `a${index}@b.de`).join(), '1 to 50 addresses, not 51'],
  ])('%j', async ([to, says], { openAccount }) => {
    const { clients } = await openAccount();
    expect(() => new SesNotifier({ client: clients.ses, from: FROM, to: to as string })).toThrow(says);
  });

  test('several senders', async ({ openAccount }) => {
    const { clients } = await openAccount();
    const from = 'a@example.com, b@example.com';
    expect(() => new SesNotifier({ client: clients.ses, from, to: FROM })).toThrow('expected one address');
  });
});

test('a mail that SES calls illegal is given up at once, and the campaign ends', async ({ openAccount }) => {
  const { clients, faults } = await openAccount();
  const fault = { kind: 'error', code: 'InvalidParameterValue', message: 'Illegal address' } as const;
  faults.add({ operation: 'SendEmail', fault });
  const world = await createMemoryWorld({ images: [] });
  const campaign = new UpdateCampaign({
    store: world.store,
    clock: world.clock,
    notifiers: [new SesNotifier({ client: clients.ses, from: FROM, to: FROM })],
  });
  const told: string[] = [];
  campaign.events.on('event', (event) => {
    if (event.type === 'notificationFailed') told.push(event.detail);
    if (event.type === 'notificationAbandoned') told.push(`${event.notifiers.join()}: ${event.event.type}`);
  });
  expect(await campaign.advance()).toMatchObject({ status: 'over', outbox: [] });
  expect(told).toEqual([
    expect.stringMatching(
      /Illegal address.*Correct the address; SES never accepts this one\. The message is not retried/,
    ),
    'ses: campaignEnded',
  ]);
});

test('a policy compares with the address alone, and a placeholder stays what it is', () => {
  expect(['Chan, Karen <k@example.com>', FROM, '{FromAddress}', 'a@b.de,c@d.de'].map(bareAddress)).toEqual([
    'k@example.com',
    FROM,
    '{FromAddress}',
    'a@b.de,c@d.de',
  ]);
});
