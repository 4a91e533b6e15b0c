import {
  type CampaignImage,
  type CampaignState,
  type Instant,
  parseCampaignState,
} from '@appstream-campaign/core';
import { newCampaign } from '@appstream-campaign/core/internal';
import type { CampaignNotes, CampaignResults } from './campaign-results.ts';
import { optional } from './results.ts';
import { fromMessageNotes } from './results-messages.ts';
import { fromPruningNote } from './results-pruning.ts';

type Updated = Extract<CampaignImage, { readonly status: 'updated' }>;

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
  const times = new Map(notes?.FailedTimes);
  const starting = new Map(
    notes?.Starting?.map(([source, successor, decidedAt, askedAt]) => [
      source,
      { status: 'starting', successor, decidedAt, ...optional('askedAt', askedAt ?? undefined) } as const,
    ]),
  );
  // Notes go with `Waiting` by position; where somebody else has changed the list, they say nothing.
  const fits = notes?.Expected?.length === results.Waiting.length;
  const expected = new Map(results.Waiting.map((source, index) => [source, fits && notes.Expected?.[index]]));
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
      const update = known.get(successor);
      if (update === undefined) return [];
      const [, source, start, sourceTagged, replaces, failed, minutes] = update;
      return [
        {
          status: 'updating',
          source,
          successor,
          startedAt: start,
          sourceTagged,
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
  return parseCampaignState({
    ...newCampaign(id, startedAt),
    ...optional('startDate', notes?.StartDate),
    status: open && notes?.Status === 'announcing' ? 'running' : (notes?.Status ?? 'running'),
    ...optional('place', notes?.Place),
    images: images.map((image) => withTimes(image, times.get(image.source))),
    unresolved: pending.filter((successor) => !known.has(successor)),
    ...optional(
      'deletions',
      notes?.Deletions?.map(([source, successor]) =>
        successor === undefined ? { image: source } : { source, successor },
      ),
    ),
    ...optional('pruning', notes?.Pruning && fromPruningNote(notes.Pruning)),
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
    ...fromMessageNotes(notes ?? {}),
  });
}

function withTimes(image: CampaignImage, failedTimes: [number, number][] | undefined): CampaignImage {
  return failedTimes === undefined || image.status === 'skipped' ? image : { ...image, failedTimes };
}

/** Our notes go with `Success` by position; where somebody else has changed the list, they say nothing. */
function updatedImages(results: CampaignResults): readonly Updated[] {
  const successors = [...new Set(results.Success)];
  const notes = results.Campaign?.Updated ?? [];
  const fits = notes.length === results.Success.length && notes.length === successors.length;
  const seenLate = new Set(results.Campaign?.SeenLate);
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
      ...optional('endSeenLate', (seenLate.has(successor) && endedAt !== null) || undefined),
      ...optional('failedSuccessors', failed ?? undefined),
    };
  });
}

function halted({ Code: code, Detail, At: at }: { Code: string; Detail?: string; At: string }) {
  return { code, ...optional('detail', Detail), at };
}

function delayed({ Code: code, Detail, Since: since, Told }: NonNullable<CampaignNotes['Delayed']>) {
  return { code, ...optional('detail', Detail), since, ...optional('told', Told) };
}
