import type { Instant } from './instant.ts';

/** Tags of an image, key to value. */
export type Tags = Readonly<Record<string, string>>;

/**
 * What an image's state means to a campaign.
 *
 * - `available`: it can be used and updated.
 * - `in-progress`: it is being created; this includes every state that a store does not know.
 * - `failed`: it will never become available.
 * - `deleting`: it is being deleted.
 */
export type ImageCondition = 'available' | 'in-progress' | 'failed' | 'deleting';

/** One reason for the state of an image, with the store's own code and message. */
export interface ImageProblem {
  readonly code: string;
  readonly message: string;
}

/** One image as a store returned it. */
export interface ImageRecord {
  readonly name: string;
  /** The store's identifier of the image, needed to tag it (in AppStream: the ARN). */
  readonly id: string;
  readonly condition: ImageCondition;
  /** The store's own name of the state, for people to read (in AppStream: `AVAILABLE`, `CREATING`, …). */
  readonly state: string;
  /** Absent when the tags were not read. */
  readonly tags?: Tags;
  /** The tags come from an index that may lag behind; the campaign reads them again before it depends on them. */
  readonly tagsMayLag?: true;
  readonly platform?: string;
  /** Instance families that the image is made for (in AppStream: `General Purpose`, `Graphics G5`, …). */
  readonly instanceFamilies?: readonly string[];
  readonly description?: string;
  readonly createdAt?: Instant;
  /** Name of the image that this one is an update of, if the store knows it without tags. */
  readonly updateOf?: string;
  /** Why the image is in its state; empty when the store gives no reason. */
  readonly problems: readonly ImageProblem[];
}
