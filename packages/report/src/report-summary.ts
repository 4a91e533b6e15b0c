import type { CampaignState } from '@appstream-campaign/core';
import { oneLine, reasonSummary } from '@appstream-campaign/core';
import type { ReportRow, RowStatus } from './report-rows.ts';
import { durationInWords, minutesFrom } from './words.ts';

/** Words for how far an image has come, in the order in which people look for them. */
export const STATUS_WORDS: Readonly<Record<RowStatus, string>> = {
  failed: 'Failed',
  updating: 'In progress',
  waiting: 'Waiting',
  updated: 'Updated',
  skipped: 'Skipped',
  excluded: 'Not a candidate',
};

/** How many rows have each status. */
export function countRows(rows: readonly ReportRow[]): ReadonlyMap<RowStatus, number> {
  const counts = new Map<RowStatus, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

/** How a campaign stands, in one sentence, and whether it needs somebody. */
export function verdictOf(state: CampaignState): {
  readonly sentence: string;
  readonly tone: 'good' | 'bad' | 'open';
} {
  const failed = state.images.filter(({ status }) => status === 'failed').length;
  const open = state.images.filter(({ status }) => status === 'waiting' || status === 'updating').length;
  if (state.stopped !== undefined) {
    const detail = state.stopped.detail === undefined ? '' : ` (${oneLine(state.stopped.detail)})`;
    return { sentence: `Stopped: ${reasonSummary(state.stopped)}${detail}.`, tone: 'bad' };
  }
  if (state.status === 'discovering') return { sentence: 'Not started yet.', tone: 'open' };
  if (open > 0) return { sentence: `Under way: ${open} of ${state.images.length} to go.`, tone: 'open' };
  if (state.images.length === 0) return { sentence: 'Over: no image was a candidate.', tone: 'good' };
  if (failed > 0) return { sentence: `Over: ${failed} of ${state.images.length} failed.`, tone: 'bad' };
  return { sentence: 'Over: nothing failed.', tone: 'good' };
}

/** How long a campaign took, or has taken so far. */
export function tookInWords(state: CampaignState, at: string): string {
  return durationInWords(minutesFrom(state.startedAt, state.endedAt ?? at) ?? 0);
}
