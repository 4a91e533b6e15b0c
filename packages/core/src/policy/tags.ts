import type { Tags } from '../ports/image.ts';
import type { TagChange } from '../ports/image-store.ts';

/** The keys and values that a campaign reads and writes. The defaults are those of the original solution. */
export interface TagNames {
  /** Key that enrols an image. @defaultValue `AutoUpdate` */
  readonly autoUpdate: string;
  /** Value of it that makes an image a candidate. @defaultValue `Enabled` */
  readonly enabled: string;
  /** Value of it once the image's update has started. @defaultValue `Completed` */
  readonly completed: string;
  /** Value of it that excludes the image on purpose: it is not reported any more. @defaultValue `Ignored` */
  readonly ignored: string;
  /** Key that names an image's successor. @defaultValue `NextVersion` */
  readonly nextVersion: string;
  /** Key that names the lineage. @defaultValue `BaseName` */
  readonly baseName: string;
  /** Key that names the source of a successor. @defaultValue `UpdatedFrom` */
  readonly updatedFrom: string;
  /** Key that halts the campaign when a waiting image has it, with any value. @defaultValue `StopCampaign` */
  readonly stop: string;
  /** Key that says how many minutes the update to an image took. @defaultValue `UpdateMinutes` */
  readonly updateMinutes: string;
}

/** Tags an image can have (AppStream Administration Guide, "Tag restrictions"). */
export const MAX_TAGS = 50;

/** Tags of rollouts that concern one version only, and are not copied to its successor. */
const VERSION_TAGS: ReadonlySet<string> = new Set([
  'RolloutApproved',
  'RolloutHeld',
  'RolloutPaused',
  'RolloutTold',
  'Revoked',
]);

/** The lineage that an image belongs to: its BaseName tag, else its own name. */
export function lineageOf(image: string, tags: Tags, names: TagNames): string {
  return tags[names.baseName] || image;
}

/**
 * The tags of a successor: those of its source (except the name of a successor, a stop request, what a rollout wrote
 * about the source, and AWS's own, which can't be copied), enrolled for the next campaign, with its lineage and its source.
 */
export function successorTags(source: string, sourceTags: Tags, names: TagNames): Tags {
  const copied = Object.entries(sourceTags).filter(
    ([key]) =>
      key !== names.nextVersion &&
      key !== names.stop &&
      !VERSION_TAGS.has(key) &&
      !key.toLowerCase().startsWith('aws:'),
  );
  return {
    ...Object.fromEntries(copied),
    [names.autoUpdate]: names.enabled,
    [names.baseName]: lineageOf(source, sourceTags, names),
    [names.updatedFrom]: source,
  };
}

/** The tags of a source whose update has started. */
export function completedTags(successor: string, names: TagNames): TagChange {
  return { put: { [names.autoUpdate]: names.completed, [names.nextVersion]: successor }, remove: [] };
}

/**
 * The change that makes a source as eligible as it was before the update to `successor` started, or undefined when
 * there is nothing to undo: somebody has changed the tags since, and their changes are kept.
 * @param replaces the successor that the source named before
 */
export function restoredTags(
  sourceTags: Tags,
  successor: string,
  replaces: string | undefined,
  names: TagNames,
): TagChange | undefined {
  if (sourceTags[names.nextVersion] !== successor) return undefined;
  const closed = sourceTags[names.autoUpdate] === names.completed;
  const put = closed ? { [names.autoUpdate]: names.enabled } : {};
  return replaces === undefined
    ? { put, remove: [names.nextVersion] }
    : { put: { ...put, [names.nextVersion]: replaces }, remove: [] };
}

/**
 * The tags that an adopted source lacks, or undefined when it has them all. A source whose enrolment a person has changed
 * is not changed.
 */
export function missingSourceTags(
  sourceTags: Tags,
  successor: string,
  names: TagNames,
): TagChange | undefined {
  const value = sourceTags[names.autoUpdate];
  if (value !== names.enabled && value !== names.completed) return undefined;
  if (value === names.completed && sourceTags[names.nextVersion] === successor) return undefined;
  return completedTags(successor, names);
}

/** The tags that an adopted successor lacks, or undefined when it has them all. Existing values are kept. */
export function missingSuccessorTags(
  source: string,
  sourceTags: Tags,
  successorTagsNow: Tags,
  names: TagNames,
): TagChange | undefined {
  // Our pointer is written in the call that creates a successor, with all other tags.
  if (successorTagsNow[names.updatedFrom] === source) return undefined;
  const wanted = Object.entries(successorTags(source, sourceTags, names));
  const missing = wanted.filter(([key]) => successorTagsNow[key] === undefined);
  return { put: { ...Object.fromEntries(missing), [names.updatedFrom]: source }, remove: [] };
}

/** Longest update that a tag is believed, in minutes: a week. */
const MAX_MINUTES = 10_080;

/** How long the update took that made an image, as its tag says; undefined when it says nothing that makes sense. */
export function recordedMinutes(tags: Tags, names: Pick<TagNames, 'updateMinutes'>): number | undefined {
  const text = tags[names.updateMinutes] ?? '';
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return minutes > 0 && minutes <= MAX_MINUTES ? minutes : undefined;
}

/** Remembers how long an update took. */
export function durationTag(minutes: number, names: TagNames): TagChange {
  const rounded = Math.min(MAX_MINUTES, Math.max(1, Math.round(minutes)));
  return { put: { [names.updateMinutes]: String(rounded) }, remove: [] };
}

/** Tags (AWS's own aside, they do not count) that source and successor would have, whichever are more. */
export function tagsNeeded(source: string, sourceTags: Tags, names: TagNames): number {
  const own = Object.keys(sourceTags).filter((key) => !key.toLowerCase().startsWith('aws:'));
  const sourceKeys = new Set([...own, names.autoUpdate, names.nextVersion]);
  return Math.max(sourceKeys.size, Object.keys(successorTags(source, sourceTags, names)).length);
}
