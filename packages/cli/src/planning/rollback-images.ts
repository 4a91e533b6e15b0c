import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import type { Instant } from '@appstream-campaign/core';
import type { ImageInventory, InventorySource } from '@appstream-campaign/core/planning';
import {
  decidePrune,
  type PruneDecision,
  type PruneOptions,
  toPrunePolicy,
} from '@appstream-campaign/core/prune';
import { type RolloutPolicy, readRollbackImages } from '@appstream-campaign/core/rollout';
import type { Account } from '../account/account.ts';
import { inventoryOf } from '../account/inventory.ts';

/**
 * An inventory in which the images that rollouts would take fleets back to are in use as well, for decisions about
 * deletions. One DescribeFleets call for 25 fleets that use an image of the inventory, and one for the tags of each. Where
 * fleets can't be looked at, that is said in `unseen`, which keeps every version.
 */
export function withRollbackImagesOf(
  { appstream }: Account,
  inventory: ImageInventory,
  policy: RolloutPolicy,
): Promise<ImageInventory> {
  return readRollbackImages(inventory, new AppStreamFleetStore({ client: appstream }), policy);
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
  return decidePrune(await withRollbackImagesOf(account, inventory, rollout), policy, at).delete;
}

/** Who uses the images of an account, for a campaign that prunes: the versions that fleets would go back to included. */
export function inventoryWithRollbackImages(
  account: Account,
  onNotice: (notice: string) => void,
  policy: RolloutPolicy,
): InventorySource {
  const inventory = inventoryOf(account, onNotice);
  return {
    ...inventory,
    read: async (among) => withRollbackImagesOf(account, await inventory.read(among), policy),
  };
}
