import { provenLineages } from '../policy/lineage-order.ts';
import { refusalOf } from '../policy/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import { ImageStoreError, InvalidOptionsError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import { type Instant, toInstant } from '../ports/instant.ts';
import type { ImageInventory } from '../ports/inventory.ts';
import { errorDetail } from '../state/detail.ts';
import { decidePrune, type PruneDecision, type PruneVerdict } from './decide-prune.ts';
import { type PruneOptions, type PrunePolicy, toPrunePolicy } from './prune-policy.ts';

/** What pruning needs to change the world. An `ImageStore` that can delete is one. */
export interface PruneStore {
  /** Deletes one image; an image that is gone already is no error. Rejects with an `ImageStoreError`. */
  readonly remove?: ImageStore['remove'];
  /**
   * Takes back what another account may do with an image. Only asked for with the option `unshare`. Rejects with an
   * `ImageStoreError`.
   */
  unshare?(image: ImageRecord, account: string): Promise<void>;
}

/** What {@link prune} works with. */
export interface PruneParts {
  readonly store: PruneStore;
  /**
   * The images and who uses them.
   * @param among names: then only these images, but everybody who uses any; else all images of the account
   */
  readonly inventory: (among?: readonly string[]) => Promise<ImageInventory>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy?: PruneOptions;
  /**
   * Names of images that may be deleted: those of a plan that somebody has seen, or that is in a saved state. Whatever
   * the policy says beside, nothing else is.
   */
  readonly only: readonly string[];
}

/** What one pass of {@link prune} has done. */
export interface PruneResult {
  /** Names, in the order of deletion. */
  readonly deleted: readonly string[];
  /** Images that were to go and stay, and why: the world has changed, or AppStream refused. */
  readonly failed: readonly { readonly image: string; readonly reason: string }[];
}

/**
 * What a pass would delete, what stays, and why. Changes nothing.
 * @throws InvalidOptionsError naming the first option that is wrong
 * @throws ImageStoreError when the images can't be looked at
 */
export async function planPrune(parts: Omit<PruneParts, 'store' | 'only'>): Promise<PruneDecision> {
  const policy = toPrunePolicy(parts.policy);
  return decidePrune(await parts.inventory(), policy, toInstant(parts.clock.now()));
}

/**
 * Deletes images of a plan, one after another, the oldest first. Right before each deletion its lineage, and everybody
 * who uses images, is looked at again, and the policy has to agree once more. Doing it again deletes nothing more than
 * the policy allows.
 *
 * @example
 * ```ts
 * const plan = await planPrune({ inventory, clock });
 * const { deleted, failed } = await prune({
 *   store, inventory, clock, only: plan.delete.map(({ image }) => image),
 * });
 * ```
 * @throws InvalidOptionsError when the store can't delete, or an option is wrong; nothing was touched
 * @throws ImageStoreError when the images can't be looked at before the first deletion
 */
export async function prune(parts: PruneParts): Promise<PruneResult> {
  const policy = toPrunePolicy(parts.policy);
  if (parts.store.remove === undefined) {
    throw new InvalidOptionsError(
      'Prune option store can delete nothing; expected an object with the method remove.',
    );
  }
  const inventory = await parts.inventory();
  const now = toInstant(parts.clock.now());
  const plan = decidePrune(inventory, policy, now);
  const deleted: string[] = [];
  const failed: { image: string; reason: string }[] = [];
  const allowed = new Set(parts.only);
  for (const { image } of plan.keep) {
    if (allowed.has(image)) failed.push({ image, reason: keptText(plan, image) });
  }
  const going = plan.delete.filter(({ image }) => allowed.has(image));
  for (const [index, verdict] of going.entries()) {
    const outcome = await deleteOne(verdict, inventory, policy, parts);
    if (outcome.kind === 'deleted') deleted.push(verdict.image);
    else failed.push({ image: verdict.image, reason: outcome.reason });
    if (outcome.kind === 'stop') {
      const reason = 'not tried after that';
      for (const { image } of going.slice(index + 1)) failed.push({ image, reason });
      break;
    }
  }
  return { deleted, failed };
}

type Outcome = { readonly kind: 'deleted' } | { readonly kind: 'kept' | 'stop'; readonly reason: string };

async function deleteOne(
  verdict: PruneVerdict<string>,
  before: ImageInventory,
  policy: PrunePolicy,
  parts: PruneParts,
): Promise<Outcome> {
  const now: Instant = toInstant(parts.clock.now());
  try {
    const lineage = provenLineages(before.images, policy.tags).find(({ name }) => name === verdict.lineage);
    const kin = lineage?.versions.flatMap(({ name, tags }) => [name, tags?.[policy.tags.updatedFrom]]) ?? [];
    const names = new Set([verdict.image, ...kin.flatMap((name) => name ?? [])]);
    const fresh = await parts.inventory([...names]);
    const image = fresh.images.find(({ name }) => name === verdict.image);
    // Somebody else was faster.
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
    return { kind: refusalOf(error).kind === 'stop' ? 'stop' : 'kept', reason: errorDetail(error) };
  }
}

function keptText({ keep }: PruneDecision, image: string): string {
  const verdict = keep.find((one) => one.image === image);
  if (verdict === undefined) return 'it is not there any more';
  return verdict.detail === undefined ? verdict.reason : `${verdict.reason} (${verdict.detail})`;
}
