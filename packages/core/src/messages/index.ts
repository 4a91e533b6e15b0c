/** Messages about events: severities, subjects, text, HTML, the JSON document, time zones. @module */

export { ANNOUNCED_TYPES, DEFAULT_ANNOUNCEMENTS } from '../state/announcements.ts';
export type {
  AttemptFailed,
  CampaignAnnouncement,
  CampaignEnded,
  CampaignHalted,
  CampaignStarted,
  CampaignStopped,
  CheckPostponed,
  FailedImageDeleted,
  ImageSkipped,
  ImageUpdated,
  NotificationAbandoned,
  NotificationFailed,
  QuotaTooSmall,
  SourceReopened,
  StartPostponed,
  TaggingFailed,
  UpdateAdopted,
  UpdateFailed,
  UpdateStarted,
} from '../state/events.ts';
export type {
  ImagePruned,
  PruneDecided,
  PruneRefused,
  SharingCarried,
  SharingFailed,
} from '../state/image-events.ts';
export type { CampaignProgress } from '../state/progress.ts';
export { isAtLeast, isRequestedStop, SEVERITIES, type Severity, severityOf } from '../state/severity.ts';
export { escapeHtml } from '../text/escape-html.ts';
export {
  formatDuration,
  formatTime,
  isTimeZone,
  localTime,
  readTimeZone,
  TIME_ZONE_FORMAT,
  zoneName,
} from '../text/local-time.ts';
export { oneLine } from '../text/one-line.ts';
export {
  type DocumentImage,
  EVENT_SCHEMA,
  EVENT_VERSION,
  type EventDocument,
  eventDocument,
} from './event-document.ts';
export { describeEvents, type Message, type MessageOptions, renderMessage } from './message.ts';
export type { Block, MessageDocument, Outcome, OutcomeRow } from './message-document.ts';
export { detailLabel, reasonAdvice, reasonSummary, reasonText } from './message-reasons.ts';
