import type { AddressInfo } from 'node:net';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { renderMessage } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import sesLocal from 'aws-ses-v2-local';
import { expect, onTestFinished, test } from 'vitest';
import { clientsOf } from './aws-account.ts';

// Our simulator could share our misunderstandings; this SES is by other people.

interface StoredMail {
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly destination: { readonly to: readonly string[] };
  readonly subject: string;
  readonly body: { readonly text: string; readonly html: string };
}

test('mails arrive whole at an SES that somebody else has made', async () => {
  // It is CommonJS, and its default export comes wrapped or not, depending on who imports it.
  const start: typeof sesLocal = Object(sesLocal).default ?? sesLocal;
  const server = await start({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mail = new SesNotifier({
    client: clientsOf(url).ses,
    from: 'it@example.com',
    // One: of several, this SES keeps only the first.
    to: 'a@example.com',
    replyTo: 'desk@example.com',
  });

  for (const event of SAMPLE_EVENTS) await mail.notify(event);
  await mail.notifyMany({ events: SAMPLE_EVENTS, progress: {} as never });

  const { emails } = (await (await fetch(`${url}/store`)).json()) as {
    readonly emails: readonly StoredMail[];
  };
  expect(emails).toHaveLength(SAMPLE_EVENTS.length + 1);
  for (const [index, events] of [...SAMPLE_EVENTS.map((event) => [event]), SAMPLE_EVENTS].entries()) {
    const { subject, text, html } = renderMessage(events);
    expect(emails[index]).toMatchObject({
      from: 'it@example.com',
      replyTo: ['desk@example.com'],
      destination: { to: ['a@example.com'] },
      subject,
      body: { text, html },
    });
  }
});
