import {
  type CampaignEnded,
  MAX_DETAIL_LENGTH,
  MAX_NAME_LENGTH,
  renderMessage,
} from '@appstream-campaign/core';
import { expect, test } from 'vitest';

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
