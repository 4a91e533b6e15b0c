import type { ImageCondition, ImageProblem, Tags } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import type { ManualClock } from './manual-clock.ts';

/** One image of a test's world, and how its update behaves. Everything but the name has a default. */
export interface WorldImage {
  readonly name: string;
  /** @defaultValue none */
  readonly tags?: Tags;
  /** @defaultValue `available` */
  readonly condition?: 'available' | 'failed';
  readonly platform?: string;
  readonly description?: string;
  /** Minutes that its update takes. @defaultValue 75 */
  readonly minutes?: number;
  /** How its update ends; `never` keeps it in progress. @defaultValue `available` */
  readonly outcome?: 'available' | 'failed' | 'never';
  /** Its first updates fail, so many of them; later ones end as `outcome` says. @defaultValue 0 */
  readonly failures?: number;
  /** The store's message when its update fails. */
  readonly problem?: ImageProblem;
  /** There is nothing to update. @defaultValue false */
  readonly current?: boolean;
  /** Its update is refused: `incompatible`. @defaultValue false */
  readonly incompatible?: boolean;
}

/** A world for a test: when it begins, its images and its quotas. Plain data. */
export interface WorldSetup {
  /** @defaultValue 2026-11-23T08:00:00.000Z */
  readonly startsAt?: Instant;
  readonly images: readonly WorldImage[];
  /** Updates that may be in progress at once. @defaultValue 5 */
  readonly updateQuota?: number;
  /** Images that may exist. @defaultValue 1000 */
  readonly imageQuota?: number;
}

/** One update that was accepted. */
export interface WorldUpdate {
  readonly source: string;
  readonly successor: string;
  readonly at: Instant;
  /** Successors in progress right after it was accepted, its own included. */
  readonly inProgress: readonly string[];
}

/** A world that a test can inspect and change, in addition to the store that the campaign uses. */
export interface ImageWorld {
  readonly store: ImageStore;
  readonly clock: ManualClock;
  /** Every image that exists now, by name. */
  images(): ReadonlyMap<string, { readonly condition: ImageCondition; readonly tags: Tags }>;
  /** What the world was made from. */
  readonly setup: WorldSetup;
  /** Changes an image's tags from outside the campaign. */
  setTags(name: string, tags: Tags): void;
  /** Deletes an image. */
  remove(name: string): void;
  /** Creates an image. */
  add(image: WorldImage): void;
  /** Names of the images that were changed from outside the campaign. */
  changedExternally(): ReadonlySet<string>;
  /** Every update that was ever accepted, in order. */
  updates(): readonly WorldUpdate[];
  /** The most updates that were ever in progress at once. */
  maxInProgress(): number;
  /** Releases the resources of the world. */
  close(): Promise<void>;
}

/** Builds a world from its setup. */
export type MakeWorld = (setup: WorldSetup) => Promise<ImageWorld>;

/** The default start of test worlds. */
export const WORLD_START: Instant = '2026-11-23T08:00:00.000Z';
