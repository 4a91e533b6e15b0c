/**
 * For the other packages of this project: defaults, limits and checks that they share. Not part of the public API: it may
 * change with any version.
 * @module
 */

export type { HaltRequests } from '../campaign/campaign-options.ts';
export {
  type AdaptiveSchedule,
  type CheckSchedule,
  DEFAULT_CHECK_SCHEDULE,
  type FixedSchedule,
} from '../policy/check-schedule.ts';
export {
  isImageName,
  MAX_DISPLAY_NAME_LENGTH,
  MAX_NAME_LENGTH,
  type Naming,
  type NamingFunction,
  type NamingInput,
} from '../policy/naming.ts';
export type { FailureThreshold, Pacing, Selector } from '../policy/options.ts';
export type { CampaignPruneOptions } from '../policy/prune-options.ts';
export { MAX_TAGS, recordedMinutes, type TagNames } from '../policy/tags.ts';
export type { NotifierErrorOptions } from '../ports/errors.ts';
export type { SharingStore } from '../ports/fleet-store.ts';
export type { ImageCondition, ImageProblem } from '../ports/image.ts';
export type { ImagesRead, TagReading } from '../ports/image-store.ts';
export { minutesBetween, plusMinutes } from '../ports/instant.ts';
export { ANNOUNCED_TYPES, DEFAULT_ANNOUNCEMENTS } from '../state/announcements.ts';
export {
  type FailedImage,
  isWithoutOutcome,
  isYetToBegin,
  type SkippedImage,
  type UpdatedImage,
  type UpdatingImage,
  type WaitingImage,
} from '../state/campaign-image.ts';
export type { HubEnded, TargetOutcome } from '../state/hub-events.ts';
export { MAX_NOTIFIER_MEMORY } from '../state/notifier-notes.ts';
export { type PassEnded, type PassItem, type PassOutcome, passTotals } from '../state/pass-events.ts';
export type { Pruning } from '../state/pruning-notes.ts';
export { MAX_DETAIL_LENGTH, REASON_CODES } from '../state/reason.ts';
export type { RoomShortage } from '../state/room-shortage.ts';
export { SEVERITIES, severityOf } from '../state/severity.ts';
export {
  type Delay,
  type Halt,
  type NotifierNotes,
  newCampaign,
  type OutboxEntry,
  type SearchProgress,
  withStatus,
} from '../state/state.ts';
export { isTimeZone, TIME_ZONE_FORMAT } from '../text/local-time.ts';
export { oneLine, withoutControls } from '../text/one-line.ts';
export { Secret } from '../text/secret.ts';
export { explainIssue, isCampaignId, isInstant, unknownKey } from '../text/validation.ts';
