import type { ImageRecord } from '../ports/image.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';
import { bySource, type UpdatingImage, type WaitingImage } from '../state/campaign-image.ts';
import { exclusionOf, filteredOut } from './candidacy.ts';
import { isOfThisCampaign, possibleSources, sourceOf } from './lineage.ts';
import { isImageName } from './naming.ts';
import type { Policy } from './options.ts';
import { recordedMinutes, type TagNames } from './tags.ts';

/** Age at a campaign's start up to which a successor is too new to be updated again: a day. */
const FRESH_MINUTES = 1440;

/** The images that a campaign starts with. */
export interface Enrolment {
  /** Candidates that wait, and updates that are under way already, by source name. */
  readonly images: readonly (WaitingImage | UpdatingImage)[];
  /**
   * Sources that a failed update of an earlier run left closed. They are among the waiting images; their tags have
   * to be restored first.
   */
  readonly reopen: readonly ClosedSource[];
}

/** A source that still points at a successor which failed. */
interface ClosedSource {
  readonly source: ImageRecord;
  readonly successor: string;
}

/**
 * Images to read with their tags before {@link decideEnrolment} can decide who takes part: those that seem to be enrolled;
 * successors that are being created, failed, or were created since the campaign started, and their sources; and the
 * successors that closed images name and a tag search does not list yet.
 */
export function imagesToRefresh(
  images: ReadonlyMap<string, ImageRecord>,
  policy: Policy,
  startedAt: Instant,
): readonly string[] {
  const { autoUpdate, enabled, completed, nextVersion } = policy.tags;
  const toRefresh = [...images.values()].flatMap((image) => {
    const sources = possibleSources(image, policy.tags);
    const young = image.condition === 'in-progress' || isOfThisCampaign(image, startedAt);
    const value = image.tags?.[autoUpdate];
    const next = value === completed ? image.tags?.[nextVersion] : undefined;
    return [
      ...(young || value === enabled ? [image.name] : []),
      ...(young || image.condition === 'failed' || sources.length > 1 ? sources : []),
      ...(isImageName(next) && !images.has(next) ? [next] : []),
    ];
  });
  return [...new Set(toRefresh)];
}

/** Who takes part in the campaign. `images` are those that were read, including those of {@link imagesToRefresh}. */
export function decideEnrolment(
  images: readonly ImageRecord[],
  policy: Policy,
  startedAt: Instant,
  now: Instant,
): Enrolment {
  const byName = new Map(images.map((image) => [image.name, image]));
  const enrolled = new Map<string, WaitingImage | UpdatingImage>();
  const reopen: ClosedSource[] = [];
  const fresh = new Set<string>();
  const failedFirst = new Set<string>();
  for (const image of images) {
    if (exclusionOf(image, policy) === undefined) {
      enrolled.set(image.name, { status: 'waiting', source: image.name, ...expectation(image, policy) });
    }
  }
  for (const successor of images.toSorted(byAge(startedAt))) {
    if (isFresh(successor, policy.tags, startedAt)) fresh.add(successor.name);
    const source = byName.get(sourceOf(successor, byName, policy.tags) ?? '');
    if (source === undefined || filteredOut(source, policy) !== undefined) continue;
    // The first of several attempts leads to the others, one after the other.
    if (failedFirst.has(source.name)) continue;
    if (isExistingUpdate(successor, source, policy, startedAt)) {
      enrolled.set(source.name, {
        status: 'updating',
        source: source.name,
        successor: successor.name,
        startedAt: successor.createdAt ?? now,
        ...expectation(source, policy),
        sourceTagged: false,
      });
      if (successor.condition === 'failed') failedFirst.add(source.name);
    } else if (
      successor.condition === 'failed' &&
      isClosedFor(source, successor, policy.tags) &&
      !enrolled.has(source.name)
    ) {
      enrolled.set(source.name, { status: 'waiting', source: source.name, ...expectation(source, policy) });
      reopen.push({ source, successor: successor.name });
    }
  }
  const taking = [...enrolled.values()].filter(
    ({ status, source }) => status !== 'waiting' || !fresh.has(source),
  );
  // A newer update may be in progress; then its source stays closed.
  const waiting = new Set(taking.flatMap(({ status, source }) => (status === 'waiting' ? [source] : [])));
  return { images: taking.sort(bySource), reopen: reopen.filter(({ source }) => waiting.has(source.name)) };
}

/**
 * An update that began before this campaign knew of it: in progress; or ended since the campaign started, so that a
 * first step that was interrupted must have started it; or finished while its source's tags do not say so. A source that does name
 * the finished successor and is enrolled again was enrolled again by a person, to update it again.
 */
function isExistingUpdate(
  successor: ImageRecord,
  source: ImageRecord,
  policy: Policy,
  startedAt: Instant,
): boolean {
  const names = policy.tags;
  const saysSo = successor.tags?.[names.updatedFrom] !== undefined;
  const candidate = exclusionOf(source, policy) === undefined;
  const own =
    saysSo && isOfThisCampaign(successor, startedAt) && (candidate || isClosedFor(source, successor, names));
  switch (successor.condition) {
    case 'in-progress':
      return saysSo || candidate;
    case 'available':
      return own || (saysSo && candidate && source.tags?.[names.nextVersion] === undefined);
    case 'failed':
      return own;
    case 'deleting':
      return false;
  }
}

/**
 * A successor that was created within a day before the campaign is not updated again: it is up to date, or a first step
 * that was interrupted before it could save anything has created it.
 */
function isFresh(successor: ImageRecord, names: TagNames, startedAt: Instant): boolean {
  return (
    successor.tags?.[names.updatedFrom] !== undefined &&
    successor.createdAt !== undefined &&
    minutesBetween(successor.createdAt, startedAt) < FRESH_MINUTES
  );
}

function expectation(source: ImageRecord, policy: Policy): { readonly expectedMinutes?: number } {
  const expectedMinutes = recordedMinutes(source.tags ?? {}, policy.tags);
  return expectedMinutes === undefined ? {} : { expectedMinutes };
}

/** The oldest first. One without a creation time counts as created at the start. */
const byAge =
  (startedAt: Instant) =>
  (a: ImageRecord, b: ImageRecord): number =>
    minutesBetween(b.createdAt ?? startedAt, a.createdAt ?? startedAt);

/** Whether a source's tags say that it was updated to this very successor. */
function isClosedFor(source: ImageRecord, successor: ImageRecord, names: TagNames): boolean {
  return (
    source.condition === 'available' &&
    source.tags?.[names.autoUpdate] === names.completed &&
    source.tags[names.nextVersion] === successor.name
  );
}
