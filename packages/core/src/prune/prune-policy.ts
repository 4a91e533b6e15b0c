import * as v from 'valibot';
import { toPolicy } from '../policy/options.ts';
import type { TagNames } from '../policy/tags.ts';
import { InvalidOptionsError } from '../ports/errors.ts';
import { explainIssue } from '../text/validation.ts';

/** What may be deleted. Every option has a default that keeps more rather than less. */
export interface PruneOptions {
  /** Newest available versions of each lineage that stay, from 1. @defaultValue 2 */
  readonly keep?: number;
  /** Days that a version stays after a newer one became available, from 0. @defaultValue 30 */
  readonly minAgeDays?: number;
  /** Days that a failed successor stays, so that somebody can read its errors, from 0. @defaultValue 7 */
  readonly failedAfterDays?: number;
  /** Deletions in one pass, 1 to 1000. The oldest go first; the others are for the next pass. @defaultValue 10 */
  readonly maxDeletions?: number;
  /**
   * Whether versions may go that other accounts may only launch image builders from: the sharing is taken back first. A
   * version that an account may use for fleets always stays. @defaultValue false
   */
  readonly unshare?: boolean;
  /** Key of the tag that keeps an image, whatever its value. @defaultValue `Keep` */
  readonly keepTag?: string;
  /** Tag names that differ from the defaults, as in the options of a campaign. */
  readonly tags?: Partial<TagNames>;
}

/** {@link PruneOptions} with every default filled in. */
export interface PrunePolicy extends Required<Omit<PruneOptions, 'tags'>> {
  readonly tags: TagNames;
}

const whole = (least: number, most: number) => {
  const text = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(text), v.integer(text), v.minValue(least, text), v.maxValue(most, text));
};
const schema = v.strictObject({
  keep: v.optional(whole(1, 1000), 2),
  minAgeDays: v.optional(whole(0, 3650), 30),
  failedAfterDays: v.optional(whole(0, 3650), 7),
  maxDeletions: v.optional(whole(1, 1000), 10),
  unshare: v.optional(v.boolean('true or false'), false),
  keepTag: v.optional(v.pipe(v.string('a tag key'), v.minLength(1, 'a tag key')), 'Keep'),
  tags: v.optional(v.looseObject({}), {}),
});

/**
 * Fills in the defaults.
 * @throws InvalidOptionsError naming the first option that is wrong or unknown
 */
export function toPrunePolicy(options: PruneOptions = {}): PrunePolicy {
  const parsed = v.safeParse(schema, options);
  if (!parsed.success) {
    throw new InvalidOptionsError(
      `Prune option ${explainIssue(parsed.issues[0], Object.keys(schema.entries))}`,
    );
  }
  return { ...parsed.output, tags: toPolicy({ tags: options.tags ?? {} }).tags };
}
