/** The update campaign as a CDK construct. @module */

export type { CampaignChannels } from './campaign-channels.ts';
export type { CampaignHandlerCode } from './campaign-function.ts';
export type { CampaignBehaviour, CampaignMail } from './campaign-options.ts';
export type { ImageUpdateCampaignProps } from './campaign-props.ts';
export type { PruneFunction } from './campaign-prune.ts';
export type { RolloutFunction } from './campaign-rollout.ts';
export {
  afterPatchTuesday,
  type CampaignSchedule,
  firstOfMonth,
  type TimeOfDay,
} from './campaign-schedule.ts';
export type { HubOrganization, HubPass } from './hub-passes.ts';
export { ImageUpdateCampaign } from './image-update-campaign.ts';
export { ImageUpdateHub, type ImageUpdateHubProps } from './image-update-hub.ts';
export type { PassSchedule } from './pass-schedule.ts';
export type { CampaignPrunePass } from './prune-props.ts';
export type { CampaignRollout } from './rollout-props.ts';
