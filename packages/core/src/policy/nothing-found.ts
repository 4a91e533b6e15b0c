import type { ImageRecord } from '../ports/image.ts';
import { exclusionOf } from './candidacy.ts';
import type { Policy } from './options.ts';

/** Most near misses in one explanation. */
const MAX_NEAR_MISSES = 4;

/** What comes close to being enrolled, such as a tag in other letters, and how many images have it. */
export type NearMisses = ReadonlyMap<string, number>;

/** Counts what comes close among images with their tags, on top of what was counted before. */
export function countNearMisses(
  images: readonly ImageRecord[],
  policy: Policy,
  before: Iterable<readonly [string, number]> = [],
): NearMisses {
  const { autoUpdate: key, completed, ignored } = policy.tags;
  const misses = new Map(before);
  const notice = (miss: string) => misses.set(miss, (misses.get(miss) ?? 0) + 1);
  for (const image of images) {
    const exclusion = exclusionOf(image, policy);
    if (exclusion === 'ignored' || image.tags?.[key] === ignored) continue;
    if (exclusion === 'already-updated') notice(`${key}=${completed}`);
    else if (exclusion === 'not-available') notice('the tag and not the state AVAILABLE');
    else if (exclusion === undefined)
      notice('the tag and an update of its own that is under way or just over');
    else if (exclusion !== 'not-enrolled')
      notice('the tag and a name or platform that the selection leaves out');
    else for (const near of nearMisses(image, policy.tags)) notice(near);
  }
  return misses;
}

/**
 * Why no image is a candidate, for people: how many images were looked at, for which tag, and which came close. In one
 * line without its full stop.
 * @param looked number of images of the account
 */
export function explainNothingFound(looked: number, misses: NearMisses, policy: Policy): string {
  const { autoUpdate: key, enabled } = policy.tags;
  const told = mostFrequent(misses, MAX_NEAR_MISSES).map(
    ([miss, times]) => `${times} ${times === 1 ? 'has' : 'have'} ${miss}`,
  );
  const what = told.length === 0 ? 'none has it, or one like it' : told.join(', ');
  return `${looked} ${looked === 1 ? 'image' : 'images'} looked at for the tag ${key}=${enabled}: ${what}`;
}

/** Those that most images have. */
export function mostFrequent(misses: NearMisses, most: number): readonly (readonly [string, number])[] {
  return [...misses].toSorted(([x, a], [y, b]) => b - a || (x < y ? -1 : 1)).slice(0, most);
}

/** Tags that differ from the wanted one in capitals and blanks only, or in their value only, as `key=value`. */
export function nearMisses(
  { tags = {} }: ImageRecord,
  { autoUpdate: key, enabled: value }: Pick<Policy['tags'], 'autoUpdate' | 'enabled'>,
): readonly string[] {
  const alike = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  return Object.entries(tags).flatMap(([name, text]) =>
    name === key || (alike(name, key) && alike(text, value)) ? [`${name}=${text}`] : [],
  );
}
