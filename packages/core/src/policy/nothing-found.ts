import type { ImageRecord } from '../ports/image.ts';
import { exclusionOf } from './candidacy.ts';
import type { Policy } from './options.ts';

/** Most near misses in one explanation. */
const MAX_NEAR_MISSES = 4;

/**
 * Why no image is a candidate, for people: how many images were searched, for which tag, and which came close. One line
 * without a full stop.
 * @param images all images of the account, with their tags
 */
export function explainNothingFound(images: readonly ImageRecord[], policy: Policy): string {
  const { autoUpdate: key, enabled, completed, ignored } = policy.tags;
  const looked = `${count(images.length, 'image')} looked at for the tag ${key}=${enabled}`;
  const misses = new Map<string, number>();
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
  const told = [...misses]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MAX_NEAR_MISSES)
    .map(([miss, times]) => `${times} ${times === 1 ? 'has' : 'have'} ${miss}`);
  return `${looked}: ${told.length === 0 ? 'none has it, or one like it' : told.join(', ')}`;
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

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
