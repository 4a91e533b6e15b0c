import { imagesToRefresh } from '../policy/decide-enrolment.ts';
import { countNearMisses, explainNothingFound } from '../policy/nothing-found.ts';
import type { Policy } from '../policy/options.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import type { Search } from './search.ts';
import { storeError } from './step.ts';

/** The named images by name, those that do not exist as undefined. Without names, the store is not called. */
export async function observeImages(
  store: Pick<ImageStore, 'describe'>,
  names: readonly string[],
  options: { readonly tags: boolean },
): Promise<Map<string, ImageRecord | undefined>> {
  const seen = new Map<string, ImageRecord | undefined>(names.map((name) => [name, undefined]));
  if (seen.size === 0) return seen;
  for (const record of await store.describe([...seen.keys()], options)) seen.set(record.name, record);
  return seen;
}

/**
 * Every image that was ever enrolled or is ignored, and the successors that they name. Whatever the enrolment depends on
 * and an index that may lag has answered is looked at again.
 * @param found what a search has found
 */
export async function observeEnrolled(
  store: Pick<ImageStore, 'describe'>,
  found: readonly ImageRecord[],
  policy: Policy,
  startedAt: Instant,
): Promise<readonly ImageRecord[]> {
  const seen = new Map(found.map((record) => [record.name, record]));
  const current = found.filter(({ tags, tagsMayLag }) => tags !== undefined && !tagsMayLag);
  const fresh = new Set(current.map(({ name }) => name));
  for (;;) {
    // The tags of an image can name another one whose tags are needed in turn.
    const toRefresh = imagesToRefresh(seen, policy, startedAt).filter((name) => !fresh.has(name));
    if (toRefresh.length === 0) return [...seen.values()];
    for (const [name, record] of await observeImages(store, toRefresh, { tags: true })) {
      fresh.add(name);
      if (record === undefined) seen.delete(name);
      else seen.set(name, record);
    }
  }
}

/** Why nothing was found. Where the search has seen only what matches, all images are looked at; undefined when they can't be, which changes nothing else. */
export async function observeNearMisses(
  store: ImageStore,
  { others }: Search,
  policy: Policy,
): Promise<string | undefined> {
  if (others !== undefined) return explainNothingFound(others.looked, others.nearMisses, policy);
  try {
    const names = (await store.list()).map(({ name }) => name);
    const seen = await observeImages(store, names, { tags: true });
    const images = [...seen.values()].filter((record) => record !== undefined);
    return explainNothingFound(images.length, countNearMisses(images, policy), policy);
  } catch (error) {
    storeError(error);
    return undefined;
  }
}
