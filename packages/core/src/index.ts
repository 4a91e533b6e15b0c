/** The engine of an update campaign: pure decisions, ports, events and messages. @module */

export { ANNOUNCED_TYPES, type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from './announcements.ts';
export { type Exclusion, matchesPattern } from './candidacy.ts';
export {
  type AdaptiveSchedule,
  type CheckSchedule,
  DEFAULT_CHECK_SCHEDULE,
  type FixedSchedule,
} from './check-schedule.ts';
export type { Clock } from './clock.ts';
export { type Assumption, type CostInput, type CostRange, costRange, type Range } from './cost-range.ts';
export {
  CampaignTooLargeError,
  ImageStoreError,
  type ImageStoreErrorCode,
  InvalidOptionsError,
  InvalidStateError,
  NotifierError,
  type NotifierErrorOptions,
} from './errors.ts';
export { escapeHtml } from './escape-html.ts';
export {
  type DocumentImage,
  EVENT_SCHEMA,
  EVENT_VERSION,
  type EventDocument,
  eventDocument,
} from './event-document.ts';
export type {
  AnnouncedEvent,
  AttemptFailed,
  CampaignEnded,
  CampaignEvent,
  CampaignEventType,
  CampaignHalted,
  CampaignStarted,
  CampaignStopped,
  CheckPostponed,
  EventOf,
  FailedImageDeleted,
  ImageSkipped,
  ImageUpdated,
  NotificationAbandoned,
  NotificationFailed,
  SourceReopened,
  StartPostponed,
  TaggingFailed,
  UpdateAdopted,
  UpdateFailed,
  UpdateStarted,
} from './events.ts';
export { type Forecast, type ForecastInput, forecast } from './forecast.ts';
export type { ImageCondition, ImageProblem, ImageRecord, Tags } from './image.ts';
export type { ImageStore, TagChange, TagQuery, UpdateAnswer, UpdateOrder } from './image-store.ts';
export { type Instant, minutesBetween, plusMinutes } from './instant.ts';
export type { ImageInventory, ImageShare, ImageUser, UnseenPart } from './inventory.ts';
export { limitPlan, plannedStarts } from './limit-plan.ts';
export {
  type ImageUse,
  type ImageVersion,
  type LineageTree,
  lineageTrees,
  versionsOf,
} from './lineage-tree.ts';
export {
  durationInWords,
  isTimeZone,
  localTime,
  readTimeZone,
  TIME_ZONE_LIKE,
  timeInWords,
  zoneName,
} from './local-time.ts';
export { describeEvents, type Message, type MessageOptions, renderMessage } from './message.ts';
export type { Block, MessageDocument, Outcome, OutcomeRow } from './message-document.ts';
export { detailLabel, reasonAdvice, reasonSummary, reasonText } from './message-reasons.ts';
export {
  isImageName,
  MAX_DISPLAY_NAME_LENGTH,
  MAX_NAME_LENGTH,
  type Naming,
  type NamingFunction,
  type NamingInput,
} from './naming.ts';
export { nearMisses } from './nothing-found.ts';
export { type Delivery, type DeliveryReceipt, MAX_NOTIFIER_MEMORY, type Notifier } from './notifier.ts';
export { oneLine } from './one-line.ts';
export type { CampaignOptions, FailureThreshold, Pacing, Selector } from './options.ts';
export { parseCampaignState } from './parse-state.ts';
export type { CampaignPlan, PlannedImage } from './plan.ts';
export {
  type FindingSeverity,
  imagesToStart,
  type Preflight,
  type PreflightFinding,
  type PreflightInput,
  preflight,
} from './preflight.ts';
export type { CampaignProgress } from './progress.ts';
export { QUOTAS, type Quota, type QuotaName, type Quotas, type QuotaUsage, usageOf } from './quotas.ts';
export { MAX_DETAIL_LENGTH, REASON_CODES, type Reason, type ReasonCode } from './reason.ts';
export { MAX_DIGEST_MINUTES, ROUTE_KEYS, type Route, readRoute, route } from './route.ts';
export { RoutedNotifier } from './routed-notifier.ts';
export { Secret } from './secret.ts';
export { isAtLeast, isRequestedStop, SEVERITIES, type Severity, severityOf } from './severity.ts';
export { startOrder } from './start-order.ts';
export {
  type CampaignImage,
  type CampaignPlace,
  type CampaignState,
  type CampaignStatus,
  type Delay,
  type FailedImage,
  type Halt,
  type NotifierNotes,
  newCampaign,
  type OutboxEntry,
  type SkippedImage,
  type UpdatedImage,
  type UpdatingImage,
  type WaitingImage,
} from './state.ts';
export type { StateLimit } from './state-size.ts';
export { MAX_TAGS, rememberedMinutes, type TagNames } from './tags.ts';
export {
  type CampaignListeners,
  type RunOptions,
  UpdateCampaign,
  type UpdateCampaignOptions,
} from './update-campaign.ts';
export { updateMinutes } from './update-length.ts';
export { explainIssue, isCampaignId, isInstant, unknownKey } from './validation.ts';
