import type { TagNames } from './tags.ts';

/** What a campaign may delete: see {@link PruneOptions}. */
export interface CampaignPruneOptions {
  /** Newest available versions of each lineage that stay, from 1. @defaultValue 2 */
  readonly keep?: number;
  /** Days that a version stays after a newer one became available, from 0. @defaultValue 30 */
  readonly minAgeDays?: number;
  /** Days that a failed successor stays, so that its errors can be read, from 0. @defaultValue 7 */
  readonly failedAfterDays?: number;
  /** Deletions in one pass, 1 to 1000. The oldest come first; the others are left to the next pass. @defaultValue 10 */
  readonly maxDeletions?: number;
  /** Key of the tag that protects an image, with any value. @defaultValue `Keep` */
  readonly keepTag?: string;
}

/** What may be deleted. Every default is the conservative one. */
export interface PruneOptions extends CampaignPruneOptions {
  /**
   * Whether to delete versions that other accounts may only launch image builders from: the sharing is revoked first. A
   * version that an account may use for fleets always stays. @defaultValue false
   */
  readonly unshare?: boolean;
  /** Tag names that differ from the defaults, as in the options of a campaign. */
  readonly tags?: Partial<TagNames>;
}
