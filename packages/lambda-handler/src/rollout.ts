/** Rollouts as a function that a schedule calls. @module */

import { createRolloutHandler, type RolloutHandler } from './rollout-handler.ts';

export type { RolloutOptions } from '@appstream-campaign/core/rollout';
export { checkRolloutCall } from './check-rollout-call.ts';
export { rolloutSchedulePermissions } from './deployment-permissions.ts';
export { InvalidEnvironmentError, InvalidEventError, RolloutStoppedError } from './errors.ts';
export { ROLLOUT_VARIABLES } from './rollout-environment.ts';
export type { RolloutInput } from './rollout-event.ts';
export { createRolloutHandler, type RolloutHandler, type RolloutHandlerOptions } from './rollout-handler.ts';
export type { RolloutSummary } from './rollout-log.ts';
export type { RolloutStores } from './rollout-parts.ts';
export {
  type RolloutEnvironmentFeatures,
  type RolloutFeatures,
  rolloutFeaturesOf,
  rolloutPermissions,
} from './rollout-permissions.ts';

/** The handler with everything from the event and the environment. */
export const handler: RolloutHandler = createRolloutHandler();
