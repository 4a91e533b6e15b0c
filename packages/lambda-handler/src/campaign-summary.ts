import type { CampaignState, Reason, ReasonCode } from '@appstream-campaign/core';
import { isYetToBegin, REASON_CODES, withStatus } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import type { CampaignResults } from './campaign-results.ts';
import { cut, optional, sizeOf } from './results.ts';

/** How a campaign of a hub ended, in few bytes: the part of one target in the hub's report. */
export interface CampaignSummary {
  StartedAt: string;
  EndedAt: string;
  Counts: { Updated: number; Failed: number; Skipped: number };
  /** Present when it stopped: what has no outcome yet, and why. */
  Stopped?: { Code: ReasonCode; Detail: string };
  /** Source, successor, code, detail. As many as fit; failed images come first. */
  Failed: [string, string | null, ReasonCode, string | null][];
  /** Source and successor. */
  Updated: [string, string][];
  /** Source, code, detail. */
  Skipped: [string, ReasonCode, string | null][];
}

const MAX_DETAIL = 120;
const code = v.picklist(REASON_CODES, 'a reason code');
const detail = v.nullable(v.string());

/** The schema of a summary. */
export const summarySchema: v.GenericSchema<unknown, CampaignSummary> = v.object({
  StartedAt: v.string(),
  EndedAt: v.string(),
  Counts: v.object({ Updated: v.number(), Failed: v.number(), Skipped: v.number() }),
  Stopped: v.exactOptional(v.object({ Code: code, Detail: v.string() })),
  Failed: v.array(v.tuple([v.string(), v.nullable(v.string()), code, detail])),
  Updated: v.array(v.tuple([v.string(), v.string()])),
  Skipped: v.array(v.tuple([v.string(), code, detail])),
});

/** The state in at most `bytes`, as far as names and numbers fit. */
export function summaryOf(state: CampaignState, bytes: number): CampaignSummary {
  const failed = withStatus(state, 'failed');
  const updated = withStatus(state, 'updated');
  const skipped = withStatus(state, 'skipped');
  const summary: CampaignSummary = {
    StartedAt: state.startedAt,
    EndedAt: state.endedAt ?? state.lastProgressAt,
    Counts: { Updated: updated.length, Failed: failed.length, Skipped: skipped.length },
    ...optional('Stopped', stoppedIn(state)),
    Failed: [],
    Updated: [],
    Skipped: [],
  };
  let left = bytes - sizeOf(summary);
  const fill = <Item>(list: Item[], items: readonly Item[]) => {
    for (const item of items) {
      left -= sizeOf(item) + 1;
      if (left < 0) return;
      list.push(item);
    }
  };
  fill(
    summary.Failed,
    failed.map(({ source, successor, reason }) => [
      source,
      successor ?? null,
      reason.code,
      shortened(reason),
    ]),
  );
  fill(
    summary.Updated,
    updated.map(({ source, successor }) => [source, successor]),
  );
  fill(
    summary.Skipped,
    skipped.map(({ source, reason }) => [source, reason.code, shortened(reason)]),
  );
  return summary;
}

function stoppedIn({ stopped, images }: CampaignState): CampaignSummary['Stopped'] {
  if (stopped === undefined) return undefined;
  const updating = withStatus({ images }, 'updating').length;
  const waiting = images.filter(isYetToBegin).length;
  const open = updating + waiting === 0 ? '' : ` (${updating} in progress, ${waiting} waiting)`;
  return { Code: stopped.code, Detail: `${stopped.detail ?? stopped.code}${open}` };
}

function shortened({ detail: text }: Reason): string | null {
  return text === undefined ? null : cut(text, MAX_DETAIL);
}

/** What a call returns at the end of a hub's campaign, instead of 0. */
export function summaryResult(state: CampaignState, bytes: number): CampaignResults {
  // Only a hub requests it, whose state machine treats it as the end; the other keys are not read.
  return { Over: summaryOf(state, bytes) } as unknown as CampaignResults;
}
