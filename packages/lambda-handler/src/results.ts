import type { CampaignImage, CampaignState, Reason } from '@appstream-campaign/core';
import type { Delay } from '@appstream-campaign/core/internal';
import { isYetToBegin, withStatus } from '@appstream-campaign/core/internal';
import type { CampaignNotes, CampaignResults, ReasonNote } from './campaign-results.ts';
import { toSearchNote } from './results-search.ts';
import {
  TUPLES,
  toNotifierNotes,
  toOutboxNotes,
  toPruningNote,
  toShortageNote,
  toTuple,
} from './results-tuples.ts';

/** Most bytes that Step Functions carries from state to state (Step Functions quotas, "256 KiB"). */
export const STEP_FUNCTIONS_BYTES: number = 256 * 1024;

type StartingNote = NonNullable<CampaignNotes['Starting']>[number];
type Status<S extends CampaignImage['status']> = Extract<CampaignImage, { readonly status: S }>;

/** A member that is present when it has a value. */
export const optional = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };

const listed = <K extends string, T>(key: K, items: T[]) =>
  (items.length === 0 ? {} : { [key]: items }) as { [P in K]?: T[] };

/**
 * The state in the format of the contract: the original's four keys, which list the images by status, and additional ones.
 * @param detailLength longest detail of a failed or skipped image, in characters
 */
export function toResults(
  state: CampaignState,
  detailLength: number = Number.POSITIVE_INFINITY,
): CampaignResults {
  const all = <S extends CampaignImage['status']>(status: S) => withStatus(state, status);
  // Without details, members that only reports use are omitted as well.
  const spare = detailLength > 0;
  const updating = all('updating');
  const updated = all('updated');
  // For the original, an image that is about to start is waiting.
  const waiting = state.images.filter(isYetToBegin);
  const short = (text: string) => cut(text, detailLength);
  const reason = ({ code, detail }: Reason) => ({
    Code: code,
    ...optional('Detail', detail === undefined || detailLength === 0 ? undefined : short(detail)),
  });
  return {
    Pending: [...updating.map(({ successor }) => successor), ...state.unresolved],
    Waiting: waiting.map(({ source }) => source),
    Success: updated.map(({ successor }) => successor),
    CycleCount: state.checksWithoutProgress,
    ...optional('NextCheckAt', state.nextCheckAt),
    // The cause of an execution that ends as stopped: always present, and never cut to fit.
    ...optional(
      'Stopped',
      state.stopped && { Code: state.stopped.code, Detail: state.stopped.detail ?? state.stopped.code },
    ),
    Failed: all('failed').map((image) => ({
      Image: image.source,
      ...optional('Successor', image.successor),
      ...optional('StartedAt', image.startedAt),
      EndedAt: image.endedAt,
      ...optional('EndSeenLate', spare ? image.endSeenLate : undefined),
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
      ...optional('Place', state.place),
      ...optional('StartDate', state.startDate),
      ...optional('Search', state.search && toSearchNote(state.search)),
      Status: state.status as CampaignNotes['Status'],
      Checks: state.checks,
      LastProgressAt: state.lastProgressAt,
      ...optional('ObservedAt', state.observedAt),
      ...optional('TroubleSince', state.troubleSince),
      ...optional('EndedAt', state.endedAt),
      Updating: updating.map((image) => toTuple(TUPLES.updating, image)),
      ...listed(
        'Starting',
        all('starting').map((image): StartingNote => toTuple(TUPLES.starting, image)),
      ),
      ...listed(
        'Deletions',
        (state.deletions ?? []).map((one): [string, string] | [string] =>
          'image' in one ? [one.image] : [one.source, one.successor],
        ),
      ),
      ...optional('Pruning', state.pruning && toPruningNote(state.pruning, short)),
      ...optional('Shortage', state.shortage && toShortageNote(state.shortage, short)),
      Updated: updated.map((image) => toTuple(TUPLES.updated, image)),
      ...listed(
        'FailedBefore',
        waiting.flatMap(({ source, failedSuccessors }) =>
          failedSuccessors === undefined ? [] : [[source, [...failedSuccessors]] as [string, string[]]],
        ),
      ),
      ...listed('FailedTimes', spare ? failedTimes(state.images) : []),
      ...listed(
        'SeenLate',
        updated.flatMap(({ successor, endSeenLate }) => (spare && endSeenLate ? [successor] : [])),
      ),
      ...listed(
        'Unshared',
        updated.flatMap(({ successor, unshared }) =>
          unshared === undefined ? [] : [[successor, short(unshared)] as [string, string]],
        ),
      ),
      ...listed('Expected', expectedMinutes(waiting)),
      ...listed(
        'Postponed',
        waiting.flatMap(({ source, postponed }) =>
          postponed === undefined ? [] : [[source, postponed] as [string, number]],
        ),
      ),
      ...optional('Halted', state.halted && { ...reason(state.halted), At: state.halted.at }),
      ...optional('Delayed', state.delayed && delayed(state.delayed, reason)),
      ...optional('Pardoned', state.acknowledgedFailures),
      ...optional('NothingFound', state.nothingFound),
      Outbox: toOutboxNotes(state),
      ...optional('Notifiers', state.notifiers && toNotifierNotes(state.notifiers)),
    },
  };
}

function delayed({ since, told, ...why }: Delay, reason: (why: Reason) => ReasonNote) {
  return { ...reason(why), Since: since, ...optional('Told', told) };
}

/** When the failed updates of an image ran, by source. */
function failedTimes(images: readonly CampaignImage[]): [string, [number, number][]][] {
  return images.flatMap((image) =>
    'failedTimes' in image && image.failedTimes !== undefined
      ? [[image.source, image.failedTimes.map(([from, to]): [number, number] => [from, to])]]
      : [],
  );
}

/** A list as long as the images, or an empty one when nothing is known. */
function expectedMinutes(waiting: readonly Status<'waiting' | 'starting'>[]): number[] {
  const minutes = waiting.map((image) => image.expectedMinutes ?? 0);
  return minutes.some((known) => known > 0) ? minutes : [];
}

/** The same, with details cut to fit into `bytes`. */
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

/** The beginning of a text, with an ellipsis if it was cut. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}
