/** The tags of one resource: keys and values. */
export type Tags = Readonly<Record<string, string>>;

/** The tags of a resource from an instant on. */
interface TagVersion {
  readonly at: number;
  /** Undefined: the resource was deleted, and its tags with it. */
  readonly tags: Tags | undefined;
}

/** All tags of a Region by resource ARN, with their past: the tagging API may answer from some time ago. */
export interface TagHistory {
  /** The latest tags; none when the resource has never had any. */
  latest(arn: string): Tags;
  /** The tags as they were at an instant; undefined when the resource was never tagged, or already gone. */
  asOf(arn: string, instant: Date): Tags | undefined;
  /** Replaces all tags of a resource from an instant on. */
  set(arn: string, tags: Tags, at: Date): void;
  /** The resource is gone from an instant on. */
  forget(arn: string, at: Date): void;
  /** The ARNs of all resources that have or had tags, sorted. */
  arns(): readonly string[];
  /** Everything that is known, to be saved. */
  versions(): readonly (readonly [string, readonly TagVersion[]])[];
  /** Puts back what was saved of a resource. */
  restore(arn: string, versions: readonly TagVersion[]): void;
}

/** An empty history. */
export function createTagHistory(): TagHistory {
  const versions = new Map<string, TagVersion[]>();
  const push = (arn: string, version: TagVersion): void => {
    const kept = (versions.get(arn) ?? []).filter((earlier) => earlier.at <= version.at);
    versions.set(arn, [...kept, version]);
  };
  return {
    latest: (arn) => versions.get(arn)?.at(-1)?.tags ?? {},
    asOf: (arn, instant) => versions.get(arn)?.findLast(({ at }) => at <= instant.getTime())?.tags,
    set: (arn, tags, at) => {
      // A resource that never had a tag is unknown to the tagging API, so no history begins for it.
      if (versions.has(arn) || Object.keys(tags).length > 0)
        push(arn, { at: at.getTime(), tags: { ...tags } });
    },
    forget: (arn, at) => {
      if (versions.has(arn)) push(arn, { at: at.getTime(), tags: undefined });
    },
    arns: () => [...versions.keys()].sort(),
    versions: () => [...versions],
    restore: (arn, saved) => {
      versions.set(arn, [...saved]);
    },
  };
}
