import { imagesToRefresh } from '../policy/decide-enrolment.ts';
import { explainNothingFound } from '../policy/nothing-found.ts';
import type { Policy } from '../policy/options.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
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
 * Every image that was ever enrolled or is ignored, and the successors that they name. Records that the enrolment depends
 * on and that come from an index that may lag are read again.
 */
export async function observeEnrolled(
  store: ImageStore,
  policy: Policy,
  startedAt: Instant,
): Promise<readonly ImageRecord[]> {
  const { autoUpdate, enabled, completed, ignored } = policy.tags;
  const found = await store.find({ key: autoUpdate, values: [enabled, completed, ignored] });
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

/** Why there is no candidate, from all images; undefined when they can't be read, which has no other effect. */
export async function observeNearMisses(store: ImageStore, policy: Policy): Promise<string | undefined> {
  try {
    const names = (await store.list()).map(({ name }) => name);
    const seen = await observeImages(store, names, { tags: true });
    return explainNothingFound(
      [...seen.values()].filter((record) => record !== undefined),
      policy,
    );
  } catch (error) {
    storeError(error);
    return undefined;
  }
}
