import type { CampaignImage, CampaignState, Instant, PlannedImage, Reason } from '@appstream-campaign/core';
import { plusMinutes } from '@appstream-campaign/core/internal';
import { detailLabel, oneLine, reasonAdvice, reasonSummary } from '@appstream-campaign/core/messages';
import { exclusionText } from '@appstream-campaign/core/planning';
import type { CampaignReport } from './report-input.ts';
import { dealSlots, type SlotUse } from './slot-lanes.ts';
import { minutesFrom } from './words.ts';

/** How far an image has come; `excluded` when it was no candidate, `ignored` when that was what a person wanted. */
export type RowStatus = CampaignImage['status'] | 'excluded' | 'ignored';

/** One image, ready to be written down. Texts are in one line and not yet escaped. */
export interface ReportRow {
  readonly image: string;
  readonly status: RowStatus;
  readonly successor?: string;
  /** Successors of earlier tries that failed in the same campaign, oldest first. */
  readonly failedSuccessors: readonly string[];
  /** The slot that its update took, from 1; absent when no update was started, or it is not known when. */
  readonly slot?: number;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  /** Its end was seen late: it took `minutes` at most. */
  readonly endSeenLate?: true;
  /** Updates of this image that failed and were tried again: when they ran, and in which slot. */
  readonly attempts: readonly {
    readonly slot: number;
    readonly startedAt: Instant;
    readonly endedAt: Instant;
  }[];
  /** How long the update took, or has taken so far, in minutes. */
  readonly minutes?: number;
  /** Why it failed or was skipped or excluded, in our words. */
  readonly reason?: string;
  /** The store's own words, or ours: `said` tells. */
  readonly detail?: string;
  /** Introduces `detail`. */
  readonly said?: string;
  /** What to do next, in order. */
  readonly advice: readonly string[];
}

/** Every image of the campaign, and those of its plan that were no candidates; by name. */
export function reportRows(report: CampaignReport, at: Instant): readonly ReportRow[] {
  const slots = dealSlots(usesOf(report.state, at));
  const rows = report.state.images.map((image) => rowOf(image, slots, attemptsOf(image, report.state), at));
  const known = new Set(report.state.images.map(({ source }) => source));
  const others = (report.plan?.images ?? []).filter(({ image }) => !known.has(image));
  return [...rows, ...others.flatMap(excludedRow)].sort((a, b) => (a.image < b.image ? -1 : 1));
}

/** Every update that took a slot: the failed attempts of an image, and its last update. */
function usesOf(state: CampaignState, at: Instant): readonly SlotUse[] {
  return state.images.flatMap((image) => {
    const from = 'startedAt' in image ? image.startedAt : undefined;
    const to = 'endedAt' in image ? image.endedAt : image.status === 'updating' ? at : undefined;
    const last = from === undefined || to === undefined ? [] : [{ key: image.source, from, to }];
    return [...attemptsOf(image, state), ...last];
  });
}

/** The updates of an image that failed and were tried again, as far as the state says when they ran. */
function attemptsOf(image: CampaignImage, { startedAt }: CampaignState): readonly SlotUse[] {
  const times = 'failedTimes' in image ? (image.failedTimes ?? []) : [];
  return times.map(([from, to], index) => ({
    key: `${image.source}/${index}`,
    from: plusMinutes(startedAt, from),
    to: plusMinutes(startedAt, to),
  }));
}

function rowOf(
  image: CampaignImage,
  slots: ReadonlyMap<string, number>,
  attempts: readonly SlotUse[],
  at: Instant,
): ReportRow {
  const times = timesOf(image, at);
  const slot = slots.get(image.source);
  return {
    image: oneLine(image.source),
    status: image.status,
    failedSuccessors: 'failedSuccessors' in image ? (image.failedSuccessors ?? []).map(oneLine) : [],
    ...('successor' in image && image.successor !== undefined ? { successor: oneLine(image.successor) } : {}),
    ...(slot === undefined ? {} : { slot }),
    ...times,
    ...('endSeenLate' in image && image.endSeenLate ? { endSeenLate: true as const } : {}),
    attempts: attempts.map(({ key, from, to }) => ({
      slot: slots.get(key) ?? 1,
      startedAt: from,
      endedAt: to,
    })),
    ...('reason' in image ? inWordsOf(image.reason) : { advice: [] }),
  };
}

function timesOf(image: CampaignImage, at: Instant): Pick<ReportRow, 'startedAt' | 'endedAt' | 'minutes'> {
  const startedAt = 'startedAt' in image ? image.startedAt : undefined;
  const endedAt = 'endedAt' in image ? image.endedAt : undefined;
  const minutes = minutesFrom(startedAt, image.status === 'updating' ? at : endedAt);
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(minutes === undefined ? {} : { minutes }),
  };
}

function inWordsOf(reason: Reason): Pick<ReportRow, 'reason' | 'detail' | 'said' | 'advice'> {
  return {
    reason: reasonSummary(reason),
    ...(reason.detail === undefined ? {} : { detail: oneLine(reason.detail), said: detailLabel(reason) }),
    advice: reasonAdvice(reason),
  };
}

/** An image of the plan that the campaign does not know: excluded, or gone from the campaign since the plan. */
function excludedRow(planned: PlannedImage): readonly ReportRow[] {
  const ignored = planned.verdict === 'exclude' && planned.exclusion === 'ignored';
  const reason =
    planned.verdict === 'exclude' ? exclusionText(planned.exclusion) : 'the campaign did not take it up';
  return [
    {
      image: oneLine(planned.image),
      status: ignored ? 'ignored' : 'excluded',
      failedSuccessors: [],
      attempts: [],
      reason,
      advice: [],
    },
  ];
}
