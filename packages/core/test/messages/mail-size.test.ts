import type { AnnouncedEvent, EventOf } from '@appstream-campaign/core';
import { MAX_DETAIL_LENGTH, MAX_NAME_LENGTH } from '@appstream-campaign/core/internal';
import { type CampaignEnded, renderMessage } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';

/** Largest message that SES v1 takes, attachments and encoding included (SES quotas, "Message size"): 10 MB. */
const SES_LIMIT = 10 * 1024 * 1024;

test('the mail of a thousand images that all failed, at full length, is far below what SES takes', () => {
  const at = '2026-11-23T08:00:00.000Z';
  const long = (index: number) => `${String(index).padStart(4, '0')}${'N'.repeat(MAX_NAME_LENGTH - 4)}`;
  const event: CampaignEnded = {
    type: 'campaignEnded',
    id: 'c/campaignEnded',
    campaign: 'c',
    at,
    startedAt: at,
    updated: [],
    skipped: [],
    failed: Array.from({ length: 1000 }, (_, index) => ({
      status: 'failed',
      source: long(index),
      successor: long(index),
      failedSuccessors: [long(index)],
      startedAt: at,
      endedAt: at,
      reason: { code: 'update-failed', detail: '<'.repeat(MAX_DETAIL_LENGTH) },
    })),
  };
  const { subject, text, html } = renderMessage(event);
  // Base64 makes four bytes of three, and a line break for each 76.
  const encoded = (Buffer.byteLength(subject + text + html) * 4 * 78) / (3 * 76);
  expect(encoded).toBeLessThan(SES_LIMIT / 2);
  expect(html).toContain(long(999));
  expect(text).toContain(long(999));
});

describe('no line of a mail is longer than mail servers take', () => {
  // RFC 5321, 4.5.3.1.6: 1000 octets with the end of the line.
  const longest = (text: string) => Math.max(...text.split('\n').map((line) => Buffer.byteLength(line)));
  const failure = SAMPLE_EVENTS.find(({ type }) => type === 'updateFailed') as EventOf<'updateFailed'>;
  const saying = (detail: string, count = 1): EventOf<'updateFailed'>[] =>
    Array.from({ length: count }, (_, index) => {
      const reason = { code: 'update-failed', detail } as const;
      return { ...failure, id: `${index}`, source: `Image-${index}`, reason };
    });
  const mails: [what: string, events: readonly AnnouncedEvent[]][] = [
    ...SAMPLE_EVENTS.map((event): [string, AnnouncedEvent[]] => [event.type, [event]]),
    ['a hundred images', saying('INTERNAL_SERVICE_ERROR', 100)],
    ['one word of special characters', saying('"'.repeat(MAX_DETAIL_LENGTH))],
    ['one word of emojis', saying('😀'.repeat(MAX_DETAIL_LENGTH / 2))],
  ];

  test.each(mails)('%s', (_, events) => {
    const { html, text } = renderMessage(events);
    expect(longest(html)).toBeLessThanOrEqual(998);
    expect(longest(text)).toBeLessThanOrEqual(998);
  });

  test.each([
    ['one word that no campaign has', '&x'.repeat(2000)],
    ['many words', 'not at all '.repeat(400)],
    ['a word after many', `${'a b '.repeat(100)}${'ü'.repeat(2000)}`],
  ])('%s', (_, detail) => {
    const { html } = renderMessage(saying(detail));
    expect(longest(html)).toBeLessThanOrEqual(998);
    // An entity stays whole.
    expect(html).not.toMatch(/&[#\w]*(<wbr)?\n/);
  });

  test('and it reads as it did', () => {
    const detail = '<"&\'> and so on';
    const { html } = renderMessage(saying(`${detail} ${'&x'.repeat(2000)}`));
    expect(html.replace(/<wbr\n>/g, '').replace(/\n/g, ' ')).toContain(
      `&lt;&quot;&amp;&#39;&gt; and so on ${'&amp;x'.repeat(2000)}`,
    );
    expect(html).not.toContain('<wbr>');
  });
});
