import * as v from 'valibot';
import { type ChannelConfig, channelEntries } from './channel-schema.ts';
import { PLATFORMS } from './platforms.ts';
import { type RolloutConfig, rolloutSchema } from './rollout-schema.ts';
import { described, oneOrMore } from './schema-parts.ts';

/** A config file's content. Every key has a flag, and the flag wins. */
export interface Config extends ChannelConfig {
  readonly $schema?: string;
  readonly profile?: string | string[];
  readonly region?: string | string[];
  readonly accountName?: string;
  readonly batchSize?: number;
  readonly limit?: number;
  readonly pacing?: 'window' | 'batch';
  readonly only?: string[];
  readonly exclude?: string[];
  readonly ignore?: string[];
  readonly platforms?: string[];
  readonly naming?: 'default' | 'original';
  readonly skipCurrent?: boolean;
  readonly tags?: {
    readonly autoUpdate?: string;
    readonly enabled?: string;
    readonly completed?: string;
    readonly ignored?: string;
    readonly nextVersion?: string;
    readonly baseName?: string;
    readonly updatedFrom?: string;
    readonly stop?: string;
    readonly updateMinutes?: string;
  };
  readonly checkEveryMinutes?: number;
  readonly updateTimeLimitMinutes?: number;
  readonly hourlyPrice?: number;
  readonly currency?: string;
  readonly rememberDurations?: boolean;
  readonly attempts?: number;
  readonly deleteFailed?: boolean;
  readonly sharing?: 'none' | 'carry';
  readonly failureThreshold?: { readonly count?: number; readonly percent?: number };
  readonly messagePatienceMinutes?: number;
  readonly prune?: {
    readonly keep?: number;
    readonly minAgeDays?: number;
    readonly failedAfterDays?: number;
    readonly maxDeletions?: number;
    readonly unshare?: boolean;
    readonly keepTag?: string;
  };
  readonly rollout?: RolloutConfig;
  readonly until?: string;
  readonly stateMachine?: string;
  readonly stateDir?: string;
  readonly timeZone?: string;
}

const list = (what: string) => v.array(v.string(what), `a list: ${what}`);
const PLATFORM = `one of ${PLATFORMS.join(', ')}`;
const tag = (what: string) => described(v.string('a text'), what);

/**
 * What a config file holds, field by field, with the words that editors show. Bounds of numbers and forms of names are
 * the campaign's to check, so that they are told in one place.
 */
const schema = v.strictObject(
  {
    $schema: described(v.string('a text'), 'Where this schema is, for editors.'),
    profile: described(oneOrMore('a profile'), 'Profile of the AWS CLI; a list for plan. Flag: --profile.'),
    region: described(oneOrMore('a Region'), 'AWS Region; a list for plan. Flag: --region.'),
    accountName: described(
      v.pipe(v.string('a text'), v.minLength(1, 'a text'), v.maxLength(100, 'at most 100 characters')),
      'What people call the account; messages and reports say it beside the id.',
    ),
    batchSize: described(
      v.number('a number'),
      'Concurrent updates, 1 to 1000; default 5. Flag: --batch-size.',
    ),
    limit: described(
      v.number('a number'),
      'Updates that a campaign starts at most; the others stay enrolled. Flag: --limit.',
    ),
    pacing: described(
      v.picklist(['window', 'batch'], '"window" or "batch"'),
      'window: refill a slot as soon as it is free; batch: wait for the whole batch. Flag: --pacing.',
    ),
    only: described(list('name patterns'), 'An image must match one; * for any characters. Flag: --only.'),
    exclude: described(list('name patterns'), 'An image must match none. Flag: --exclude.'),
    ignore: described(
      list('name patterns'),
      'Images that are left out on purpose, as with the tag AutoUpdate=Ignored: nobody is told of them.',
    ),
    platforms: described(
      v.array(v.picklist(PLATFORMS, PLATFORM), PLATFORM),
      'Such as WINDOWS_SERVER_2022. Flag: --platform.',
    ),
    naming: described(
      v.picklist(['default', 'original'], '"default" or "original"'),
      'default: {BaseName}-Updated-{YYYYMMDD}; original: as the published solution names. Flag: --naming.',
    ),
    skipCurrent: described(
      v.boolean('true or false'),
      'Leave images alone for which there is no update; default true. Flag: --rebuild-current.',
    ),
    tags: described(
      v.strictObject(
        {
          autoUpdate: tag('Key that enrols an image; default AutoUpdate.'),
          enabled: tag('Value of it that makes an image a candidate; default Enabled.'),
          completed: tag('Value of it once the update has started; default Completed.'),
          ignored: tag('Value of it with which an image is left out on purpose; default Ignored.'),
          nextVersion: tag("Key that names an image's successor; default NextVersion."),
          baseName: tag('Key that names the lineage; default BaseName.'),
          updatedFrom: tag('Key that names the source of a successor; default UpdatedFrom.'),
          updateMinutes: tag('Key that says how many minutes an update took; default UpdateMinutes.'),
          stop: tag('Key that lets a campaign of the image start nothing more; default StopCampaign.'),
        },
        'tag names',
      ),
      'Tag keys and values of your own.',
    ),
    checkEveryMinutes: described(
      v.number('minutes'),
      'Look again at fixed times; default: when updates may be done. Flag: --check-every.',
    ),
    updateTimeLimitMinutes: described(
      v.number('minutes'),
      'An update that takes longer counts as failed; default 720. Flag: --time-limit.',
    ),
    hourlyPrice: described(
      v.number('a number'),
      "Price of an image builder for an hour, to estimate the cost; default AWS's price list. Flag: --hourly-price.",
    ),
    currency: described(
      v.pipe(v.string('a text'), v.regex(/^[A-Z]{3}$/, 'three letters such as EUR')),
      'Currency of hourlyPrice, such as EUR. Flag: --currency.',
    ),
    rememberDurations: described(
      v.boolean('true or false'),
      'Write on each successor how long its update took, to start the longest first; default true.',
    ),
    attempts: described(
      v.number('a number'),
      'Updates of one image that are tried, 1 to 5; default 2. Flag: --attempts.',
    ),
    deleteFailed: described(
      v.boolean('true or false'),
      'Delete a failed image before its update is tried again. Flag: --delete-failed.',
    ),
    sharing: described(
      v.picklist(['none', 'carry'], '"none" or "carry"'),
      'Let the accounts that may use an image use its successor, too; default none. Flag: --sharing.',
    ),
    failureThreshold: described(
      v.strictObject(
        {
          count: described(v.number('a number'), 'So many images; default 3, 0 for never.'),
          percent: described(
            v.number('a percentage'),
            'And so many percent of those that ended; default 50.',
          ),
        },
        'a count and a percentage',
      ),
      'When so many images failed, nothing more is started. Flags: --failure-count, --failure-percent.',
    ),
    prune: described(
      v.strictObject(
        {
          keep: described(v.number('a number'), 'Newest versions of each lineage that stay; default 2.'),
          minAgeDays: described(
            v.number('days'),
            'Days that a version stays after a newer one is there; default 30.',
          ),
          failedAfterDays: described(v.number('days'), 'Days that a failed successor stays; default 7.'),
          maxDeletions: described(v.number('a number'), 'Deletions in one pass; default 10.'),
          unshare: described(
            v.boolean('true or false'),
            'Whether versions may go that other accounts may only launch image builders from; default false.',
          ),
          keepTag: tag('Key of the tag that keeps an image; default Keep.'),
        },
        'what may be deleted',
      ),
      'What prune may delete. Flags: --keep, --min-age, --failed-after, --max, --unshare.',
    ),
    rollout: described(rolloutSchema, 'How versions reach fleets: docs/rollout.md.'),
    messagePatienceMinutes: described(
      v.number('minutes'),
      'How long undelivered messages are tried again after the end; default 1440.',
    ),
    until: described(
      v.string('a time such as 06:00'),
      'Start nothing after this time of day; what runs is watched to its end. Flag: --until.',
    ),
    ...channelEntries,
    stateMachine: described(
      v.string('an ARN'),
      'The state machine whose executions status shows. Flag: --state-machine.',
    ),
    stateDir: described(v.string('a folder'), 'Where campaigns are saved. Flag: --state-dir.'),
    timeZone: described(
      v.string('a time zone'),
      "Zone of the times that people read, and of the date in names; default the machine's. Flag: --time-zone.",
    ),
  },
  'an object',
);

/** Checks a config file's content. */
export const configSchema: v.GenericSchema<unknown, Config> = schema;

/** The keys that a config file can have. */
export const CONFIG_KEYS: readonly string[] = Object.keys(schema.entries);
