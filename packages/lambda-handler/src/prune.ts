/** Pruning as a function that a schedule calls. @module */

import { createPruneHandler, type PruneHandler } from './prune-handler.ts';

export type { PruneOptions } from '@appstream-campaign/core/prune';
export { checkPruneCall } from './check-prune-call.ts';
export { functionSchedulePermissions as pruneSchedulePermissions } from './deployment-permissions.ts';
export { InvalidEnvironmentError, InvalidEventError } from './errors.ts';
export type { PassInput as PruneInput } from './pass-event.ts';
export type { PassReport } from './pass-report.ts';
export { PRUNE_VARIABLES } from './prune-environment.ts';
export {
  createPruneHandler,
  type PruneHandler,
  type PruneHandlerOptions,
  type PruneStores,
} from './prune-handler.ts';
export type { PruneSummary } from './prune-log.ts';
export {
  type PruneEnvironmentFeatures,
  type PruneFeatures,
  pruneFeaturesOf,
  prunePassPermissions,
  pruneSpokePermissions,
} from './prune-permissions.ts';

/** The handler with everything from the event and the environment. */
export const handler: PruneHandler = createPruneHandler();
