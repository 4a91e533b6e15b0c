import type { CampaignState } from '@appstream-campaign/core';
import { isWithoutOutcome } from '@appstream-campaign/core/internal';
import {
  detailLabel,
  formatDuration,
  isRequestedStop,
  oneLine,
  reasonSummary,
} from '@appstream-campaign/core/messages';
import type { ReportRow, RowStatus } from './report-rows.ts';
import { counted, minutesFrom } from './words.ts';

/** Words for how far an image has come, in the order in which people look for them. */
export const STATUS_WORDS: Readonly<Record<RowStatus, string>> = {
  failed: 'Failed',
  updating: 'In progress',
  starting: 'Starting',
  waiting: 'Waiting',
  updated: 'Updated',
  skipped: 'Skipped',
  excluded: 'Not a candidate',
  ignored: 'Ignored',
};

/** How many rows have each status. */
export function countRows(rows: readonly ReportRow[]): ReadonlyMap<RowStatus, number> {
  const counts = new Map<RowStatus, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

/** How a campaign stands: a sentence of ours, the store's own words if there are any, and whether it needs somebody. */
export interface Verdict {
  readonly sentence: string;
  readonly detail?: string;
  /** Introduces `detail`. */
  readonly said?: string;
  readonly tone: 'good' | 'bad' | 'open';
}

/** How a campaign stands. */
export function verdictOf({ images, status, stopped, halted }: CampaignState): Verdict {
  const failed = images.filter((image) => image.status === 'failed').length;
  const open = images.filter(isWithoutOutcome).length;
  const reason = stopped ?? halted;
  if (reason !== undefined) {
    const detail =
      reason.detail === undefined ? {} : { detail: oneLine(reason.detail), said: detailLabel(reason) };
    if (isRequestedStop(reason)) {
      const sentence = stopped === undefined ? 'Stopping as requested.' : 'Stopped as requested.';
      return { sentence, ...detail, tone: 'open' };
    }
    const what = stopped === undefined ? 'Halted, and nothing more is started' : 'Stopped';
    return { sentence: `${what}: ${reasonSummary(reason)}.`, ...detail, tone: 'bad' };
  }
  if (status === 'discovering') return { sentence: 'Not started yet.', tone: 'open' };
  if (open > 0) {
    const soFar = failed === 0 ? '' : `, ${failed} failed so far`;
    return { sentence: `Under way: ${open} of ${images.length} images to go${soFar}.`, tone: 'open' };
  }
  if (images.length === 0) return { sentence: 'Over: no image was a candidate.', tone: 'good' };
  if (failed > 0)
    return { sentence: `Over: ${failed} of ${counted(images.length, 'image')} failed.`, tone: 'bad' };
  return { sentence: `Over: none of ${counted(images.length, 'image')} failed.`, tone: 'good' };
}

/** How long an update took or has taken: `51 min`, or `at most 13 h 21 min`. */
export function lengthInWords({ minutes, endSeenLate }: ReportRow): string | undefined {
  if (minutes === undefined) return undefined;
  return `${endSeenLate ? 'at most ' : ''}${formatDuration(minutes)}`;
}

/** How long a campaign took, or has taken so far. */
export function tookInWords(state: CampaignState, at: string): string {
  return formatDuration(minutesFrom(state.startedAt, state.endedAt ?? at) ?? 0);
}
