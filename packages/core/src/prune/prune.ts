import { deleteVersions, type PruneStore } from '../campaign/delete-versions.ts';
import { decidePrune, type PruneDecision } from '../policy/decide-prune.ts';
import type { PruneOptions } from '../policy/prune-options.ts';
import { toPrunePolicy } from '../policy/prune-policy.ts';
import type { Clock } from '../ports/clock.ts';
import { InvalidOptionsError } from '../ports/errors.ts';
import { toInstant } from '../ports/instant.ts';
import type { ImageInventory } from '../ports/inventory.ts';

/** The parts of {@link prune}. */
export interface PruneParts {
  readonly store: PruneStore;
  /**
   * The images and what uses them.
   * @param among names: then only these images, but everything that uses any; else all images of the account
   */
  readonly inventory: (among?: readonly string[]) => Promise<ImageInventory>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy?: PruneOptions;
  /**
   * Names of images that may be deleted: those of a plan that a person has seen, or that is in a saved state. No other
   * image is deleted, even if the policy would allow it.
   */
  readonly only: readonly string[];
}

/** What one pass of {@link prune} has done. */
export interface PruneResult {
  /** Names, in the order of deletion. */
  readonly deleted: readonly string[];
  /** Images that were to be deleted and were kept, and why: something has changed, or AppStream refused. */
  readonly failed: readonly { readonly image: string; readonly reason: string }[];
}

/**
 * What a pass would delete, what it would keep, and why. Changes nothing.
 * @throws InvalidOptionsError naming the first option that is wrong
 * @throws ImageStoreError when the images can't be read
 */
export async function planPrune(parts: Omit<PruneParts, 'store' | 'only'>): Promise<PruneDecision> {
  const policy = toPrunePolicy(parts.policy);
  return decidePrune(await parts.inventory(), policy, toInstant(parts.clock.now()));
}

/**
 * Deletes images of a plan, one after another, the oldest first. Right before each deletion its lineage, and what uses
 * images, is read again, and the policy has to allow it once more. Repeating it deletes nothing more than the policy allows.
 *
 * @example
 * ```ts
 * const plan = await planPrune({ inventory, clock });
 * const { deleted, failed } = await prune({
 *   store, inventory, clock, only: plan.delete.map(({ image }) => image),
 * });
 * ```
 * @throws InvalidOptionsError when the store can't delete, or an option is wrong; nothing was touched
 * @throws ImageStoreError when the images can't be read before the first deletion
 */
export async function prune(parts: PruneParts): Promise<PruneResult> {
  const policy = toPrunePolicy(parts.policy);
  if (parts.store.remove === undefined) {
    throw new InvalidOptionsError(
      'Prune option store can delete nothing; expected an object with the method remove.',
    );
  }
  const deleted: string[] = [];
  const failed: { image: string; reason: string }[] = [];
  const { store, inventory: read, only } = parts;
  const now = () => toInstant(parts.clock.now());
  for await (const { image, kind, reason = '' } of deleteVersions({ store, read, now, policy, only })) {
    if (kind === 'deleted') deleted.push(image);
    if (kind === 'kept') failed.push({ image, reason });
  }
  return { deleted, failed };
}
