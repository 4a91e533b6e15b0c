import type { PrunePolicy } from '../policy/prune-policy.ts';
import type { InventorySource } from '../ports/inventory.ts';

/** What a campaign that prunes works with. */
export interface PruneContext {
  readonly inventory: InventorySource;
  readonly policy: PrunePolicy;
}
