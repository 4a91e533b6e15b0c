import type { CampaignImage, CampaignState, Instant } from '@appstream-campaign/core';
import { type NotifierNotes, newCampaign } from '@appstream-campaign/core/internal';
import type { CampaignNotes, CampaignResults } from './campaign-results.ts';
import { optional } from './results.ts';
import { fromSearchNote } from './results-search.ts';
import {
  fromOutboxNotes,
  fromPruningNote,
  fromShortageNote,
  fromTuple,
  outcomesOf,
  TUPLES,
} from './results-tuples.ts';

type Image<S extends CampaignImage['status']> = Extract<CampaignImage, { readonly status: S }>;

/**
 * The state that results stand for, before it is validated. The four keys decide who is where; our notes only add to
 * what they name, so results that the original has written, or rewritten, are read all the same.
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
  // The keys were rewritten: an image is open again although every one had its outcome.
  const open = pending.length > 0 || results.Waiting.length > 0;
  const failedBefore = new Map(notes?.FailedBefore);
  const postponed = new Map(notes?.Postponed);
  const times = new Map(notes?.FailedTimes);
  const starting = new Map(
    notes?.Starting?.map((note) => {
      const image = fromTuple<Image<'starting'>>(TUPLES.starting, note);
      return [image.source, { ...image, status: 'starting' as const }] as const;
    }),
  );
  // Notes belong to `Waiting` by position; if the list was rewritten, they are ignored.
  const fits = notes?.Expected?.length === results.Waiting.length;
  const expected = new Map(results.Waiting.map((source, index) => [source, fits && notes.Expected?.[index]]));
  const { updated, isNoted } = updatedImages(results);
  const images: readonly CampaignImage[] = [
    ...[...new Set(results.Waiting)].map(
      (source) =>
        ({
          ...(starting.get(source) ?? { status: 'waiting' as const }),
          source,
          ...optional('failedSuccessors', failedBefore.get(source)),
          ...optional('expectedMinutes', expected.get(source) || undefined),
          ...optional('postponed', postponed.get(source)),
        }) as const,
    ),
    ...pending.flatMap((successor) => {
      const note = known.get(successor);
      if (note === undefined) return [];
      return [{ ...fromTuple<Image<'updating'>>(TUPLES.updating, note), status: 'updating' as const }];
    }),
    ...updated,
    ...(results.Failed ?? []).map(
      (image) =>
        ({
          status: 'failed',
          source: image.Image,
          ...optional('successor', image.Successor),
          ...optional('startedAt', image.StartedAt),
          endedAt: image.EndedAt,
          ...optional('endSeenLate', image.EndSeenLate),
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
  // What notes hold is validated with the rest of the state.
  return {
    ...newCampaign(id, startedAt),
    ...optional('startDate', notes?.StartDate),
    status: open && notes?.Status === 'announcing' ? 'running' : (notes?.Status ?? 'running'),
    ...optional('place', notes?.Place),
    ...optional('search', notes?.Search && fromSearchNote(notes.Search)),
    images: images.map((image) => withTimes(image, times.get(image.source))),
    unresolved: pending.filter((successor) => !known.has(successor)),
    ...optional(
      'deletions',
      notes?.Deletions?.map(([source, successor]) =>
        successor === undefined ? { image: source } : { source, successor },
      ),
    ),
    ...optional('pruning', notes?.Pruning && fromPruningNote(notes.Pruning)),
    ...optional('shortage', notes?.Shortage && fromShortageNote(notes.Shortage)),
    checksWithoutProgress: results.CycleCount,
    checks: notes?.Checks ?? 0,
    lastProgressAt: notes?.LastProgressAt ?? startedAt,
    ...optional('observedAt', notes?.ObservedAt),
    ...optional('troubleSince', notes?.TroubleSince),
    ...optional('endedAt', open ? undefined : notes?.EndedAt),
    ...optional('nextCheckAt', results.NextCheckAt),
    ...optional('halted', notes?.Halted && halted(notes.Halted)),
    ...optional('delayed', notes?.Delayed && delayed(notes.Delayed)),
    ...optional('acknowledgedFailures', notes?.Pardoned),
    ...optional('nothingFound', notes?.NothingFound),
    ...optional('stopped', results.Stopped && { code: results.Stopped.Code, detail: results.Stopped.Detail }),
    outbox: fromOutboxNotes(notes?.Outbox ?? [], outcomesOf(isNoted ? images : images.filter(isNotUpdated))),
    ...optional(
      'notifiers',
      notes?.Notifiers?.map((note) => fromTuple<NotifierNotes>(TUPLES.notifier, note)),
    ),
  };
}

function withTimes(image: CampaignImage, failedTimes: [number, number][] | undefined): CampaignImage {
  return failedTimes === undefined || image.status === 'skipped' ? image : { ...image, failedTimes };
}

const isNotUpdated = ({ status }: CampaignImage) => status !== 'updated';

/** Our notes belong to `Success` by position; if the list was rewritten, they are ignored. */
function updatedImages(results: CampaignResults): {
  readonly updated: readonly Image<'updated'>[];
  readonly isNoted: boolean;
} {
  const successors = [...new Set(results.Success)];
  const notes = results.Campaign?.Updated ?? [];
  const isNoted = notes.length === results.Success.length && notes.length === successors.length;
  const seenLate = new Set(results.Campaign?.SeenLate);
  const unshared = new Map(results.Campaign?.Unshared);
  const updated = successors.map((successor, index): Image<'updated'> => {
    const note = isNoted ? notes[index] : undefined;
    const image = note && fromTuple<Image<'updated'>>(TUPLES.updated, note);
    return {
      ...(image ?? { source: successor }),
      status: 'updated',
      successor,
      ...optional('endSeenLate', (seenLate.has(successor) && image?.endedAt !== undefined) || undefined),
      ...optional('unshared', unshared.get(successor)),
    };
  });
  return { updated, isNoted };
}

function halted({ Code: code, Detail, At: at }: NonNullable<CampaignNotes['Halted']>) {
  return { code, ...optional('detail', Detail), at };
}

function delayed({ Code: code, Detail, Since: since, Told }: NonNullable<CampaignNotes['Delayed']>) {
  return { code, ...optional('detail', Detail), since, ...optional('told', Told) };
}
