import type { Instant } from '../ports/instant.ts';
import type { Reason } from './reason.ts';

/** What is known of a candidate in every status. */
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
  /** Minutes that its last update took, as far as somebody remembers. */
  readonly expectedMinutes?: number;
  /** How often its start was refused in a way that says nothing of other images: those go first. Absent for never. */
  readonly postponed?: number;
}

/**
 * A candidate that the next step starts. It is written down before it is done, under the name that its successor gets, and
 * holds a slot: whatever dies in between, the step that is repeated starts the same.
 */
export interface StartingImage extends Candidate {
  readonly status: 'starting';
  readonly successor: string;
  /** When the start was decided. */
  readonly decidedAt: Instant;
  /** When the store was asked and left open whether the update began. Absent when it was not asked, as far as is known. */
  readonly askedAt?: Instant;
  readonly expectedMinutes?: number;
  readonly postponed?: number;
}

/** A candidate whose update is in progress. */
export interface UpdatingImage extends Candidate {
  readonly status: 'updating';
  readonly successor: string;
  readonly startedAt: Instant;
  /** Minutes that it may take, as far as somebody remembers. */
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
  /** Nobody looked for so long before `endedAt` that the update took at most until then. Absent for false. */
  readonly endSeenLate?: true;
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

/** A candidate that was deliberately left alone. */
export interface SkippedImage {
  readonly status: 'skipped';
  readonly source: string;
  readonly endedAt: Instant;
  readonly reason: Reason;
}

/** One candidate and how far it has come. */
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

/** Whether the update of an image has yet to begin. To people, what is about to start waits as well. */
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
