import type { PruneOptions } from '@appstream-campaign/lambda-handler/prune';
import type { PassSchedule } from './pass-schedule.ts';

/** Passes of pruning: which versions go that nobody needs. `schedule` is weekly by default. */
export interface CampaignPrunePass
  extends Pick<PruneOptions, 'keep' | 'minAgeDays' | 'failedAfterDays' | 'maxDeletions' | 'keepTag'>,
    PassSchedule {
  /** Whether images are deleted. @defaultValue false: passes look, and tell what they would delete */
  readonly deletes?: boolean;
}
