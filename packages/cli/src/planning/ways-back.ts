import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { ImageStoreError, type Instant } from '@appstream-campaign/core';
import type { ImageInventory } from '@appstream-campaign/core/planning';
import {
  decidePrune,
  type PruneDecision,
  type PruneOptions,
  toPrunePolicy,
} from '@appstream-campaign/core/prune';
import { type RolloutPolicy, withWaysBack } from '@appstream-campaign/core/rollout';
import type { Account } from '../account/account.ts';

/**
 * An inventory in which the images that rollouts would take fleets back to are in use as well, for decisions about
 * deletions. One DescribeFleets call for 25 fleets that use an image of the inventory, and one for the tags of each. Where
 * fleets can't be looked at, that is said in `unseen`, which keeps every version.
 */
export async function withWaysBackOf(
  { appstream }: Account,
  inventory: ImageInventory,
  policy: RolloutPolicy,
): Promise<ImageInventory> {
  const own = new Set(inventory.images.flatMap(({ id, name }) => [id, name]));
  const names = inventory.users.flatMap(({ kind, name, image }) =>
    kind === 'fleet' && image !== undefined && own.has(image) ? [name] : [],
  );
  if (names.length === 0) return inventory;
  try {
    const fleets = await new AppStreamFleetStore({ client: appstream }).describe(names);
    return withWaysBack(inventory, fleets, policy);
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    const part = { what: 'fleets' as const, detail: error.message };
    return { ...inventory, unseen: [...inventory.unseen, part] };
  }
}

/** What pruning would delete. Fleets are only looked at more closely where there is something. */
export async function removableImages(
  account: Account,
  inventory: ImageInventory,
  { prune, rollout }: { readonly prune: PruneOptions; readonly rollout: RolloutPolicy },
  at: Instant,
): Promise<PruneDecision['delete']> {
  const policy = toPrunePolicy(prune);
  const first = decidePrune(inventory, policy, at).delete;
  if (first.length === 0) return first;
  return decidePrune(await withWaysBackOf(account, inventory, rollout), policy, at).delete;
}
