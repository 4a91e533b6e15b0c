/** Rollouts as a function that a schedule calls. @module */

import { createRolloutHandler, type RolloutHandler } from './rollout-handler.ts';

export type { RolloutOptions } from '@appstream-campaign/core/rollout';
export { checkRolloutCall } from './check-rollout-call.ts';
export { functionSchedulePermissions as rolloutSchedulePermissions } from './deployment-permissions.ts';
export { InvalidEnvironmentError, InvalidEventError, RolloutStoppedError } from './errors.ts';
export type { PassInput as RolloutInput } from './pass-event.ts';
export type { PassReport } from './pass-report.ts';
export { ROLLOUT_VARIABLES } from './rollout-environment.ts';
export { createRolloutHandler, type RolloutHandler, type RolloutHandlerOptions } from './rollout-handler.ts';
export type { RolloutSummary } from './rollout-log.ts';
export type { RolloutStores } from './rollout-parts.ts';
export {
  type RolloutEnvironmentFeatures,
  type RolloutFeatures,
  rolloutFeaturesOf,
  rolloutPermissions,
  rolloutSpokePermissions,
} from './rollout-permissions.ts';

/** The handler with everything from the event and the environment. */
export const handler: RolloutHandler = createRolloutHandler();
