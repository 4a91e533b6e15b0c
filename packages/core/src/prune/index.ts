/**
 * Deleting versions that nobody needs: a pure decision, and a pass that acts on it. Imports only ports, tags and options
 * of the core.
 * @module
 */

export {
  decidePrune,
  type KeepReason,
  type PruneDecision,
  type PruneReason,
  type PruneVerdict,
} from './decide-prune.ts';
export { type PruneParts, type PruneResult, type PruneStore, planPrune, prune } from './prune.ts';
export { type PruneOptions, type PrunePolicy, toPrunePolicy } from './prune-policy.ts';
