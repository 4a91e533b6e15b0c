import * as v from 'valibot';
import { InvalidOptionsError } from '../ports/errors.ts';
import { DEFAULT_TIME_ZONE, isTimeZone, TIME_ZONE_FORMAT } from '../text/local-time.ts';
import { explainIssue } from '../text/validation.ts';
import { type CheckSchedule, DEFAULT_CHECK_SCHEDULE } from './check-schedule.ts';
import type { Naming, NamingFunction } from './naming.ts';
import { requireDistinctTags, requireOrderedBounds } from './option-conflicts.ts';
import type { CampaignPruneOptions } from './prune-options.ts';
import type { TagNames } from './tags.ts';

/** Which enrolled images take part. Everything given must hold. */
export interface Selector {
  /** Name patterns, `*` for any characters and `?` for one. An image must match one. @defaultValue all names */
  readonly include?: readonly string[];
  /** Name patterns. An image must match none. @defaultValue none */
  readonly exclude?: readonly string[];
  /** Platforms as the store names them, such as `WINDOWS_SERVER_2022`. @defaultValue all platforms */
  readonly platforms?: readonly string[];
  /**
   * Name patterns of images to exclude on purpose, for example because they can never be updated. Same as the tag value
   * for it. @defaultValue none
   */
  readonly ignore?: readonly string[];
}

/** `window`: refill a slot as soon as it is free; `batch`: wait for the whole batch, as the original did. */
export type Pacing = 'window' | 'batch';

/**
 * No further update is started when the images whose update failed, and has not succeeded since, reach both values.
 * Updates in progress are monitored until they end; then the campaign stops, and can be resumed.
 */
export interface FailureThreshold {
  /** That many images, 0 to 10,000; 0 starts all, whatever fails. @defaultValue 3 */
  readonly count?: number;
  /** Percent of the images whose update has ended, 0 to 100. @defaultValue 50 */
  readonly percent?: number;
}

/** How a campaign behaves. Everything has a default. */
export interface CampaignOptions {
  /** Concurrent updates, 1 to 1000. More than the account's quota is no error: the rest wait. @defaultValue 5 */
  readonly batchSize?: number;
  /** @defaultValue `window` */
  readonly pacing?: Pacing;
  readonly selector?: Selector;
  /** Tag keys and values that differ from the original's. */
  readonly tags?: Partial<TagNames>;
  /** @defaultValue `default`, which is `{BaseName}-Updated-{YYYYMMDD}` */
  readonly naming?: Naming;
  /**
   * Time zone whose date the names of successors have, as the IANA database has it: the day on which the campaign
   * started there. Messages are the notifiers', which have an option of the same name. @defaultValue `UTC`
   */
  readonly timeZone?: string;
  /** Ask the store before each start, and skip images for which it says that there is no update. @defaultValue true */
  readonly skipCurrent?: boolean;
  /**
   * Write on each successor how many minutes its update took. Later campaigns start the longest updates first, and check
   * when updates should be done. @defaultValue true
   */
  readonly rememberDurations?: boolean;
  /** When to check again. @defaultValue when slots are expected to have been idle for 0.4 minutes */
  readonly checkSchedule?: Partial<CheckSchedule>;
  /**
   * Minutes after which an update that is still in progress counts as failed; also how long the campaign waits
   * with nothing in progress while every start is refused. 60 to 10,080. @defaultValue 720
   */
  readonly updateTimeLimitMinutes?: number;
  /**
   * Updates of one image that a campaign tries, 1 to 5: one that AppStream reports as failed is started again under the
   * next free name, as AWS advises ("Troubleshooting notification codes"). @defaultValue 2
   */
  readonly attempts?: number;
  /** Delete the failed image before its update is tried again. Needs a store with `remove`. @defaultValue false */
  readonly deleteFailed?: boolean;
  /**
   * `carry`: each account that a source is shared with may use the successor as it may use the source, as soon as the
   * successor is available. Needs the part `shares`. AWS advises to test an image before it is shared; a rollout can
   * share it when a ring has proven it. @defaultValue `none`
   */
  readonly sharing?: 'none' | 'carry';
  /** Which versions are deleted to make room. Needs a store with `remove`, and the part `inventory`. @defaultValue none */
  readonly prune?: CampaignPruneOptions;
  /** When so many updates fail that no further one is started. */
  readonly failureThreshold?: FailureThreshold;
  /** Minutes after the last outcome for which undelivered messages are tried again, 0 to 10,080. @defaultValue 1440 */
  readonly messagePatienceMinutes?: number;
}

/** Options with every default filled in. */
export interface Policy {
  readonly batchSize: number;
  readonly pacing: Pacing;
  readonly selector: Required<Selector>;
  readonly tags: TagNames;
  readonly naming: Naming;
  readonly timeZone: string;
  readonly skipCurrent: boolean;
  readonly rememberDurations: boolean;
  readonly checkSchedule: CheckSchedule;
  readonly updateTimeLimitMinutes: number;
  readonly attempts: number;
  readonly deleteFailed: boolean;
  readonly sharing: 'none' | 'carry';
  readonly prune?: CampaignPruneOptions;
  readonly failureThreshold: Required<FailureThreshold>;
  readonly messagePatienceMinutes: number;
}

const whole = (least: number, most: number) => {
  const message = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};
const minutes = (least: number, most: number) => {
  const message = `minutes from ${least} to ${most}`;
  return v.pipe(v.number(message), v.minValue(least, message), v.maxValue(most, message));
};
const percentage = v.pipe(
  v.number('a percentage'),
  v.minValue(0, 'a percentage from 0 to 100'),
  v.maxValue(100, 'a percentage from 0 to 100'),
);
const PATTERN = /^[a-zA-Z0-9_.*?-]{1,101}$/;
const patterns = v.array(
  v.pipe(
    v.string('a name pattern'),
    v.regex(PATTERN, 'a name pattern of letters, digits, and _ . - * ? (at most 101)'),
  ),
  'a list of name patterns',
);
// Tag limits: AppStream Administration Guide, "Tag restrictions". A key that starts with `aws:` can't be written.
const tagKey = v.pipe(
  v.string('a tag key'),
  v.regex(
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
    'a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @ that does not start with "aws:"',
  ),
);
const tagValue = v.pipe(
  v.string('a tag value'),
  v.regex(
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u,
    'a tag value of 1 to 256 letters, digits, spaces and _ . : / = + - @',
  ),
);
const SCHEDULE = 'a check schedule';
const adaptive = v.strictObject(
  {
    typicalMinutes: v.optional(minutes(1, 10_080), DEFAULT_CHECK_SCHEDULE.typicalMinutes),
    idleMinutes: v.optional(minutes(0.1, 1440), DEFAULT_CHECK_SCHEDULE.idleMinutes),
    minMinutes: v.optional(minutes(0.1, 1440), DEFAULT_CHECK_SCHEDULE.minMinutes),
    maxMinutes: v.optional(minutes(0.1, 1440), DEFAULT_CHECK_SCHEDULE.maxMinutes),
  },
  SCHEDULE,
);
const fixed = v.strictObject({ everyMinutes: minutes(0.1, 1440) }, SCHEDULE);
const isObject = (input: unknown) => typeof input === 'object' && input !== null;
const isFixed = (input: unknown) => isObject(input) && 'everyMinutes' in (input as object);

const schema = v.strictObject(
  {
    batchSize: v.optional(whole(1, 1000), 5),
    pacing: v.optional(v.picklist(['window', 'batch'], '"window" or "batch"'), 'window'),
    selector: v.optional(
      v.strictObject(
        {
          include: v.optional(patterns, []),
          exclude: v.optional(patterns, []),
          platforms: v.optional(v.array(v.string('a platform name'), 'a list of platform names'), []),
          ignore: v.optional(patterns, []),
        },
        'a selector',
      ),
      {},
    ),
    tags: v.optional(
      v.strictObject(
        {
          autoUpdate: v.optional(tagKey, 'AutoUpdate'),
          enabled: v.optional(tagValue, 'Enabled'),
          completed: v.optional(tagValue, 'Completed'),
          ignored: v.optional(tagValue, 'Ignored'),
          nextVersion: v.optional(tagKey, 'NextVersion'),
          baseName: v.optional(tagKey, 'BaseName'),
          updatedFrom: v.optional(tagKey, 'UpdatedFrom'),
          stop: v.optional(tagKey, 'StopCampaign'),
          updateMinutes: v.optional(tagKey, 'UpdateMinutes'),
        },
        'tag names',
      ),
      {},
    ),
    naming: v.optional(
      v.union(
        [
          v.picklist(['default', 'original']),
          v.custom<NamingFunction>((value) => typeof value === 'function'),
        ],
        '"default", "original" or a function',
      ),
      'default',
    ),
    timeZone: v.optional(v.custom<string>(isTimeZone, TIME_ZONE_FORMAT), DEFAULT_TIME_ZONE),
    skipCurrent: v.optional(v.boolean('true or false'), true),
    rememberDurations: v.optional(v.boolean('true or false'), true),
    checkSchedule: v.optional(
      v.lazy((input) => (isFixed(input) ? fixed : adaptive)),
      {},
    ),
    updateTimeLimitMinutes: v.optional(minutes(60, 10_080), 720),
    attempts: v.optional(whole(1, 5), 2),
    deleteFailed: v.optional(v.boolean('true or false'), false),
    sharing: v.optional(v.picklist(['none', 'carry'], '"none" or "carry"'), 'none'),
    prune: v.exactOptional(v.custom<CampaignPruneOptions>(isObject, 'an object such as { keep: 2 }')),
    failureThreshold: v.optional(
      v.strictObject(
        { count: v.optional(whole(0, 10_000), 3), percent: v.optional(percentage, 50) },
        'a count and a percentage',
      ),
      {},
    ),
    messagePatienceMinutes: v.optional(minutes(0, 10_080), 1440),
  },
  'an object of options',
);

const OPTION_NAMES: readonly string[] = [
  ...['store', 'clock', 'notifiers', 'id', 'startedAt', 'stateLimit', 'checkBudget', 'shares', 'inventory'],
  ...Object.keys(schema.entries),
];

/**
 * Checks options and fills in the defaults.
 * @throws InvalidOptionsError naming the first option that is wrong or unknown
 */
export function toPolicy(options: CampaignOptions): Policy {
  const parsed = v.safeParse(schema, options);
  if (!parsed.success) {
    throw new InvalidOptionsError(`Campaign option ${explainIssue(parsed.issues[0], OPTION_NAMES)}`);
  }
  requireDistinctTags(parsed.output.tags);
  requireOrderedBounds(parsed.output.checkSchedule);
  return parsed.output;
}
