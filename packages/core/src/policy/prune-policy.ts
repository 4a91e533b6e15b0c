import * as v from 'valibot';
import { InvalidOptionsError } from '../ports/errors.ts';
import { explainIssue } from '../text/validation.ts';
import { toPolicy } from './options.ts';
import type { PruneOptions } from './prune-options.ts';
import type { TagNames } from './tags.ts';

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
