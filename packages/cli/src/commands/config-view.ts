import { DEFAULT_RINGS, ROLLOUT_TAGS } from '@appstream-campaign/core/rollout';
import type { CampaignFlags } from '../config/flags.ts';
import type { Settings } from '../config/settings.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable, wrapped } from '../terminal/wording.ts';

/** What holds where neither a flag nor the file says anything; text in brackets is no value but tells what happens. */
const CONFIG_DEFAULTS = {
  profile: '(as the AWS CLI finds it)',
  region: "(AWS_REGION, or the profile's)",
  accountName: '(only its id)',
  batchSize: 5,
  limit: '(all)',
  pacing: 'window',
  only: '(all that are enrolled)',
  exclude: '(none)',
  ignore: '(none)',
  platforms: '(all)',
  naming: 'default',
  skipCurrent: true,
  'tags.autoUpdate': 'AutoUpdate',
  'tags.enabled': 'Enabled',
  'tags.completed': 'Completed',
  'tags.ignored': 'Ignored',
  'tags.nextVersion': 'NextVersion',
  'tags.baseName': 'BaseName',
  'tags.updatedFrom': 'UpdatedFrom',
  'tags.updateMinutes': 'UpdateMinutes',
  'tags.stop': 'StopCampaign',
  checkEveryMinutes: '(when updates may be done)',
  updateTimeLimitMinutes: 720,
  hourlyPrice: "(AWS's price list, where pricing:GetProducts is allowed)",
  currency: '(that of the price list)',
  rememberDurations: true,
  attempts: 2,
  deleteFailed: false,
  sharing: 'none',
  'failureThreshold.count': 3,
  'failureThreshold.percent': 50,
  messagePatienceMinutes: 1440,
  'prune.keep': 2,
  'prune.minAgeDays': 30,
  'prune.failedAfterDays': 7,
  'prune.maxDeletions': 10,
  'prune.unshare': false,
  'prune.keepTag': 'Keep',
  'rollout.rings': DEFAULT_RINGS.replaceAll(',', ', '),
  'rollout.health': '{ "capacityMinutes": 120, "watchHours": 24 }',
  'rollout.onUnhealthy': 'hold',
  'rollout.publish': 'fleet',
  'rollout.parameterPrefix': '/appstream-images',
  'rollout.share': '(nothing is shared)',
  'rollout.drainAtOnce': '0',
  'rollout.tags': `(${Object.values(ROLLOUT_TAGS).join(', ')})`,
  timeZone: '(that of this machine)',
  until: '(none)',
  'mail.from': '(no mails)',
  'mail.to': '(no mails)',
  topicArn: '(none)',
  eventBus: '(none)',
  slack: '(none)',
  'slackBot.token': '(none)',
  'slackBot.channel': '(none)',
  'slackBot.apiUrl': '(https://slack.com/api/)',
  teams: '(none)',
  'webhook.url': '(none)',
  'webhook.key': '(none)',
  routes: '(each channel has its own)',
  stateMachine: '(none)',
} as const;

type Key = keyof typeof CONFIG_DEFAULTS;

/** Where the file has what a flag says. */
const KEYS_OF_FLAGS: Readonly<Partial<Record<keyof CampaignFlags, Key>>> = {
  ...({ profile: 'profile', region: 'region', only: 'only', exclude: 'exclude' } as const),
  ...({ platform: 'platforms', batchSize: 'batchSize', pacing: 'pacing', naming: 'naming' } as const),
  ...({ rebuildCurrent: 'skipCurrent', tagKey: 'tags.autoUpdate', tagValue: 'tags.enabled' } as const),
  ...({ limit: 'limit', timeZone: 'timeZone' } as const),
  ...({ checkEvery: 'checkEveryMinutes', timeLimit: 'updateTimeLimitMinutes' } as const),
  ...({
    hourlyPrice: 'hourlyPrice',
    currency: 'currency',
    attempts: 'attempts',
    deleteFailed: 'deleteFailed',
    sharing: 'sharing',
  } as const),
  ...({ failureCount: 'failureThreshold.count', failurePercent: 'failureThreshold.percent' } as const),
};

/** Every setting that holds here, with where it comes from, by the names of the config file. */
export function configText(
  { config }: Pick<Settings, 'config'>,
  flags: CampaignFlags,
  paint: Paint,
  width: number,
): string {
  const { $schema: _, stateDir: __, ...rest } = config;
  const file = new Map(flat(rest));
  const given = new Map(
    Object.entries(KEYS_OF_FLAGS).flatMap(([flag, key]) => {
      const value = flags[flag as keyof CampaignFlags];
      return value === undefined ? [] : [[key, key === 'skipCurrent' ? false : value] as const];
    }),
  );
  return Object.entries(CONFIG_DEFAULTS)
    .flatMap(([key, usual]) => {
      const [value, from] = given.has(key as Key)
        ? [given.get(key as Key), paint.cyan('flag   ')]
        : file.has(key)
          ? [file.get(key), paint.green('file   ')]
          : [usual, paint.dim('default')];
      const [first = '', ...more] = wrapped(valueText(value), width - INDENT);
      const head = `  ${key.padEnd(KEY_WIDTH)}  ${from}  `;
      return [`${head}${first}`, ...more.map((line) => `${' '.repeat(INDENT)}${line}`)];
    })
    .join('\n');
}

const KEY_WIDTH = Math.max(...Object.keys(CONFIG_DEFAULTS).map((key) => key.length));
/** Columns before a value: indent, key, origin, and the space between them. */
const INDENT = 2 + KEY_WIDTH + 2 + 'default'.length + 2;

/** Keys of the file, and of what is directly below them. */
function flat(values: object, prefix = ''): readonly (readonly [string, unknown])[] {
  return Object.entries(values).flatMap(([key, value]) =>
    prefix === '' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value, `${key}.`)
      : [[`${prefix}${key}`, value] as const],
  );
}

function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const isPlain = (one: unknown) => typeof one !== 'object' || one === null;
  if (Array.isArray(value) ? !value.every(isPlain) : !isPlain(value))
    return printable(JSON.stringify(value, null, 1).replace(/\s+/g, ' '));
  return printable(Array.isArray(value) ? value.join(', ') : String(value));
}
