import type { Instant } from '../ports/instant.ts';
import type { FailedImage, SkippedImage, UpdatedImage } from './campaign-image.ts';
import type { EventBase } from './event-base.ts';
import type { HubEnded } from './hub-events.ts';
import type {
  ImagePruned,
  PruneDecided,
  PruneRefused,
  SharingCarried,
  SharingFailed,
} from './image-events.ts';
import type { PassEnded } from './pass-events.ts';
import type { Pruning } from './pruning-notes.ts';
import type { Reason } from './reason.ts';
import type { RolloutEvent } from './rollout-events.ts';
import type { RoomShortage } from './room-shortage.ts';

/** The candidates are known. */
export interface CampaignStarted extends EventBase {
  readonly type: 'campaignStarted';
  readonly candidates: number;
}

/** The image quota does not hold the campaign, which does not prune: which images could go. Told before the first start. */
export interface QuotaTooSmall extends EventBase, RoomShortage {
  readonly type: 'quotaTooSmall';
}

/** A store has accepted the update of `source`. */
export interface UpdateStarted extends EventBase {
  readonly type: 'updateStarted';
  readonly source: string;
  readonly successor: string;
}

/** `successor` is available. */
export interface ImageUpdated extends EventBase {
  readonly type: 'imageUpdated';
  readonly source: string;
  readonly successor: string;
  readonly startedAt?: Instant;
  /** The end was observed late: the update took at most until `at`. Absent for false. */
  readonly endSeenLate?: true;
  /** Why accounts that may use `source` may not use it. Absent when all may, or sharing is not carried over. */
  readonly unshared?: string;
}

/** `source` could not be updated. It is as eligible as it was before. */
export interface UpdateFailed extends EventBase {
  readonly type: 'updateFailed';
  readonly source: string;
  /** Absent when no update was started. */
  readonly successor?: string;
  readonly startedAt?: Instant;
  /** As in {@link ImageUpdated}. */
  readonly endSeenLate?: true;
  readonly reason: Reason;
}

/** `source` was deliberately not updated. */
export interface ImageSkipped extends EventBase {
  readonly type: 'imageSkipped';
  readonly source: string;
  readonly reason: Reason;
}

/** For an hour nothing could be started although slots are free, for example because a quota is used up. It is retried. */
export interface CampaignDelayed extends EventBase {
  readonly type: 'campaignDelayed';
  readonly reason: Reason;
  /** Since when starts are refused. */
  readonly since: Instant;
  readonly waiting: readonly string[];
  readonly updating: readonly { readonly source: string; readonly successor: string }[];
}

/** No update is started any more. Updates in progress are monitored until they end; then the campaign stops. */
export interface CampaignHalted extends EventBase {
  readonly type: 'campaignHalted';
  readonly reason: Reason;
  readonly waiting: readonly string[];
  readonly updating: readonly { readonly source: string; readonly successor: string }[];
}

/** Nothing can be done until a person acts. Updates in progress continue; advancing again resumes. */
export interface CampaignStopped extends EventBase {
  readonly type: 'campaignStopped';
  readonly reason: Reason;
  readonly waiting: readonly string[];
  readonly updating: readonly { readonly source: string; readonly successor: string }[];
}

/** Every candidate has its outcome. */
export interface CampaignEnded extends EventBase {
  readonly type: 'campaignEnded';
  /** Why there was no candidate: how many images were searched, and which came close. */
  readonly nothingFound?: string;
  readonly startedAt: Instant;
  readonly updated: readonly UpdatedImage[];
  readonly failed: readonly FailedImage[];
  readonly skipped: readonly SkippedImage[];
  /** What pruning has done. Absent where the campaign does not prune. */
  readonly pruning?: Pruning;
}

/** Campaign events that notifiers can subscribe to; they wait in the state's outbox until they are delivered. */
export type CampaignAnnouncement =
  | CampaignStarted
  | QuotaTooSmall
  | UpdateStarted
  | ImageUpdated
  | UpdateFailed
  | ImageSkipped
  | CampaignDelayed
  | CampaignHalted
  | CampaignStopped
  | CampaignEnded
  | HubEnded;

/** Events that notifiers can be told: those of campaigns, and those of passes of rollouts and of pruning. */
export type AnnouncedEvent = CampaignAnnouncement | RolloutEvent | PassEnded;

/** An update that this campaign did not start, or has no record of, is now part of it. */
export interface UpdateAdopted extends EventBase {
  readonly type: 'updateAdopted';
  readonly source: string;
  readonly successor: string;
}

/** An update failed, and is retried under another name. `attempt` counts from 1. */
export interface AttemptFailed extends EventBase {
  readonly type: 'attemptFailed';
  readonly source: string;
  readonly successor: string;
  readonly attempt: number;
  readonly reason: Reason;
}

/** A failed image of this campaign was deleted before its update is tried again. */
export interface FailedImageDeleted extends EventBase {
  readonly type: 'failedImageDeleted';
  readonly source: string;
  readonly successor: string;
}

/** A failed update of an earlier run had left its source closed; the source is eligible again. */
export interface SourceReopened extends EventBase {
  readonly type: 'sourceReopened';
  readonly source: string;
  readonly successor: string;
}

/** A start was refused for now. The image keeps waiting. */
export interface StartPostponed extends EventBase {
  readonly type: 'startPostponed';
  readonly source: string;
  readonly detail: string;
}

/** The store could not be read. Nothing has changed; the next check retries. */
export interface CheckPostponed extends EventBase {
  readonly type: 'checkPostponed';
  readonly detail: string;
}

/** Tags could not be written. Each check retries while the update is in progress. */
export interface TaggingFailed extends EventBase {
  readonly type: 'taggingFailed';
  readonly source: string;
  readonly successor: string;
  readonly detail: string;
}

/** A notifier did not accept an event. The message stays in the outbox. */
export interface NotificationFailed extends EventBase {
  readonly type: 'notificationFailed';
  readonly notifier: string;
  readonly event: string;
  /** How many more events were in the same delivery. Absent when it was the only one. */
  readonly others?: number;
  readonly detail: string;
}

/** A message could not be delivered, and the campaign has abandoned it. The event is included in full. */
export interface NotificationAbandoned extends EventBase {
  readonly type: 'notificationAbandoned';
  readonly notifiers: readonly string[];
  readonly event: CampaignAnnouncement;
}

/** Everything that can happen in a campaign. */
export type CampaignEvent =
  | CampaignAnnouncement
  | UpdateAdopted
  | AttemptFailed
  | FailedImageDeleted
  | SourceReopened
  | StartPostponed
  | CheckPostponed
  | TaggingFailed
  | SharingCarried
  | SharingFailed
  | PruneDecided
  | ImagePruned
  | PruneRefused
  | NotificationFailed
  | NotificationAbandoned;

/** The type of an event. */
export type CampaignEventType = CampaignEvent['type'];

/** One event by its type. */
export type EventOf<T extends CampaignEventType> = Extract<CampaignEvent, { readonly type: T }>;
