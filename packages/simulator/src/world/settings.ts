import { type Price, samplePrices } from './prices.ts';
import type { RoleSpec } from './roles.ts';

/** What an account may have at the same time in each Region. Defaults are those of a new account. */
export interface Quotas {
  /** Concurrent image updates (L-9B6418E0). Default 5. */
  readonly concurrentUpdates: number;
  /** Private images, failed ones and ones in the making included (L-E1182CCA). Default 10. */
  readonly images: number;
  /** Image builders, those that run updates included (L-DE32F884). Default 10. */
  readonly imageBuilders: number;
  /** Concurrent image copies into a Region (L-60244546). Default 2. */
  readonly concurrentCopies: number;
  /** Accounts that one image is shared with (L-99A44980). Default 100. */
  readonly sharedAccounts: number;
}

/** A lognormal distribution of minutes. */
export interface Lognormal {
  /** Half of all updates take less than this many minutes. */
  readonly median: number;
  /** Spread: standard deviation of the logarithm. 0 makes every update take the median. */
  readonly sigma: number;
}

/** How updates go for images that say nothing about it themselves. */
interface UpdateDefaults {
  /** Length in minutes, fixed or drawn. Default `{ median: 75, sigma: 0.35 }`. */
  readonly minutes: number | Lognormal;
  /** Seed of all draws. The same seed gives every pair of source and successor the same fate. Default 1. */
  readonly seed: number;
  /** Part of updates that fail, 0 to 1. Default 0. */
  readonly failureRate: number;
}

/** A parameter of SSM that is no SecureString. */
export interface ParameterSpec {
  readonly value: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
}

/** Settings of the simulated account that hold for its whole life. */
export interface Settings {
  readonly region: string;
  readonly account: string;
  readonly updates: UpdateDefaults;
  readonly unknownNames: 'fail' | 'omit';
  readonly currentImageCall: 'refuses' | 'rebuilds';
  readonly taggingLagMinutes: number;
  readonly taggingKnowsImages: 'all' | 'none';
  readonly copyMinutes: number;
  readonly verifiedSenders: readonly string[] | undefined;
  readonly sesSandbox: boolean;
  readonly topics: Readonly<Record<string, number>> | undefined;
  readonly parameters: Readonly<Record<string, string | ParameterSpec>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly allow: readonly string[] | undefined;
  readonly roles: readonly RoleSpec[];
  readonly accessKeyId: string | undefined;
  readonly prices: readonly Price[];
}

/** The quotas of a new account: https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html */
export const DEFAULT_QUOTAS: Quotas = {
  concurrentUpdates: 5,
  images: 10,
  imageBuilders: 10,
  concurrentCopies: 2,
  sharedAccounts: 100,
};

/** The settings of a simulator that is told nothing. */
export const DEFAULT_SETTINGS: Settings = {
  region: 'us-east-1',
  account: '123456789012',
  updates: { minutes: { median: 75, sigma: 0.35 }, seed: 1, failureRate: 0 },
  unknownNames: 'fail',
  currentImageCall: 'rebuilds',
  taggingLagMinutes: 0,
  taggingKnowsImages: 'all',
  copyMinutes: 30,
  verifiedSenders: undefined,
  sesSandbox: false,
  topics: undefined,
  parameters: {},
  secrets: {},
  allow: undefined,
  roles: [],
  accessKeyId: undefined,
  prices: samplePrices(),
};
