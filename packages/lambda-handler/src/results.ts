import {
  type CampaignImage,
  type CampaignState,
  type Instant,
  newCampaign,
  parseCampaignState,
  type Reason,
} from '@appstream-campaign/core';
import { fromMessageNotes, toMessageNotes } from './results-messages.ts';
import type { CampaignNotes, CampaignResults } from './results-schema.ts';

/** Most bytes that Step Functions carries from state to state (Step Functions quotas, "256 KiB"). */
export const STEP_FUNCTIONS_BYTES: number = 256 * 1024;

type Status<S extends CampaignImage['status']> = Extract<CampaignImage, { readonly status: S }>;

const optional = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };

const listed = <K extends string, T>(key: K, items: T[]) =>
  (items.length === 0 ? {} : { [key]: items }) as { [P in K]?: T[] };

/**
 * The state as the contract has it: the original's four keys, which say who is where, and beside them what the
 * original does not know.
 * @param detailLength longest detail of a failed or skipped image, in characters
 */
export function toResults(
  state: CampaignState,
  detailLength: number = Number.POSITIVE_INFINITY,
): CampaignResults {
  const all = <S extends CampaignImage['status']>(status: S) =>
    state.images.filter((image): image is Status<S> => image.status === status);
  const updating = all('updating');
  const updated = all('updated');
  const reason = ({ code, detail }: Reason) => ({
    Code: code,
    ...optional('Detail', detail === undefined || detailLength === 0 ? undefined : cut(detail, detailLength)),
  });
  return {
    Pending: [...updating.map(({ successor }) => successor), ...state.unresolved],
    Waiting: all('waiting').map(({ source }) => source),
    Success: updated.map(({ successor }) => successor),
    CycleCount: state.checksWithoutProgress,
    ...optional('NextCheckAt', state.nextCheckAt),
    // The cause of an execution that ends as stopped: always there, and never cut to save room.
    ...optional(
      'Stopped',
      state.stopped && { Code: state.stopped.code, Detail: state.stopped.detail ?? state.stopped.code },
    ),
    Failed: all('failed').map((image) => ({
      Image: image.source,
      ...optional('Successor', image.successor),
      ...optional('StartedAt', image.startedAt),
      EndedAt: image.endedAt,
      ...optional('FailedBefore', image.failedSuccessors && [...image.failedSuccessors]),
      ...reason(image.reason),
    })),
    Skipped: all('skipped').map((image) => ({
      Image: image.source,
      EndedAt: image.endedAt,
      ...reason(image.reason),
    })),
    Campaign: {
      Version: 1,
      Id: state.id,
      StartedAt: state.startedAt,
      Status: state.status as CampaignNotes['Status'],
      Checks: state.checks,
      LastProgressAt: state.lastProgressAt,
      ...optional('TroubleSince', state.troubleSince),
      ...optional('EndedAt', state.endedAt),
      Updating: updating.map((image) => [
        image.successor,
        image.source,
        image.startedAt,
        image.marked,
        image.replaces ?? null,
        image.failedSuccessors === undefined ? null : [...image.failedSuccessors],
        image.expectedMinutes ?? null,
      ]),
      Updated: updated.map(({ source, startedAt, endedAt, failedSuccessors }) => [
        source,
        startedAt ?? null,
        endedAt ?? null,
        failedSuccessors === undefined ? null : [...failedSuccessors],
      ]),
      ...listed(
        'FailedBefore',
        all('waiting').flatMap(({ source, failedSuccessors }) =>
          failedSuccessors === undefined ? [] : [[source, [...failedSuccessors]] as [string, string[]]],
        ),
      ),
      ...listed('Expected', expectedMinutes(all('waiting'))),
      ...listed(
        'Postponed',
        all('waiting').flatMap(({ source, postponed }) =>
          postponed === undefined ? [] : [[source, postponed] as [string, number]],
        ),
      ),
      ...optional('Halted', state.halted && { ...reason(state.halted), At: state.halted.at }),
      ...optional('Pardoned', state.pardoned),
      ...optional('NothingFound', state.nothingFound),
      ...toMessageNotes(state),
    },
  };
}

/** A list as long as the images, or an empty one when nobody knows anything. */
function expectedMinutes(waiting: readonly Status<'waiting'>[]): number[] {
  const minutes = waiting.map((image) => image.expectedMinutes ?? 0);
  return minutes.some((known) => known > 0) ? minutes : [];
}

/** The same, with the details cut as far as it takes to fit into `bytes`. */
export function toResultsWithin(state: CampaignState, bytes: number): CampaignResults {
  for (const detailLength of [Number.POSITIVE_INFINITY, 60]) {
    const results = toResults(state, detailLength);
    if (sizeOf(results) <= bytes) return results;
  }
  return toResults(state, 0);
}

/** Size as JSON in UTF-8, in bytes. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/**
 * The state that results stand for. The four keys decide who is where; our notes only add to what they name, so
 * results that the original has written, or rewritten, are read all the same.
 * @param first id and start of a campaign that was begun without us
 */
export function fromResults(
  results: CampaignResults,
  first: { readonly id: string; readonly startedAt: Instant },
): CampaignState {
  const notes = results.Campaign;
  const { id, startedAt } = notes === undefined ? first : { id: notes.Id, startedAt: notes.StartedAt };
  const known = new Map((notes?.Updating ?? []).map((update) => [update[0], update]));
  const pending = [...new Set(results.Pending)];
  // Somebody put an image back although every one had its outcome.
  const open = pending.length > 0 || results.Waiting.length > 0;
  const failedBefore = new Map(notes?.FailedBefore);
  const postponed = new Map(notes?.Postponed);
  // Notes go with `Waiting` by position; where somebody else has changed the list, they say nothing.
  const fits = notes?.Expected?.length === results.Waiting.length;
  const expected = new Map(results.Waiting.map((source, index) => [source, fits && notes.Expected?.[index]]));
  const images: readonly CampaignImage[] = [
    ...[...new Set(results.Waiting)].map(
      (source) =>
        ({
          status: 'waiting',
          source,
          ...optional('failedSuccessors', failedBefore.get(source)),
          ...optional('expectedMinutes', expected.get(source) || undefined),
          ...optional('postponed', postponed.get(source)),
        }) as const,
    ),
    ...pending.flatMap((successor) => {
      const update = known.get(successor);
      if (update === undefined) return [];
      const [, source, start, marked, replaces, failed, minutes] = update;
      return [
        {
          status: 'updating',
          source,
          successor,
          startedAt: start,
          marked,
          ...optional('replaces', replaces ?? undefined),
          ...optional('failedSuccessors', failed ?? undefined),
          ...optional('expectedMinutes', minutes ?? undefined),
        } as const,
      ];
    }),
    ...updatedImages(results),
    ...(results.Failed ?? []).map(
      (image) =>
        ({
          status: 'failed',
          source: image.Image,
          ...optional('successor', image.Successor),
          ...optional('startedAt', image.StartedAt),
          endedAt: image.EndedAt,
          ...optional('failedSuccessors', image.FailedBefore),
          reason: { code: image.Code, ...optional('detail', image.Detail) },
        }) as const,
    ),
    ...(results.Skipped ?? []).map(
      (image) =>
        ({
          status: 'skipped',
          source: image.Image,
          endedAt: image.EndedAt,
          reason: { code: image.Code, ...optional('detail', image.Detail) },
        }) as const,
    ),
  ];
  return parseCampaignState({
    ...newCampaign(id, startedAt),
    status: open && notes?.Status === 'announcing' ? 'running' : (notes?.Status ?? 'running'),
    images,
    unresolved: pending.filter((successor) => !known.has(successor)),
    checksWithoutProgress: results.CycleCount,
    checks: notes?.Checks ?? 0,
    lastProgressAt: notes?.LastProgressAt ?? startedAt,
    ...optional('troubleSince', notes?.TroubleSince),
    ...optional('endedAt', open ? undefined : notes?.EndedAt),
    ...optional('nextCheckAt', results.NextCheckAt),
    ...optional('halted', notes?.Halted && halted(notes.Halted)),
    ...optional('pardoned', notes?.Pardoned),
    ...optional('nothingFound', notes?.NothingFound),
    ...optional('stopped', results.Stopped && { code: results.Stopped.Code, detail: results.Stopped.Detail }),
    ...fromMessageNotes(notes ?? {}),
  });
}

/** Our notes go with `Success` by position; where somebody else has changed the list, they say nothing. */
function updatedImages(results: CampaignResults): readonly Status<'updated'>[] {
  const successors = [...new Set(results.Success)];
  const notes = results.Campaign?.Updated ?? [];
  const fits = notes.length === results.Success.length && notes.length === successors.length;
  return successors.map((successor, index) => {
    const [source, startedAt, endedAt, failed] = (fits ? notes[index] : undefined) ?? [
      successor,
      null,
      null,
      null,
    ];
    return {
      status: 'updated',
      source,
      successor,
      ...optional('startedAt', startedAt ?? undefined),
      ...optional('endedAt', endedAt ?? undefined),
      ...optional('failedSuccessors', failed ?? undefined),
    };
  });
}

function halted({ Code: code, Detail, At: at }: { Code: string; Detail?: string; At: string }) {
  return { code, ...optional('detail', Detail), at };
}
