/**
 * The engine of an update campaign: everything to run a campaign, or to write a store, a notifier or a driver. At most forty
 * names; a test counts them.
 * @module
 */

export type {
  CampaignListeners,
  RunOptions,
  UpdateCampaignOptions,
} from './campaign/campaign-options.ts';
export type { CampaignPlan, PlannedImage } from './campaign/plan.ts';
export type { StateLimit } from './campaign/state-size.ts';
export { UpdateCampaign } from './campaign/update-campaign.ts';
export type { Delivery, DeliveryReceipt, Notifier } from './delivery/notifier.ts';
export { type Route, route } from './delivery/route.ts';
export type { CampaignOptions } from './policy/options.ts';
export type { Clock } from './ports/clock.ts';
export {
  CampaignTooLargeError,
  ImageStoreError,
  type ImageStoreErrorCode,
  InvalidOptionsError,
  InvalidStateError,
  NotifierError,
} from './ports/errors.ts';
export type { ImageRecord, Tags } from './ports/image.ts';
export type { ImageStore, TagChange, TagQuery, UpdateAnswer, UpdateRequest } from './ports/image-store.ts';
export type { Instant } from './ports/instant.ts';
export type { AnnouncedType } from './state/announcements.ts';
export type { CampaignImage } from './state/campaign-image.ts';
export type { AnnouncedEvent, CampaignEvent, CampaignEventType, EventOf } from './state/events.ts';
export { parseCampaignState } from './state/parse-state.ts';
export type { Reason, ReasonCode } from './state/reason.ts';
export type { CampaignPlace, CampaignState, CampaignStatus } from './state/state.ts';
