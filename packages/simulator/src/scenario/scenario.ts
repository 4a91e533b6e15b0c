import type { JsonFaultRule } from '../faults/fault.ts';
import type { AlarmSpec } from '../world/alarms.ts';
import type { FleetSpec } from '../world/fleets/fleet-specs.ts';
import type { PriceSpec } from '../world/prices.ts';
import type { RoleSpec } from '../world/roles.ts';
import type { Lognormal, ParameterSpec, Quotas } from '../world/settings.ts';
import type { ImageBuilderSpec, ImageSpec } from '../world/specs.ts';

/** How updates go for images that say nothing about it themselves. */
export interface UpdatesScenario {
  /** Length in minutes, fixed or drawn. Default `{ median: 75, sigma: 0.35 }`. */
  readonly minutes?: number | Lognormal;
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** Part of updates that fail, 0 to 1. Default 0. */
  readonly failureRate?: number;
}

/** An account, and how it behaves. */
export interface AccountScenario {
  /** The account's id. Default `123456789012`. */
  readonly account?: string;
  /** Default none. */
  readonly images?: readonly ImageSpec[];
  /** Default none. */
  readonly fleets?: readonly FleetSpec[];
  /** Image builders that someone runs by hand. Default none. */
  readonly imageBuilders?: readonly ImageBuilderSpec[];
  /** Alarms of CloudWatch. Default none. */
  readonly alarms?: readonly AlarmSpec[];
  /** Default: those of a new account. */
  readonly quotas?: Partial<Quotas>;
  /** Length and luck of updates. */
  readonly updates?: UpdatesScenario;
  /** Length of a copy in minutes. Default 30. */
  readonly copyMinutes?: number;
  /**
   * What DescribeImages answers when some of its Names or Arns are unknown, which AWS does not document:
   * `fail` (default) refuses the whole call, `omit` leaves them out.
   */
  readonly unknownNames?: 'fail' | 'omit';
  /**
   * What CreateUpdatedImage does with an image that is current, which AWS does not document:
   * `rebuilds` (default) makes a new one all the same, `refuses` answers `canUpdateImage: false`.
   */
  readonly currentImageCall?: 'rebuilds' | 'refuses';
  /** How many minutes old the tags are that GetResources sees. Default 0. */
  readonly taggingLagMinutes?: number;
  /**
   * What the tagging API knows of images, which AWS does not document: `all` (default) lists them, `none` answers as if
   * no image had a tag.
   */
  readonly taggingKnowsImages?: 'all' | 'none';
  /** Addresses or domains that SES may send from. Default: any. */
  readonly verifiedSenders?: readonly string[];
  /** Whether SES is in its sandbox, where recipients must be verified, too. Default false. */
  readonly sesSandbox?: boolean;
  /** Topics that exist in SNS by ARN, with the number of their confirmed subscriptions. Default: any, with one. */
  readonly topics?: Readonly<Record<string, number>>;
  /** Parameters of SSM by name, in every Region; one that is only a text is a SecureString. Default none. */
  readonly parameters?: Readonly<Record<string, string | ParameterSpec>>;
  /** Secrets of Secrets Manager by name. Default none. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** IAM actions that the caller may use, such as `appstream:DescribeImages` or `appstream:*`. Default: all. */
  readonly allow?: readonly string[];
  /** What the price list has, instead of sample prices that say that they are samples. */
  readonly prices?: readonly PriceSpec[];
  /** IAM roles that can be assumed. Default none. */
  readonly roles?: readonly RoleSpec[];
  /** Credentials with this id belong to a user of the account. Default: all that belong to nobody are the main account's. */
  readonly accessKeyId?: string;
  /** True: calls that change something are refused with InvalidAccountStatusException. Default false. */
  readonly suspended?: boolean;
}

/** An account beside the main one. What it doesn't say of its behaviour is as in the main account. */
export interface OtherAccountScenario extends AccountScenario {
  /** The account's id. */
  readonly account: string;
}

/** What a scenario file holds, and what `createSimulator` takes: an account, and perhaps others beside it. */
export interface Scenario extends AccountScenario {
  /** The Region of everything that names none, and of requests without a signature. Default `us-east-1`. */
  readonly region?: string;
  /** Accounts beside this one, reached by their roles and access keys. Default none. */
  readonly accounts?: readonly OtherAccountScenario[];
  /** Scripted faults. Default none. */
  readonly faults?: readonly JsonFaultRule[];
  /**
   * Calls a second that the service allows by operation, such as `{ "ListTagsForResource": 5 }`; `*` allows so many to
   * every operation that is not named, each on its own. A token bucket in real time, full at first, that holds one
   * second's calls; what exceeds it is answered with the service's throttling error. Default: no limit.
   */
  readonly callsPerSecond?: Readonly<Record<string, number>>;
  /** Real milliseconds that every answer waits. Default 0. */
  readonly latencyMs?: number;
}
