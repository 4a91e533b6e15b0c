/**
 * Deleting versions that are no longer needed: a pure decision, and a pass that acts on it. A campaign with the option `prune`
 * decides and deletes by the same rules.
 * @module
 */

export type { PruneStore } from '../campaign/delete-versions.ts';
export {
  decidePrune,
  type KeepReason,
  type PruneDecision,
  type PruneReason,
  type PruneVerdict,
} from '../policy/decide-prune.ts';
export type { PruneOptions } from '../policy/prune-options.ts';
export { type PrunePolicy, toPrunePolicy } from '../policy/prune-policy.ts';
export { type PruneParts, type PruneResult, planPrune, prune } from './prune.ts';
