import { decidePrune, type PruneDecision, type PruneVerdict } from '../policy/decide-prune.ts';
import { errorHandling } from '../policy/error-handling.ts';
import { provenLineages } from '../policy/lineage-order.ts';
import type { PrunePolicy } from '../policy/prune-policy.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import type { ImageInventory } from '../ports/inventory.ts';
import { errorDetail } from '../state/detail.ts';

/** What pruning changes images with. An `ImageStore` that can delete is one. */
export interface PruneStore {
  /** Deletes one image; an image that is gone already is no error. Rejects with an `ImageStoreError`. */
  readonly remove?: ImageStore['remove'];
  /**
   * Revokes another account's permissions for an image. Only called with the option `unshare`. Rejects with an
   * `ImageStoreError`.
   */
  unshare?(image: ImageRecord, account: string): Promise<void>;
}

/** What {@link deleteVersions} works with. */
export interface DeletionParts {
  readonly store: PruneStore;
  readonly read: (among?: readonly string[]) => Promise<ImageInventory>;
  readonly now: () => Instant;
  readonly policy: PrunePolicy;
  /** Names of the images that may be deleted. */
  readonly only: readonly string[];
}

/** The outcome for one image that was to be deleted. */
export interface DeletionOutcome {
  readonly image: string;
  /** `gone`: it no longer existed when the pass started. */
  readonly kind: 'deleted' | 'gone' | 'kept';
  /** Why it was kept. */
  readonly reason?: string;
}

/**
 * Deletes versions, the oldest first. Right before each deletion its lineage, and what uses images, is read again, and
 * the policy has to allow it once more. A caller that stops iterating ends the pass.
 * @throws ImageStoreError when the images can't be read before the first deletion
 */
export async function* deleteVersions(parts: DeletionParts): AsyncGenerator<DeletionOutcome> {
  const { policy, only } = parts;
  const inventory = await parts.read();
  const plan = decidePrune(inventory, policy, parts.now());
  const allowed = new Set(only);
  const there = new Set(inventory.images.map(({ name }) => name));
  for (const image of only) if (!there.has(image)) yield { image, kind: 'gone' };
  for (const { image } of plan.keep) {
    if (allowed.has(image)) yield { image, kind: 'kept', reason: keptText(plan, image) };
  }
  let isStopped = false;
  for (const verdict of plan.delete.filter(({ image }) => allowed.has(image))) {
    const { image } = verdict;
    if (isStopped) {
      yield { image, kind: 'kept', reason: 'not tried after that' };
      continue;
    }
    const outcome = await deleteOne(verdict, inventory, parts);
    isStopped = outcome.kind === 'stop';
    yield outcome.kind === 'deleted'
      ? { image, kind: 'deleted' }
      : { image, kind: 'kept', reason: outcome.reason };
  }
}

type Outcome = { readonly kind: 'deleted' } | { readonly kind: 'kept' | 'stop'; readonly reason: string };

async function deleteOne(
  verdict: PruneVerdict<string>,
  before: ImageInventory,
  parts: DeletionParts,
): Promise<Outcome> {
  const { policy } = parts;
  const now = parts.now();
  try {
    const lineage = provenLineages(before.images, policy.tags).find(({ name }) => name === verdict.lineage);
    const kin = lineage?.versions.flatMap(({ name, tags }) => [name, tags?.[policy.tags.updatedFrom]]) ?? [];
    const names = new Set([verdict.image, ...kin.flatMap((name) => name ?? [])]);
    const fresh = await parts.read([...names]);
    const image = fresh.images.find(({ name }) => name === verdict.image);
    // It was deleted in the meantime.
    if (image === undefined) return { kind: 'deleted' };
    const again = decidePrune(fresh, { ...policy, maxDeletions: Number.POSITIVE_INFINITY }, now);
    if (!again.delete.some(({ image: name }) => name === verdict.image)) {
      return { kind: 'kept', reason: keptText(again, verdict.image) };
    }
    for (const share of fresh.shares.filter((one) => one.image === image.name)) {
      if (parts.store.unshare === undefined) return { kind: 'kept', reason: `shared with ${share.account}` };
      await parts.store.unshare(image, share.account);
    }
    await parts.store.remove?.(image);
    return { kind: 'deleted' };
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    return { kind: errorHandling(error).kind === 'stop' ? 'stop' : 'kept', reason: errorDetail(error) };
  }
}

function keptText({ keep }: PruneDecision, image: string): string {
  const verdict = keep.find((one) => one.image === image);
  if (verdict === undefined) return 'it is not there any more';
  return verdict.detail === undefined ? verdict.reason : `${verdict.reason} (${verdict.detail})`;
}
