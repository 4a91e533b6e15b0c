import { refusalOf } from '../policy/refusal.ts';
import { ImageStoreError } from '../ports/errors.ts';
import { failuresOf, imageOf } from '../state/state.ts';
import type { Check } from './check.ts';

/** Deletes the failed images of this campaign's earlier attempts at `source`, where the policy says so. */
export async function deleteFailed(check: Check, source: string): Promise<void> {
  const { store, policy } = check.context;
  const names = policy.deleteFailed ? failuresOf(imageOf(check.state, source)) : [];
  if (names.length === 0) return;
  for (const image of await store.describe(names, { tags: true })) {
    // The name alone is no proof: somebody may have made another image under it.
    if (image.condition !== 'failed' || image.tags?.[policy.tags.updatedFrom] !== source) continue;
    try {
      await store.remove?.(image);
    } catch (error) {
      // An image that can't be deleted costs a place in the quota, and not the update.
      if (error instanceof ImageStoreError && refusalOf(error).kind === 'fail') continue;
      throw error;
    }
    check.tell('failedImageDeleted', { source, successor: image.name }, image.name);
  }
}
