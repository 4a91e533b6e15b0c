import type { ImageRecord, TagChange } from '@appstream-campaign/core';
import { matchesPattern } from '@appstream-campaign/core/planning';

/** What `tag` or `untag` does to one image. */
export interface TagStep {
  readonly image: ImageRecord;
  /** Absent when nothing is to be done. */
  readonly change?: TagChange;
  /** What happens, or why nothing does, in a few words. */
  readonly text: string;
}

/** The tags that enrol an image. */
export interface EnrolmentTags {
  readonly key: string;
  readonly enabled: string;
  readonly completed: string;
  readonly ignored: string;
  readonly nextVersion: string;
}

/** What is done to images: they are enrolled, taken out, or left out on purpose. */
export type Tagging = 'tag' | 'untag' | 'ignore';

/** What enrolling, taking out or ignoring means for each image whose name matches; by name. */
export function tagSteps(
  what: Tagging,
  images: readonly ImageRecord[],
  patterns: readonly string[],
  tags: EnrolmentTags,
): readonly TagStep[] {
  return images
    .filter(({ name }) => patterns.some((pattern) => matchesPattern(name, pattern)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((image) => {
      if (what === 'untag') return takeOut(image, tags);
      return what === 'tag'
        ? give(image, tags.enabled, 'enrolled already', tags)
        : give(image, tags.ignored, 'ignored already', tags);
    });
}

/** The patterns that match no image: often a slip. */
export function idlePatterns(images: readonly ImageRecord[], patterns: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => !images.some(({ name }) => matchesPattern(name, pattern)));
}

function give(
  image: ImageRecord,
  wanted: string,
  already: string,
  { key, completed, nextVersion }: EnrolmentTags,
): TagStep {
  const value = image.tags?.[key];
  if (value === wanted) return { image, text: already };
  const next = image.tags?.[nextVersion];
  if (value === completed && next !== undefined) {
    // Its successor carries the enrolment on; both at once would give the lineage two branches.
    return { image, text: `left alone: it was updated to ${next}, which is enrolled in its place` };
  }
  const before = value === undefined ? 'no tag' : `${key}=${value}`;
  return { image, change: { put: { [key]: wanted }, remove: [] }, text: `${before} → ${key}=${wanted}` };
}

function takeOut(image: ImageRecord, { key, enabled, ignored }: EnrolmentTags): TagStep {
  const value = image.tags?.[key];
  if (value !== enabled && value !== ignored)
    return { image, text: value === undefined ? 'not enrolled' : `left alone: ${key}=${value}` };
  return { image, change: { put: {}, remove: [key] }, text: `${key}=${value} → no tag` };
}
