import { ImageStoreError, type Reason, type ReasonCode } from '@appstream-campaign/core';
import { type PassItem, type PassOutcome, REASON_CODES } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { cut, optional, sizeOf } from './results.ts';

/** Name, code and detail of a fleet or an image. */
type ItemNote = [string, string, string | null];

/** What a pass did, in few bytes: what is told of each target in a hub's report. */
export interface PassReport {
  Counts: { Done: number; Held: number; Approvals: number; Failed: number };
  /** Whether there is something that people were not told before. */
  News: boolean;
  DryRun: boolean;
  /** Present when the pass ended before its work was done. */
  Stopped?: { Code: ReasonCode; Detail: string };
  /** As many as there is room for: what failed first, then what waits for approval, what was done, and what is held. */
  Failed: ItemNote[];
  Held: ItemNote[];
  Done: ItemNote[];
}

/** A pass of one target, before it is known whose it is. */
export type TargetlessOutcome = Omit<PassOutcome, 'place'>;

/** Nothing done, and nothing to do. */
export const NOTHING_DONE: TargetlessOutcome = {
  counts: { done: 0, held: 0, approvals: 0, failed: 0 },
  done: [],
  held: [],
  failed: [],
};

const LONGEST_DETAIL = 120;
const LONGEST_REASON = 500;

const items = v.array(v.tuple([v.string(), v.string(), v.nullable(v.string())]));

/** A report as it comes in again. */
export const passReportSchema: v.GenericSchema<unknown, PassReport> = v.object({
  Counts: v.object({ Done: v.number(), Held: v.number(), Approvals: v.number(), Failed: v.number() }),
  News: v.boolean(),
  DryRun: v.boolean(),
  Stopped: v.exactOptional(v.object({ Code: v.picklist(REASON_CODES), Detail: v.string() })),
  Failed: items,
  Held: items,
  Done: items,
});

/** The outcome in at most `bytes`, as far as names fit; the numbers always do. */
export function toPassReport(
  { counts, done, held, failed, stopped }: TargetlessOutcome,
  { news, dryRun, bytes }: { readonly news: boolean; readonly dryRun: boolean; readonly bytes: number },
): PassReport {
  const report: PassReport = {
    Counts: { Done: counts.done, Held: counts.held, Approvals: counts.approvals, Failed: counts.failed },
    News: news,
    DryRun: dryRun,
    ...optional(
      'Stopped',
      stopped === undefined
        ? undefined
        : { Code: stopped.code, Detail: cut(stopped.detail ?? stopped.code, LONGEST_REASON) },
    ),
    Failed: [],
    Held: [],
    Done: [],
  };
  let left = bytes - sizeOf(report);
  const fill = (list: ItemNote[], more: readonly PassItem[]) => {
    for (const { name, code, detail } of more) {
      const note: ItemNote = [name, code, detail === undefined ? null : cut(detail, LONGEST_DETAIL)];
      left -= sizeOf(note) + 1;
      if (left < 0) return;
      list.push(note);
    }
  };
  const waits = ({ code }: PassItem) => code === 'approval';
  fill(report.Failed, failed);
  fill(report.Held, held.filter(waits));
  fill(report.Done, done);
  fill(
    report.Held,
    held.filter((item) => !waits(item)),
  );
  return report;
}

/** The same, read back. */
export function fromPassReport({ Counts, Done, Held, Failed, Stopped }: PassReport): TargetlessOutcome {
  const read = (notes: readonly ItemNote[]): readonly PassItem[] =>
    notes.map(([name, code, detail]) => ({ name, code, ...(detail === null ? {} : { detail }) }));
  return {
    counts: { done: Counts.Done, held: Counts.Held, approvals: Counts.Approvals, failed: Counts.Failed },
    done: read(Done),
    held: read(Held),
    failed: read(Failed),
    ...(Stopped === undefined ? {} : { stopped: { code: Stopped.Code, detail: Stopped.Detail } }),
  };
}

/** Whether somebody should hear of it: something was done, or failed, or the pass stopped. */
export function hasNews({ counts, stopped }: TargetlessOutcome): boolean {
  return counts.done + counts.failed > 0 || stopped !== undefined;
}

/** Why a pass could not begin: what a store refused, in its own words and with what to do. */
export function stoppedByStore(error: ImageStoreError): Reason {
  const { code, message } = error;
  const detail = cut(message, LONGEST_REASON);
  if (code === 'access-denied' || code === 'suspended') return { code, detail };
  return { code: code === 'busy' || code === 'limit' ? 'unreachable' : 'run-failed', detail };
}

/** Whether a target alone is stopped by it, and the pass of no other. */
export function isRefusal(error: unknown): error is ImageStoreError {
  return error instanceof ImageStoreError;
}
