import type { RolloutOptions } from '@appstream-campaign/lambda-handler/rollout';

/** Rollouts: how new versions come to fleets. `rings` has the windows, alarms and limits of each ring. */
export interface CampaignRollout
  extends Pick<
    RolloutOptions,
    'rings' | 'health' | 'onUnhealthy' | 'publish' | 'parameterPrefix' | 'share' | 'drainAtOnce'
  > {
  /** When passes are made: an expression of EventBridge Scheduler. @defaultValue `rate(1 hour)` */
  readonly schedule?: string;
  /** Time zone of the expression. @defaultValue `Etc/UTC` */
  readonly timeZone?: string;
  /** @defaultValue true */
  readonly scheduleEnabled?: boolean;
}
