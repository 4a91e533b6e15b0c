import { exclusionOf, filteredOut } from './candidacy.ts';
import type { ImageRecord } from './image.ts';
import type { Instant } from './instant.ts';
import type { Policy } from './options.ts';
import { bySource, type UpdatingImage, type WaitingImage } from './state.ts';
import type { TagNames } from './tags.ts';

/** What a campaign begins with. */
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

/** The source that a successor names, by tag or, without one, by what the store knows. */
export function sourceOf(successor: ImageRecord, names: TagNames): string | undefined {
  return successor.tags?.[names.updatedFrom] || successor.updateOf;
}

/**
 * Sources whose tags have to be read before {@link decideEnrolment} can tell whether a failed successor left them
 * closed. Empty when the listing has the tags already.
 */
export function sourcesInDoubt(images: readonly ImageRecord[], policy: Policy): readonly string[] {
  const tagged = new Set(images.filter((image) => image.tags !== undefined).map(({ name }) => name));
  const known = new Set(images.map(({ name }) => name));
  const doubted = images
    .filter((image) => image.condition === 'failed')
    .map((image) => sourceOf(image, policy.tags))
    .filter((source) => source !== undefined && known.has(source) && !tagged.has(source));
  return [...new Set(doubted)].filter((source) => source !== undefined);
}

/** Who takes part in the campaign. `images` is the store's listing, with the tags of {@link sourcesInDoubt}. */
export function decideEnrolment(images: readonly ImageRecord[], policy: Policy, now: Instant): Enrolment {
  const byName = new Map(images.map((image) => [image.name, image]));
  const enrolled = new Map<string, WaitingImage | UpdatingImage>();
  const reopen: ClosedSource[] = [];
  for (const image of images) {
    if (exclusionOf(image, policy) === undefined) {
      enrolled.set(image.name, { status: 'waiting', source: image.name });
    }
  }
  for (const successor of images) {
    const source = byName.get(sourceOf(successor, policy.tags) ?? '');
    if (source === undefined || source === successor || filteredOut(source, policy) !== undefined) continue;
    if (isUnderWay(successor, source, policy)) {
      const startedAt = successor.createdAt ?? now;
      const { name } = successor;
      enrolled.set(source.name, {
        status: 'updating',
        source: source.name,
        successor: name,
        startedAt,
        marked: false,
      });
    } else if (isLeftClosed(successor, source, policy.tags) && !enrolled.has(source.name)) {
      enrolled.set(source.name, { status: 'waiting', source: source.name });
      reopen.push({ source, successor: successor.name });
    }
  }
  return { images: [...enrolled.values()].sort(bySource), reopen };
}

/**
 * An update of an enrolled source that began before this campaign knew of it: still in progress, or finished
 * without anybody marking the source. A source that does name the finished successor and is enrolled again was
 * enrolled again by a person, who wants it updated anew.
 */
function isUnderWay(successor: ImageRecord, source: ImageRecord, policy: Policy): boolean {
  const names = policy.tags;
  const saysSo = successor.tags?.[names.updatedFrom] === source.name;
  const candidate = exclusionOf(source, policy) === undefined;
  if (successor.condition === 'in-progress') return saysSo || candidate;
  return (
    successor.condition === 'available' &&
    saysSo &&
    candidate &&
    source.tags?.[names.nextVersion] === undefined
  );
}

function isLeftClosed(successor: ImageRecord, source: ImageRecord, names: TagNames): boolean {
  return (
    successor.condition === 'failed' &&
    source.condition === 'available' &&
    source.tags?.[names.autoUpdate] === names.completed &&
    source.tags[names.nextVersion] === successor.name
  );
}
