import type { CampaignOptions } from '@appstream-campaign/core';
import type { CampaignPruneOptions } from '@appstream-campaign/core/internal';
import { isTimeZone, TIME_ZONE_FORMAT } from '@appstream-campaign/core/messages';
import { usageError } from '../terminal/errors.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { type FoundConfig, readConfig } from './config-file.ts';
import type { Config } from './config-schema.ts';
import type { AccountFlags, CampaignFlags, CommonFlags } from './flags.ts';
import { defaultStateDir } from './state-folder.ts';
import type { Target } from './target.ts';

/** What flags, config file and defaults come to. Flags win over the file. */
export interface Settings {
  readonly file: FoundConfig | undefined;
  readonly config: Config;
  readonly stateDir: string;
  /** Of everything that people read, and of the date in names. */
  readonly timeZone: string;
}

/** Reads the config file and finds the folder for saved campaigns. */
export async function readSettings(flags: CommonFlags, runtime: Runtime): Promise<Settings> {
  const file = await readConfig(flags.config, runtime.cwd);
  const config = file?.config ?? {};
  // What is simulated must never be mistaken for what is real, nor run into it.
  const stateDir =
    runtime.simulated?.stateDir ?? flags.stateDir ?? config.stateDir ?? (await defaultStateDir(runtime.env));
  return { file, config, stateDir, timeZone: timeZoneOf(flags, config, runtime) };
}

function timeZoneOf(flags: CommonFlags, config: Config, runtime: Runtime): string {
  const named = flags.timeZone ?? config.timeZone;
  // A machine may be set to something that has no name.
  if (named === undefined) return isTimeZone(runtime.timeZone) ? runtime.timeZone : 'UTC';
  if (isTimeZone(named)) return named;
  const where = flags.timeZone === undefined ? '"timeZone" in the config file' : '--time-zone';
  throw usageError(`${where} is "${named}"; expected ${TIME_ZONE_FORMAT}.`, [
    'See which there are: https://en.wikipedia.org/wiki/List_of_tz_database_time_zones',
  ]);
}

const asList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** All profiles with all Regions; one empty target when nothing is named. */
export function targetsOf(flags: AccountFlags, config: Config): readonly Target[] {
  const profiles = flags.profile ?? asList<string>(config.profile);
  const regions = flags.region ?? asList<string>(config.region);
  const wide = profiles.length === 0 ? [{}] : profiles.map((profile) => ({ profile }));
  return wide.flatMap((target) =>
    regions.length === 0 ? [target] : regions.map((region) => ({ ...target, region })),
  );
}

/** The one target of a command that takes no more. */
export function soleTarget(flags: AccountFlags, config: Config): Target {
  const [target, ...more] = targetsOf(flags, config);
  if (target === undefined || more.length > 0) {
    throw usageError('This command works on one profile and one Region at a time; several are named.', [
      'Name one: --region eu-west-1. What takes several says so in its help.',
    ]);
  }
  return target;
}

/** An object with one key, or without it when there is no value. */
export const optional = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

/** What `--prune` lets a campaign delete. It takes back no sharing: that is for `prune --unshare`, which asks. */
function pruneOf({ prune = {} }: Config): CampaignPruneOptions {
  const { unshare: _, ...options } = prune;
  return options;
}

/** The campaign's options. Bounds are checked by the campaign, which names what is wrong. */
export function campaignOptions(
  flags: CampaignFlags,
  { config, timeZone }: Pick<Settings, 'config' | 'timeZone'>,
): CampaignOptions {
  const skipCurrent = flags.rebuildCurrent === true ? false : config.skipCurrent;
  const every = flags.checkEvery ?? config.checkEveryMinutes;
  const count = flags.failureCount ?? config.failureThreshold?.count;
  const percent = flags.failurePercent ?? config.failureThreshold?.percent;
  return {
    ...optional('batchSize', flags.batchSize ?? config.batchSize),
    ...optional('pacing', flags.pacing ?? config.pacing),
    ...optional('naming', flags.naming ?? config.naming),
    timeZone,
    ...optional('skipCurrent', skipCurrent),
    ...optional('updateTimeLimitMinutes', flags.timeLimit ?? config.updateTimeLimitMinutes),
    ...optional('messagePatienceMinutes', config.messagePatienceMinutes),
    ...(every === undefined ? {} : { checkSchedule: { everyMinutes: every } }),
    ...optional('attempts', flags.attempts ?? config.attempts),
    ...optional('deleteFailed', flags.deleteFailed ?? config.deleteFailed),
    ...optional('sharing', flags.sharing ?? config.sharing),
    ...optional('prune', flags.prune === true ? pruneOf(config) : undefined),
    ...optional('rememberDurations', config.rememberDurations),
    ...(count === undefined && percent === undefined
      ? {}
      : { failureThreshold: { ...optional('count', count), ...optional('percent', percent) } }),
    selector: {
      ...optional('include', flags.only ?? config.only),
      ...optional('exclude', flags.exclude ?? config.exclude),
      ...optional('ignore', config.ignore),
      ...optional('platforms', flags.platform ?? config.platforms),
    },
    tags: {
      ...config.tags,
      ...optional('autoUpdate', flags.tagKey ?? config.tags?.autoUpdate),
      ...optional('enabled', flags.tagValue ?? config.tags?.enabled),
    },
  };
}
