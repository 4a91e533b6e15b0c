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
  /** Value of it with which a person says that the image is left out on purpose: nobody is told of it any more. @defaultValue `Ignored` */
  readonly ignored: string;
  /** Key that names an image's successor. @defaultValue `NextVersion` */
  readonly nextVersion: string;
  /** Key that names the lineage. @defaultValue `BaseName` */
  readonly baseName: string;
  /** Key that names the source of a successor. @defaultValue `UpdatedFrom` */
  readonly updatedFrom: string;
  /** Key that, on any image that waits, halts the campaign, whatever its value. @defaultValue `StopCampaign` */
  readonly stop: string;
  /** Key that says how many minutes the update to an image took. @defaultValue `UpdateMinutes` */
  readonly updateMinutes: string;
}

/** Tags an image can have (AppStream Administration Guide, "Tag restrictions"). */
export const MAX_TAGS = 50;

/** Tags of rollouts that are about one version, and never about its successor: what a person or a rollout said of it. */
const ABOUT_ONE_VERSION: ReadonlySet<string> = new Set([
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
 * The tags of a successor: those of its source (but for the pointer to a successor, a wish to stop, what a rollout knows
 * of the source, and AWS's own, which can't be copied), enrolled for the next campaign, with its lineage and where it came from.
 */
export function successorTags(source: string, sourceTags: Tags, names: TagNames): Tags {
  const copied = Object.entries(sourceTags).filter(
    ([key]) =>
      key !== names.nextVersion &&
      key !== names.stop &&
      !ABOUT_ONE_VERSION.has(key) &&
      !key.toLowerCase().startsWith('aws:'),
  );
  return {
    ...Object.fromEntries(copied),
    [names.autoUpdate]: names.enabled,
    [names.baseName]: lineageOf(source, sourceTags, names),
    [names.updatedFrom]: source,
  };
}

/** What a source's tags say once its update has started. */
export function completion(successor: string, names: TagNames): TagChange {
  return { put: { [names.autoUpdate]: names.completed, [names.nextVersion]: successor }, remove: [] };
}

/**
 * What makes a source as eligible again as it was before the update to `successor` started, or undefined when
 * there is nothing to undo: somebody changed the tags meanwhile, and what people write stays.
 * @param replaces the successor that the source named before
 */
export function restoration(
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
 * What is missing on an adopted source, or undefined when nothing is. A source whose enrolment a person has changed
 * is left as it is.
 */
export function sourceCatchUp(sourceTags: Tags, successor: string, names: TagNames): TagChange | undefined {
  const value = sourceTags[names.autoUpdate];
  if (value !== names.enabled && value !== names.completed) return undefined;
  if (value === names.completed && sourceTags[names.nextVersion] === successor) return undefined;
  return completion(successor, names);
}

/** The tags that an adopted successor lacks, or undefined when it has them all. Values that are there stay. */
export function successorCatchUp(
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
const LONGEST_MINUTES = 10_080;

/** How long the update took that made an image, as its tag says; undefined when it says nothing that makes sense. */
export function rememberedMinutes(tags: Tags, names: Pick<TagNames, 'updateMinutes'>): number | undefined {
  const text = tags[names.updateMinutes] ?? '';
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return minutes > 0 && minutes <= LONGEST_MINUTES ? minutes : undefined;
}

/** Remembers how long an update took. */
export function durationTag(minutes: number, names: TagNames): TagChange {
  const rounded = Math.min(LONGEST_MINUTES, Math.max(1, Math.round(minutes)));
  return { put: { [names.updateMinutes]: String(rounded) }, remove: [] };
}

/** Tags (AWS's own aside, they do not count) that source and successor would have, whichever are more. */
export function tagsNeeded(source: string, sourceTags: Tags, names: TagNames): number {
  const own = Object.keys(sourceTags).filter((key) => !key.toLowerCase().startsWith('aws:'));
  const sourceKeys = new Set([...own, names.autoUpdate, names.nextVersion]);
  return Math.max(sourceKeys.size, Object.keys(successorTags(source, sourceTags, names)).length);
}
