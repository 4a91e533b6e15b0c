/** The engine of an update campaign: pure decisions, ports, events and messages. @module */

export type { CampaignListeners, RunOptions, UpdateCampaignOptions } from './campaign/campaign-options.ts';
export type { CampaignPlan, PlannedImage } from './campaign/plan.ts';
export type { StateLimit } from './campaign/state-size.ts';
export { UpdateCampaign } from './campaign/update-campaign.ts';
export type { Delivery, DeliveryReceipt, Notifier } from './delivery/notifier.ts';
export { MAX_DIGEST_MINUTES, ROUTE_KEYS, type Route, readRoute, route } from './delivery/route.ts';
export { RoutedNotifier } from './delivery/routed-notifier.ts';
export {
  type DocumentImage,
  EVENT_SCHEMA,
  EVENT_VERSION,
  type EventDocument,
  eventDocument,
} from './messages/event-document.ts';
export { describeEvents, type Message, type MessageOptions, renderMessage } from './messages/message.ts';
export type { Block, MessageDocument, Outcome, OutcomeRow } from './messages/message-document.ts';
export { detailLabel, reasonAdvice, reasonSummary, reasonText } from './messages/message-reasons.ts';
export {
  type Assumption,
  type CostInput,
  type CostRange,
  costRange,
  type Range,
} from './planning/cost-range.ts';
export { type Forecast, type ForecastInput, forecast } from './planning/forecast.ts';
export {
  type FleetAge,
  type Freshness,
  type FreshnessInput,
  freshness,
  type ImageAge,
  type ImageFacts,
} from './planning/freshness.ts';
export { limitPlan, plannedStarts } from './planning/limit-plan.ts';
export {
  type FindingSeverity,
  imagesToStart,
  type Preflight,
  type PreflightFinding,
  type PreflightInput,
  preflight,
} from './planning/preflight.ts';
export { type Exclusion, matchesPattern } from './policy/candidacy.ts';
export {
  type AdaptiveSchedule,
  type CheckSchedule,
  DEFAULT_CHECK_SCHEDULE,
  type FixedSchedule,
} from './policy/check-schedule.ts';
export {
  type ImageUse,
  type ImageVersion,
  type LineageTree,
  lineageTrees,
  versionsOf,
} from './policy/lineage-tree.ts';
export {
  isImageName,
  MAX_DISPLAY_NAME_LENGTH,
  MAX_NAME_LENGTH,
  type Naming,
  type NamingFunction,
  type NamingInput,
} from './policy/naming.ts';
export { nearMisses } from './policy/nothing-found.ts';
export type { CampaignOptions, FailureThreshold, Pacing, Selector } from './policy/options.ts';
export type { CampaignPruneOptions } from './policy/prune-options.ts';
export { MAX_TAGS, rememberedMinutes, type TagNames } from './policy/tags.ts';
export type { Clock } from './ports/clock.ts';
export {
  CampaignTooLargeError,
  ImageStoreError,
  type ImageStoreErrorCode,
  InvalidOptionsError,
  InvalidStateError,
  NotifierError,
  type NotifierErrorOptions,
} from './ports/errors.ts';
export type { SharingStore } from './ports/fleet-store.ts';
export type { ImageCondition, ImageProblem, ImageRecord, Tags } from './ports/image.ts';
export type { ImageStore, TagChange, TagQuery, UpdateAnswer, UpdateOrder } from './ports/image-store.ts';
export { type Instant, minutesBetween, plusMinutes } from './ports/instant.ts';
export type {
  ImageInventory,
  ImageShare,
  ImageUser,
  InventorySource,
  UnseenPart,
} from './ports/inventory.ts';
export { QUOTAS, type Quota, type QuotaName, type Quotas, type QuotaUsage, usageOf } from './ports/quotas.ts';
export { ANNOUNCED_TYPES, type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from './state/announcements.ts';
export type {
  AnnouncedEvent,
  AttemptFailed,
  CampaignAnnouncement,
  CampaignEnded,
  CampaignEvent,
  CampaignEventType,
  CampaignHalted,
  CampaignStarted,
  CampaignStopped,
  CheckPostponed,
  EventOf,
  FailedImageDeleted,
  ImagePruned,
  ImageSkipped,
  ImageUpdated,
  NotificationAbandoned,
  NotificationFailed,
  PruneDecided,
  PruneRefused,
  SharingCarried,
  SharingFailed,
  SourceReopened,
  StartPostponed,
  TaggingFailed,
  UpdateAdopted,
  UpdateFailed,
  UpdateStarted,
} from './state/events.ts';
export type { HubEnded, TargetOutcome } from './state/hub-events.ts';
export { MAX_NOTIFIER_MEMORY } from './state/notifier-notes.ts';
export { parseCampaignState } from './state/parse-state.ts';
export type { CampaignProgress } from './state/progress.ts';
export type { Pruning } from './state/pruning-notes.ts';
export { MAX_DETAIL_LENGTH, REASON_CODES, type Reason, type ReasonCode } from './state/reason.ts';
export type {
  ApprovalWanted,
  FleetRolledBack,
  FleetSwitched,
  RolloutEvent,
  VersionHeld,
} from './state/rollout-events.ts';
export { isAtLeast, isRequestedStop, SEVERITIES, type Severity, severityOf } from './state/severity.ts';
export { startOrder } from './state/start-order.ts';
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
} from './state/state.ts';
export { updateMinutes } from './state/update-length.ts';
export { escapeHtml } from './text/escape-html.ts';
export {
  durationInWords,
  isTimeZone,
  localTime,
  readTimeZone,
  TIME_ZONE_LIKE,
  timeInWords,
  zoneName,
} from './text/local-time.ts';
export { oneLine } from './text/one-line.ts';
export { Secret } from './text/secret.ts';
export { explainIssue, isCampaignId, isInstant, unknownKey } from './text/validation.ts';
