import type { ImageRecord } from '../ports/image.ts';
import type { Policy } from './options.ts';

/** Why an image is not a candidate. */
export type Exclusion =
  | 'not-enrolled'
  | 'already-updated'
  | 'just-updated'
  | 'not-available'
  | 'name-not-included'
  | 'name-excluded'
  | 'platform-not-selected'
  /** A person excluded it on purpose: it is no near miss. */
  | 'ignored'
  /** A plan for fewer images leaves it to a later campaign, see `limitPlan`. */
  | 'beyond-limit';

/** Whether a name matches a pattern: `*` for any characters, `?` for one. */
export function matchesPattern(name: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.\\+^$()[\]{}|-]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
}

/** Whether the selector's names and platforms admit an image, whatever its tags and state; else why not. */
export function filteredOut(
  image: Pick<ImageRecord, 'name' | 'platform'>,
  policy: Policy,
): Exclusion | undefined {
  const { include, exclude, platforms, ignore } = policy.selector;
  if (include.length > 0 && !include.some((pattern) => matchesPattern(image.name, pattern)))
    return 'name-not-included';
  if (exclude.some((pattern) => matchesPattern(image.name, pattern))) return 'name-excluded';
  if (platforms.length > 0 && !platforms.includes(image.platform ?? '')) return 'platform-not-selected';
  if (ignore.some((pattern) => matchesPattern(image.name, pattern))) return 'ignored';
  return undefined;
}

/** Why an image is not a candidate, or undefined when it is one. */
export function exclusionOf(image: ImageRecord, policy: Policy): Exclusion | undefined {
  const value = image.tags?.[policy.tags.autoUpdate];
  if (value === policy.tags.completed) return 'already-updated';
  if (value === policy.tags.ignored) return filteredOut(image, policy) ?? 'ignored';
  if (value !== policy.tags.enabled) return 'not-enrolled';
  return filteredOut(image, policy) ?? (image.condition === 'available' ? undefined : 'not-available');
}
