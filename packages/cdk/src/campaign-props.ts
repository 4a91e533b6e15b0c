import type { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CampaignChannels } from './campaign-channels.ts';
import type { CampaignHandlerCode } from './campaign-function.ts';
import type { CampaignBehaviour, CampaignMail } from './campaign-options.ts';
import type { CampaignSchedule } from './campaign-schedule.ts';
import type { CampaignPrunePass } from './prune-props.ts';
import type { CampaignRollout } from './rollout-props.ts';

/** What an {@link ImageUpdateCampaign} is made of. Everything has a default; give `mail` or `topic` to be told. */
export interface ImageUpdateCampaignProps extends CampaignBehaviour {
  /** Concurrent updates, 1 to 1000. @defaultValue 5 */
  readonly batchSize?: number;
  readonly mail?: CampaignMail;
  /** A topic for messages and alarms, beside mail or instead of it. */
  readonly topic?: ITopic;
  /** An event bus, Slack, Teams or a webhook, and who hears of what. */
  readonly channels?: CampaignChannels;
  /**
   * A handler of your own instead of the one that comes with it, made with `createCampaignHandler`, such as one with
   * notifiers of your own beside mail and channels. It is called with the same input and the same variables.
   */
  readonly handler?: CampaignHandlerCode;
  /**
   * Brings new versions to the fleets that are tagged `ImageRing=<ring>`, ring by ring.
   * @defaultValue no rollouts: fleets are not touched
   */
  readonly rollout?: CampaignRollout;
  /**
   * Makes passes of pruning, by a function of its own: it deletes versions that nobody needs if `deletes` says so, and else
   * tells which it would delete. To prune within campaigns, set `CAMPAIGN_PRUNE_KEEP` in `environment` instead.
   * @defaultValue no passes
   */
  readonly prunePass?: CampaignPrunePass;
  /** When campaigns begin. @defaultValue the first of the month, 02:00 UTC */
  readonly schedule?: CampaignSchedule;
  /** Begin at some time within this window, 1 minute to 24 hours. @defaultValue 15 minutes */
  readonly flexibleWindow?: Duration;
  /** Whether the schedule is on. Executions can be started by hand either way. @defaultValue true */
  readonly scheduleEnabled?: boolean;
  /**
   * Lets IAM refuse updates of images without the enrolment tag, too.
   * @defaultValue false: every image of the account in the Region
   */
  readonly onlyTagged?: boolean;
  /** @defaultValue three months */
  readonly logRetention?: RetentionDays;
  /** Traces of function and executions in X-Ray. @defaultValue true */
  readonly tracing?: boolean;
  /** MiB. @defaultValue 512 */
  readonly memorySize?: number;
  /** Of one check, 15 minutes at most. @defaultValue 5 minutes */
  readonly timeout?: Duration;
  /** Where alarms go. @defaultValue the topic; without one, a topic of their own that `mail.to` is subscribed to */
  readonly alarmTopic?: ITopic;
  /** Further variables of the handler, `CAMPAIGN_…`. They win over what the options say; rights follow from all of them. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Encrypts variables, logs, the queue, and the topic of alarms that the construct makes. A key of the same app lets the
   * services use it; one of elsewhere has to allow `logs` and, for alarms by mail, `cloudwatch`.
   * @defaultValue keys that AWS manages
   */
  readonly encryptionKey?: IKey;
  /** What the roles may do at most. @defaultValue none */
  readonly permissionsBoundary?: IManagedPolicy;
  readonly functionName?: string;
  readonly stateMachineName?: string;
  readonly scheduleName?: string;
}
