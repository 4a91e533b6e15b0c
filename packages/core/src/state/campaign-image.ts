import type { Instant } from '../ports/instant.ts';
import type { Reason } from './reason.ts';

/** Longest reason why a successor is not shared as its source is, in characters. */
export const MAX_UNSHARED_LENGTH = 160;

/** The members of a candidate in every status. */
interface Candidate {
  readonly source: string;
  /** Successors of this campaign that failed before, oldest first. Absent when none did. */
  readonly failedSuccessors?: readonly string[];
  /** From when to when those updates ran, in whole minutes after the campaign's start. Absent for older states. */
  readonly failedTimes?: readonly (readonly [from: number, to: number])[];
}

/** A candidate that waits for a slot. */
export interface WaitingImage extends Candidate {
  readonly status: 'waiting';
  /** Minutes that its last update took, if known. */
  readonly expectedMinutes?: number;
  /** How often its start was refused for a reason of its own: other images go first. Absent for never. */
  readonly postponed?: number;
}

/**
 * A candidate that the next step starts. It is saved before it is done, with the name of its successor, and holds a slot:
 * a step that is repeated after a crash starts the same.
 */
export interface StartingImage extends Candidate {
  readonly status: 'starting';
  readonly successor: string;
  /** When the start was decided. */
  readonly decidedAt: Instant;
  /** When the start was requested with an unknown result. Absent when it was not requested, as far as is known. */
  readonly askedAt?: Instant;
  readonly expectedMinutes?: number;
  readonly postponed?: number;
}

/** A candidate whose update is in progress. */
export interface UpdatingImage extends Candidate {
  readonly status: 'updating';
  readonly successor: string;
  readonly startedAt: Instant;
  /** Minutes that it may take, if known. */
  readonly expectedMinutes?: number;
  /** Whether the tags say already that the update has started. */
  readonly sourceTagged: boolean;
  /** The successor that the source named before: a person had enrolled it again. It is named again on failure. */
  readonly replaces?: string;
}

/** A candidate whose successor is available. */
export interface UpdatedImage extends Candidate {
  readonly status: 'updated';
  /** The successor's own name when the run that started the update did not record the source. */
  readonly source: string;
  readonly successor: string;
  /** Absent when the run that started the update did not record it. */
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  /** The end was observed late: the update took at most until `endedAt`. Absent for false. */
  readonly endSeenLate?: true;
  /** Why accounts that may use the source may not use the successor. Absent when all may, or sharing is not carried over. */
  readonly unshared?: string;
}

/** A candidate whose update could not be started or did not succeed. It is as eligible as it was before. */
export interface FailedImage extends Candidate {
  readonly status: 'failed';
  /** Absent when no update was started. */
  readonly successor?: string;
  readonly startedAt?: Instant;
  readonly endedAt: Instant;
  /** As in {@link UpdatedImage}. */
  readonly endSeenLate?: true;
  readonly reason: Reason;
}

/** A candidate that was deliberately not updated. */
export interface SkippedImage {
  readonly status: 'skipped';
  readonly source: string;
  readonly endedAt: Instant;
  readonly reason: Reason;
}

/** One candidate and its status. */
export type CampaignImage =
  | WaitingImage
  | StartingImage
  | UpdatingImage
  | UpdatedImage
  | FailedImage
  | SkippedImage;

/** Whether an image has a slot: its update is in progress, or the next step starts it. */
export function holdsSlot(image: CampaignImage): image is UpdatingImage | StartingImage {
  return image.status === 'updating' || image.status === 'starting';
}

/** Whether the update of an image has yet to begin. In messages, an image that is about to start counts as waiting. */
export function isYetToBegin(image: CampaignImage): image is WaitingImage | StartingImage {
  return image.status === 'waiting' || image.status === 'starting';
}

/** Whether an image is still without an outcome. */
export function isWithoutOutcome(image: CampaignImage): boolean {
  return holdsSlot(image) || isYetToBegin(image);
}

/** Successors of this campaign that failed already, oldest first. */
export function failuresOf(image: CampaignImage | undefined): readonly string[] {
  return image !== undefined && 'failedSuccessors' in image ? (image.failedSuccessors ?? []) : [];
}

/** The order of a campaign's images: by source, the same on every machine. */
export function bySource(a: { readonly source: string }, b: { readonly source: string }): number {
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0;
}
