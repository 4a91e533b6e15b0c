import type { CampaignState } from '@appstream-campaign/core';
import type { OutboxEntry } from '@appstream-campaign/core/internal';
import { START, waitingFor } from './fixed-account.ts';

/** An image whose update could not be started. */
export const failed = (source: string) =>
  ({ status: 'failed', source, endedAt: START, reason: { code: 'invalid' } }) as const;

/** A message that waits for the channel `down`: the campaign's end, unless a test wants another. */
export const entry = (more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  type: 'campaignEnded',
  at: START,
  to: ['down'],
  attempts: 0,
  ...more,
});

/** A campaign that has nothing left to do but to deliver these messages. The images A, B and C failed. */
export const announcing = (
  outbox: readonly OutboxEntry[],
  more: Partial<CampaignState> = {},
): CampaignState => ({
  ...waitingFor(),
  status: 'announcing',
  images: ['A', 'B', 'C'].map(failed),
  endedAt: START,
  outbox,
  ...more,
});
