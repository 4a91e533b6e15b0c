import type { PrunePolicy } from '../policy/prune-policy.ts';
import type { InventorySource } from '../ports/inventory.ts';

/** The inventory and the policy of a campaign that prunes. */
export interface PruneContext {
  readonly inventory: InventorySource;
  readonly policy: PrunePolicy;
}
