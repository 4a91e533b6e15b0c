import { type ImageRecord, matchesPattern, type TagChange } from '@appstream-campaign/core';

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
  readonly nextVersion: string;
}

/** What enrolling, or taking out, means for each image whose name matches; by name. */
export function tagSteps(
  what: 'tag' | 'untag',
  images: readonly ImageRecord[],
  patterns: readonly string[],
  tags: EnrolmentTags,
): readonly TagStep[] {
  return images
    .filter(({ name }) => patterns.some((pattern) => matchesPattern(name, pattern)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((image) => (what === 'tag' ? enrol(image, tags) : takeOut(image, tags)));
}

/** The patterns that match no image: often a slip. */
export function idlePatterns(images: readonly ImageRecord[], patterns: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => !images.some(({ name }) => matchesPattern(name, pattern)));
}

function enrol(image: ImageRecord, { key, enabled, completed, nextVersion }: EnrolmentTags): TagStep {
  const value = image.tags?.[key];
  if (value === enabled) return { image, text: 'enrolled already' };
  const next = image.tags?.[nextVersion];
  if (value === completed && next !== undefined) {
    // Its successor carries the enrolment on; both at once would give the lineage two branches.
    return { image, text: `left alone: it was updated to ${next}, which is enrolled in its place` };
  }
  const before = value === undefined ? 'no tag' : `${key}=${value}`;
  return { image, change: { put: { [key]: enabled }, remove: [] }, text: `${before} → ${key}=${enabled}` };
}

function takeOut(image: ImageRecord, { key, enabled }: EnrolmentTags): TagStep {
  const value = image.tags?.[key];
  if (value !== enabled)
    return { image, text: value === undefined ? 'not enrolled' : `left alone: ${key}=${value}` };
  return { image, change: { put: {}, remove: [key] }, text: `${key}=${value} → no tag` };
}
