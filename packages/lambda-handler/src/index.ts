/** The campaign as a task of Step Functions. @module */

import { type CampaignHandler, createCampaignHandler } from './campaign-handler.ts';

export type { CallContext } from './call-context.ts';
export {
  type CampaignHandler,
  type CampaignHandlerOptions,
  createCampaignHandler,
} from './campaign-handler.ts';
export type { CampaignNotes, CampaignResults, ReasonNote } from './campaign-results.ts';
export { checkCall } from './check-call.ts';
export {
  lambdaPermissions,
  schedulePermissions,
  stateMachinePermissions,
} from './deployment-permissions.ts';
export { checkEnvironment, ENVIRONMENT_VARIABLES, type Environment } from './environment.ts';
export { InvalidEnvironmentError, InvalidEventError } from './errors.ts';
export type { CampaignInput } from './event.ts';
export type { HandlerLogger } from './event-log.ts';
export { type EnvironmentFeatures, featuresOf } from './features-of.ts';
export { checkHub, type HubInput } from './hub-input.ts';
export type { HandlerNetwork } from './network.ts';
export {
  type CampaignFeatures,
  campaignPermissions,
  type PermissionStatement,
  type Place,
} from './permissions.ts';
export type { CampaignTarget } from './target.ts';
export {
  hubPermissions,
  organizationPermissions,
  spokePermissions,
  targetPermissions,
} from './target-permissions.ts';

/** The handler with everything from the event and the environment. */
export const handler: CampaignHandler = createCampaignHandler();
