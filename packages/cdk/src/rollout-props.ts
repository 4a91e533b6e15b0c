import type { RolloutOptions } from '@appstream-campaign/lambda-handler/rollout';
import type { PassSchedule } from './pass-schedule.ts';

/** Rollouts: how new versions come to fleets. `rings` has the windows, alarms and limits of each ring; `schedule` is hourly by default. */
export interface CampaignRollout
  extends Pick<
      RolloutOptions,
      'rings' | 'health' | 'onUnhealthy' | 'publish' | 'parameterPrefix' | 'share' | 'drainAtOnce'
    >,
    PassSchedule {}
