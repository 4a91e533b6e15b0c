import { readMailboxes } from '@appstream-campaign/aws-adapters/mail-addresses';
import type { CampaignInput } from '@appstream-campaign/lambda-handler';
import { type Duration, Fn, Token } from 'aws-cdk-lib';
import { type CampaignChannels, channelVariables } from './campaign-channels.ts';
import type { CampaignSchedule } from './campaign-schedule.ts';

/** How a campaign works, for all campaigns of a construct. What is left out is as the handler has it. */
export interface CampaignBehaviour {
  /** The tag that enrols an image. @defaultValue `AutoUpdate`, `Enabled` */
  readonly tag?: { readonly key?: string; readonly value?: string };
  /** Whether a slot is refilled at once, or a whole batch is waited for. @defaultValue `window` */
  readonly pacing?: 'window' | 'batch';
  /** Names of successors. @defaultValue `{BaseName}-Updated-{YYYYMMDD}` */
  readonly naming?: 'default' | 'original';
  /** Where people are, such as `Europe/Berlin`: for the times in messages, and the date in names. @defaultValue `UTC` */
  readonly timeZone?: string;
  /** Patterns of names, with `*` and `?`. @defaultValue all */
  readonly include?: readonly string[];
  /** Patterns of names. @defaultValue none */
  readonly exclude?: readonly string[];
  /** Such as `WINDOWS_SERVER_2022`. @defaultValue all */
  readonly platforms?: readonly string[];
  /** Whether images without an update are skipped. @defaultValue true */
  readonly skipCurrent?: boolean;
  /** Time between two checks. @defaultValue adaptive */
  readonly checkEvery?: Duration;
  /** When an update in progress counts as failed, 1 hour to 7 days. @defaultValue 12 hours */
  readonly updateTimeLimit?: Duration;
  /** Updates of one image that are tried, 1 to 5. @defaultValue 2 */
  readonly attempts?: number;
  /** Whether a failed image is deleted before its update is tried again. @defaultValue false */
  readonly deleteFailed?: boolean;
  /**
   * Whether a successor is shared with the accounts that its source is shared with, as soon as it is available.
   * @defaultValue `none`
   */
  readonly sharing?: 'none' | 'carry';
  /**
   * Which versions are deleted: where the image quota would not hold a campaign, before it starts, and after its last
   * outcome. @defaultValue none are
   */
  readonly prune?: {
    readonly keep: number;
    readonly minAgeDays?: number;
    readonly failedAfterDays?: number;
  };
  /** Images that the account may have in the Region. @defaultValue what Service Quotas says, which the function asks */
  readonly imageQuota?: number;
  /**
   * Failed images, and their share of those that ended in percent, at which nothing more is started; 0 images: never.
   * @defaultValue 3 images, 50 percent
   */
  readonly failureThreshold?: { readonly count?: number; readonly percent?: number };
  /** Key of the tag that halts a campaign when a waiting image has it. @defaultValue `StopCampaign` */
  readonly stopTagKey?: string;
  /** What people call the account: messages say it beside the id and the Region. @defaultValue only the id */
  readonly accountName?: string;
  /** Whether the Resource Groups Tagging API saves calls for images that it lists as enrolled. @defaultValue false */
  readonly taggingApi?: boolean;
}

/** Mails, by SES. */
export interface CampaignMail {
  /** A sender that SES has verified in this Region: an address, or `Name <address>`. */
  readonly from: string;
  /** 1 to 50 recipients, written like the sender; several in one text have commas between them. */
  readonly to: string | readonly string[];
  readonly replyTo?: readonly string[];
  /** SES configuration set. */
  readonly configurationSet?: string;
}

/** Each recipient's address alone, without a name. */
export function recipientAddresses({ to }: CampaignMail): readonly string[] {
  // Of a list that only the deployment knows nobody can say here how many there are; a first one there is.
  const texts = typeof to === 'string' ? [to] : Token.isUnresolved(to) ? [Fn.select(0, [...to])] : to;
  return texts.flatMap((text) => {
    if (Token.isUnresolved(text)) return [text];
    return readMailboxes(text).map(({ address }) => address);
  });
}

/** The variables that say so to the handler. Only what is set is there: the handler refuses empty ones. */
export function environmentOf(
  behaviour: CampaignBehaviour,
  mail: CampaignMail | undefined,
  topicArn: string | undefined,
  channels: CampaignChannels = {},
): Record<string, string> {
  const variables: Record<string, string | undefined> = {
    CAMPAIGN_PACING: behaviour.pacing,
    CAMPAIGN_NAMING: behaviour.naming,
    CAMPAIGN_TIME_ZONE: behaviour.timeZone,
    CAMPAIGN_TAG_KEY: behaviour.tag?.key,
    CAMPAIGN_TAG_VALUE: behaviour.tag?.value,
    CAMPAIGN_INCLUDE: behaviour.include?.join(','),
    CAMPAIGN_EXCLUDE: behaviour.exclude?.join(','),
    CAMPAIGN_PLATFORMS: behaviour.platforms?.join(','),
    CAMPAIGN_SKIP_CURRENT: behaviour.skipCurrent?.toString(),
    CAMPAIGN_CHECK_MINUTES: behaviour.checkEvery?.toMinutes().toString(),
    CAMPAIGN_UPDATE_LIMIT_MINUTES: behaviour.updateTimeLimit?.toMinutes().toString(),
    CAMPAIGN_ATTEMPTS: behaviour.attempts?.toString(),
    CAMPAIGN_DELETE_FAILED: behaviour.deleteFailed?.toString(),
    CAMPAIGN_SHARING: behaviour.sharing,
    CAMPAIGN_PRUNE_KEEP: behaviour.prune?.keep.toString(),
    CAMPAIGN_PRUNE_MIN_AGE_DAYS: behaviour.prune?.minAgeDays?.toString(),
    CAMPAIGN_PRUNE_FAILED_AFTER_DAYS: behaviour.prune?.failedAfterDays?.toString(),
    CAMPAIGN_IMAGE_QUOTA: behaviour.imageQuota?.toString(),
    CAMPAIGN_FAILURE_COUNT: behaviour.failureThreshold?.count?.toString(),
    CAMPAIGN_FAILURE_PERCENT: behaviour.failureThreshold?.percent?.toString(),
    CAMPAIGN_STOP_TAG_KEY: behaviour.stopTagKey,
    CAMPAIGN_ACCOUNT_NAME: behaviour.accountName,
    CAMPAIGN_TAGGING_API: behaviour.taggingApi?.toString(),
    CAMPAIGN_TOPIC_ARN: topicArn,
    CAMPAIGN_REPLY_TO: mail?.replyTo?.join(','),
    CAMPAIGN_CONFIGURATION_SET: mail?.configurationSet,
    ...channelVariables(channels),
  };
  return Object.fromEntries(
    Object.entries(variables).filter(
      (variable): variable is [string, string] => variable[1] !== undefined && variable[1] !== '',
    ),
  );
}

/** The constant input of every execution: the original's keys, and the days that the state machine waits. */
export function inputOf(
  { batchSize = 5, mail }: { readonly batchSize?: number; readonly mail?: CampaignMail },
  { startAfterDays = 0 }: CampaignSchedule,
): CampaignInput {
  return {
    BatchSize: batchSize,
    ...(mail === undefined
      ? {}
      : { ToAddress: typeof mail.to === 'string' ? mail.to : [...mail.to], FromAddress: mail.from }),
    ...(startAfterDays === 0 ? {} : { StartAfterDays: startAfterDays }),
  };
}
