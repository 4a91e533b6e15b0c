import type { CampaignOptions } from '@appstream-campaign/core';
import { explainIssue, isTimeZone, TIME_ZONE_FORMAT } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import {
  CHANNEL_VARIABLES,
  channelConflict,
  SECRET_VARIABLES,
  toChannelSettings,
} from './channel-variables.ts';
import { InvalidEnvironmentError } from './errors.ts';
import { replyAddresses } from './mail-schemas.ts';
import type { ChannelSettings } from './notifiers/channel-settings.ts';

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings in the environment, except those that the SDK reads itself. */
export interface HandlerSettings {
  readonly campaign: Omit<CampaignOptions, 'batchSize'>;
  readonly channels: ChannelSettings;
  readonly replyTo?: readonly string[];
  readonly configurationSet?: string;
  /** Display name of the account, for messages. */
  readonly accountName?: string;
  readonly useTaggingApi: boolean;
  /** Images that the account may have; if absent, Service Quotas is called. */
  readonly imageQuota?: number;
}

const flag = v.pipe(
  v.picklist(['true', 'false'], '"true" or "false"'),
  v.transform((value) => value === 'true'),
);
const partsOf = (text: string) =>
  text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
const list = v.pipe(
  v.string(),
  v.check((text) => partsOf(text).length > 0, 'a list with commas between its parts'),
  v.transform(partsOf),
);
const minutes = (least: number, most: number) => {
  const message = `minutes from ${least} to ${most}`;
  const isWithin = (text: string) =>
    /^\d+(\.\d+)?$/.test(text) && Number(text) >= least && Number(text) <= most;
  return v.pipe(v.string(), v.check(isWithin, message), v.transform(Number));
};
const wholeNumber = (least: number, most: number) => {
  const message = `a whole number from ${least} to ${most}`;
  const isWithin = (text: string) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  return v.pipe(v.string(), v.check(isWithin, message), v.transform(Number));
};
const filled = v.pipe(v.string(), v.minLength(1, 'a value; leave the variable out to have the default'));

const schema = v.strictObject({
  CAMPAIGN_PACING: v.optional(v.picklist(['window', 'batch'], '"window" or "batch"')),
  CAMPAIGN_NAMING: v.optional(v.picklist(['default', 'original'], '"default" or "original"')),
  CAMPAIGN_TIME_ZONE: v.optional(v.custom<string>(isTimeZone, TIME_ZONE_FORMAT)),
  CAMPAIGN_TAG_KEY: v.optional(filled),
  CAMPAIGN_TAG_VALUE: v.optional(filled),
  CAMPAIGN_SKIP_CURRENT: v.optional(flag),
  CAMPAIGN_INCLUDE: v.optional(list),
  CAMPAIGN_EXCLUDE: v.optional(list),
  CAMPAIGN_PLATFORMS: v.optional(list),
  CAMPAIGN_CHECK_MINUTES: v.optional(minutes(0.1, 1440)),
  CAMPAIGN_UPDATE_LIMIT_MINUTES: v.optional(minutes(60, 10_080)),
  CAMPAIGN_REMEMBER_DURATIONS: v.optional(flag),
  CAMPAIGN_ATTEMPTS: v.optional(wholeNumber(1, 5)),
  CAMPAIGN_DELETE_FAILED: v.optional(flag),
  CAMPAIGN_SHARING: v.optional(v.picklist(['none', 'carry'], '"none" or "carry"')),
  CAMPAIGN_PRUNE_KEEP: v.optional(wholeNumber(1, 1000)),
  CAMPAIGN_PRUNE_MIN_AGE_DAYS: v.optional(wholeNumber(0, 3650)),
  CAMPAIGN_PRUNE_FAILED_AFTER_DAYS: v.optional(wholeNumber(0, 3650)),
  CAMPAIGN_IMAGE_QUOTA: v.optional(wholeNumber(1, 100_000)),
  CAMPAIGN_FAILURE_COUNT: v.optional(wholeNumber(0, 10_000)),
  CAMPAIGN_FAILURE_PERCENT: v.optional(wholeNumber(0, 100)),
  CAMPAIGN_STOP_TAG_KEY: v.optional(filled),
  CAMPAIGN_MESSAGE_PATIENCE_MINUTES: v.optional(minutes(0, 10_080)),
  CAMPAIGN_TAGGING_API: v.optional(flag),
  CAMPAIGN_ACCOUNT_NAME: v.optional(v.pipe(filled, v.maxLength(100, 'at most 100 characters'))),
  CAMPAIGN_REPLY_TO: v.optional(replyAddresses),
  CAMPAIGN_CONFIGURATION_SET: v.optional(
    v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, '1 to 64 letters, digits, _ and -')),
  ),
  ...CHANNEL_VARIABLES,
});

const mayBeEmpty = (name: string) => name in CHANNEL_VARIABLES || name === 'CAMPAIGN_ACCOUNT_NAME';

/** Names of the variables that the handler reads, except those of the SDK. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(schema.entries);

/** Reads the valid variables, and omits the others: to notify people that the others are wrong. */
export function readValidParts(environment: Environment): HandlerSettings {
  const all = Object.entries(environment);
  // All of it; or all but the one that is wrong, alone or together with another; or those that are right alone.
  const subsets = [
    all,
    ...all.map((wrong) => all.filter((variable) => variable !== wrong)),
    all.filter((variable) => isReadable([variable])),
  ];
  return readEnvironment(Object.fromEntries(subsets.find(isReadable) ?? []));
}

function isReadable(variables: readonly (readonly [string, string | undefined])[]): boolean {
  try {
    readEnvironment(Object.fromEntries(variables));
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads the variables that start with `CAMPAIGN_`. An empty one of a channel, or of the account's name, counts as absent:
 * otherwise templates would need a condition for each.
 * @throws InvalidEnvironmentError naming the first variable that is wrong or unknown
 */
export function readEnvironment(environment: Environment): HandlerSettings {
  const ours = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) =>
        name.startsWith('CAMPAIGN_') && value !== undefined && !(value === '' && mayBeEmpty(name)),
    ),
  );
  const parsed = v.safeParse(schema, ours);
  if (!parsed.success) {
    throw new InvalidEnvironmentError(`Environment variable ${explain(parsed.issues[0])}`);
  }
  const env = parsed.output;
  const conflict = channelConflict(env) ?? pruneConflict(env);
  if (conflict !== undefined) throw new InvalidEnvironmentError(`Environment variable ${conflict}`);
  const present = <K extends string, T>(key: K, value: T | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };
  return {
    campaign: {
      ...present('pacing', env.CAMPAIGN_PACING),
      ...present('naming', env.CAMPAIGN_NAMING),
      ...present('timeZone', env.CAMPAIGN_TIME_ZONE),
      ...present('skipCurrent', env.CAMPAIGN_SKIP_CURRENT),
      tags: {
        ...present('autoUpdate', env.CAMPAIGN_TAG_KEY),
        ...present('enabled', env.CAMPAIGN_TAG_VALUE),
        ...present('stop', env.CAMPAIGN_STOP_TAG_KEY),
      },
      ...present('rememberDurations', env.CAMPAIGN_REMEMBER_DURATIONS),
      ...present('attempts', env.CAMPAIGN_ATTEMPTS),
      ...present('deleteFailed', env.CAMPAIGN_DELETE_FAILED),
      ...present('sharing', env.CAMPAIGN_SHARING),
      ...(env.CAMPAIGN_PRUNE_KEEP === undefined
        ? {}
        : {
            prune: {
              keep: env.CAMPAIGN_PRUNE_KEEP,
              ...present('minAgeDays', env.CAMPAIGN_PRUNE_MIN_AGE_DAYS),
              ...present('failedAfterDays', env.CAMPAIGN_PRUNE_FAILED_AFTER_DAYS),
            },
          }),
      failureThreshold: {
        ...present('count', env.CAMPAIGN_FAILURE_COUNT),
        ...present('percent', env.CAMPAIGN_FAILURE_PERCENT),
      },
      selector: {
        ...present('include', env.CAMPAIGN_INCLUDE),
        ...present('exclude', env.CAMPAIGN_EXCLUDE),
        ...present('platforms', env.CAMPAIGN_PLATFORMS),
      },
      checkSchedule: { ...present('everyMinutes', env.CAMPAIGN_CHECK_MINUTES) },
      ...present('updateTimeLimitMinutes', env.CAMPAIGN_UPDATE_LIMIT_MINUTES),
      ...present('messagePatienceMinutes', env.CAMPAIGN_MESSAGE_PATIENCE_MINUTES),
    },
    channels: toChannelSettings(env),
    ...present('accountName', env.CAMPAIGN_ACCOUNT_NAME),
    ...present('replyTo', env.CAMPAIGN_REPLY_TO),
    ...present('configurationSet', env.CAMPAIGN_CONFIGURATION_SET),
    useTaggingApi: env.CAMPAIGN_TAGGING_API ?? false,
    ...present('imageQuota', env.CAMPAIGN_IMAGE_QUOTA),
  };
}

/** Ages alone delete nothing, which somebody who sets them would not expect. */
function pruneConflict(env: v.InferOutput<typeof schema>): string | undefined {
  const others = ['CAMPAIGN_PRUNE_MIN_AGE_DAYS', 'CAMPAIGN_PRUNE_FAILED_AFTER_DAYS'] as const;
  const alone = others.find((name) => env[name] !== undefined && env.CAMPAIGN_PRUNE_KEEP === undefined);
  return alone && `${alone} means nothing without CAMPAIGN_PRUNE_KEEP, which switches pruning on.`;
}

/**
 * Validates these variables, for deployments.
 * @throws InvalidEnvironmentError naming the first variable that is wrong or unknown
 */
export function checkEnvironment(environment: Environment): void {
  readEnvironment(environment);
}

/** The error, without the value if it may be the secret itself. */
function explain(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue) ?? '';
  if (!SECRET_VARIABLES.includes(name)) return explainIssue(issue, ENVIRONMENT_VARIABLES);
  return `${name} is not a reference to a secret; expected ${issue.message}. Its value is not shown: it may be the secret.`;
}
