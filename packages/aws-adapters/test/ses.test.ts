import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const EVENT: AnnouncedEvent = {
  id: 'campaign-1/updateFailed/Finance',
  campaign: 'campaign-1',
  at: '2026-11-23T08:00:00.000Z',
  type: 'updateFailed',
  source: 'Finance & <Sons>',
  reason: { code: 'update-failed', detail: 'Failed to install Größe' },
};
const FROM = 'it@example.com';

describe('SesNotifier', () => {
  test('sends text and HTML to all recipients, with reply-to and configuration set', async ({
    openAccount,
  }) => {
    const { clients, inbox } = await openAccount();
    const mail = new SesNotifier({
      client: clients.ses,
      from: FROM,
      to: ['a@example.com', 'Bee <b@example.com>'],
      replyTo: 'desk@example.com',
      configurationSet: 'campaigns',
    });

    await mail.notify(EVENT);

    const { subject, text, html } = renderMessage(EVENT);
    expect(inbox).toHaveLength(1);
    expect(inbox[0]).toMatchObject({
      channel: 'email',
      from: FROM,
      to: ['a@example.com', 'Bee <b@example.com>'],
      replyTo: ['desk@example.com'],
      configurationSet: 'campaigns',
      subject,
      text,
      html,
    });
    expect(html).not.toContain('<Sons>');
  });

  test('needs no more than sender and recipient', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();

    await new SesNotifier({ client: clients.ses, from: FROM, to: 'a@example.com' }).notify(EVENT);

    expect(inbox[0]).toMatchObject({ to: ['a@example.com'], replyTo: [], configurationSet: undefined });
  });

  test('cuts a long subject visibly, never within a character', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const mail = new SesNotifier({ client: clients.ses, from: FROM, to: 'a@example.com' });

    for (const lead of ['', 'x']) await mail.notify({ ...EVENT, source: `${lead}${'😀'.repeat(300)}` });

    for (const entry of inbox) {
      expect(entry.subject).toMatch(/😀…$/u);
      expect(entry.subject?.length).toBeLessThanOrEqual(250);
    }
    expect(inbox).toHaveLength(2);
  });

  test('sends text that holds half a character', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const mail = new SesNotifier({ client: clients.ses, from: FROM, to: 'a@example.com' });

    await mail.notify({ ...EVENT, reason: { code: 'update-failed', detail: 'cut \uD83D' } });

    expect(inbox[0]).toMatchObject({ channel: 'email', text: expect.stringContaining('cut \uFFFD') });
  });
});

describe('SesNotifier says what to do', () => {
  test('about an unverified sender', async ({ openAccount }) => {
    const { clients } = await openAccount({ verifiedSenders: ['other@example.com'] });
    const mail = new SesNotifier({ client: clients.ses, from: FROM, to: 'a@example.com' });

    await expect(mail.notify(EVENT)).rejects.toMatchObject({
      name: 'NotifierError',
      message: expect.stringMatching(
        /^SendEmail from it@example\.com: MessageRejected: Email address is not verified.* Verify the sender in SES/,
      ),
      cause: { name: 'MessageRejected' },
    });
  });

  test.for([
    ['MailFromDomainNotVerifiedException', 'Finish the MX record'],
    ['ConfigurationSetDoesNotExist', 'correct the option configurationSet'],
    ['ConfigurationSetSendingPausedException', 'Resume sending for the configuration set'],
    ['AccountSendingPausedException', 'Resume sending for the account'],
    ['AccessDenied', 'Allow the action ses:SendEmail'],
    ['ExpiredToken', 'Renew or correct the credentials'],
    ['Throttling', 'quota is used up'],
    ['SomethingNew', 'the message is tried again'],
    ['constructor', 'the message is tried again'],
  ] as const)('about %s', async ([code, advice], { openAccount }) => {
    const { clients, faults } = await openAccount();
    faults.add({ operation: 'SendEmail', fault: { kind: 'error', code } });
    const mail = new SesNotifier({ client: clients.ses, from: FROM, to: 'a@example.com' });

    await expect(mail.notify(EVENT)).rejects.toMatchObject({
      name: 'NotifierError',
      message: expect.stringContaining(advice),
    });
  });
});
