import * as v from 'valibot';
import { explainIssue, InvalidOptionsError, isTimeZone, TIME_ZONE_FORMAT, toPolicy } from './foundation.ts';
import { DEFAULT_RINGS, parseRings, toMinutes } from './parse-rings.ts';
import type { Ring, RingOptions, RolloutOptions, RolloutPolicy } from './rollout-policy.ts';
import { ROLLOUT_TAGS } from './rollout-tags.ts';
import { DAYS, windowMinutes } from './rollout-window.ts';

const whole = (least: number, most: number) => {
  const text = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(text), v.integer(text), v.minValue(least, text), v.maxValue(most, text));
};
const text = (pattern: RegExp, what: string) => v.pipe(v.string(what), v.regex(pattern, what));
const clock = text(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 22:00');
const day = v.picklist(DAYS, `one of ${DAYS.join(', ')}`);

const ringSchema = v.strictObject(
  {
    name: v.pipe(
      text(/^[A-Za-z0-9_.-]{1,40}$/, 'a name of 1 to 40 letters, digits and _ . -'),
      v.check((name) => name !== 'all', 'another name than all, which means every ring'),
    ),
    soak: v.optional(
      v.pipe(
        v.string('a length of time such as 24h'),
        v.check((soak) => toMinutes(soak) !== undefined, 'a length of time such as 30m, 24h or 7d'),
      ),
    ),
    approval: v.optional(v.boolean('true or false')),
    window: v.optional(
      v.pipe(
        v.strictObject(
          {
            days: v.optional(v.pipe(v.array(day, 'a list of days'), v.minLength(1, 'at least one day'))),
            from: clock,
            to: clock,
            timeZone: v.optional(v.custom<string>(isTimeZone, TIME_ZONE_FORMAT)),
          },
          'an object with from and to',
        ),
        v.check(({ from, to }) => windowMinutes(from, to) >= 15, 'a window of at least 15 minutes'),
      ),
    ),
    alarms: v.optional(
      v.array(v.pipe(v.string('a name'), v.minLength(1, 'the name of an alarm')), 'a list of names'),
    ),
    maxAtOnce: v.optional(whole(1, 10_000)),
  },
  'an object with the name of a ring',
);
const tagKey = v.optional(text(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, 'a tag key'));
const tagKeys = Object.fromEntries(Object.keys(ROLLOUT_TAGS).map((key) => [key, tagKey]));
const schema = v.strictObject({
  rings: v.optional(
    v.union(
      [v.string(), v.pipe(v.array(ringSchema), v.minLength(1, 'at least one ring'))],
      'rings in order, at least one, or their compact form',
    ),
    DEFAULT_RINGS,
  ),
  health: v.optional(
    v.strictObject(
      { capacityMinutes: v.optional(whole(5, 1440), 120), watchHours: v.optional(whole(1, 720), 24) },
      'an object',
    ),
    {},
  ),
  onUnhealthy: v.optional(v.picklist(['hold', 'rollback'], 'hold or rollback'), 'hold'),
  publish: v.optional(v.picklist(['fleet', 'parameter', 'both'], 'fleet, parameter or both'), 'fleet'),
  parameterPrefix: v.optional(
    text(/^(?!\/(aws|ssm))(\/[\w.-]+){1,12}$/i, 'a path such as /appstream-images, not /aws or /ssm'),
    '/appstream-images',
  ),
  share: v.optional(
    v.strictObject({ afterRing: v.string('the name of a ring') }, 'an object with afterRing'),
  ),
  drainAtOnce: v.optional(whole(0, 100), 0),
  tags: v.optional(v.strictObject(tagKeys, 'an object with tag keys'), {}),
  imageTags: v.optional(v.looseObject({}, 'an object with tag keys'), {}),
});

/**
 * Checks the options and fills in the defaults.
 * @throws InvalidOptionsError naming the first option that is wrong or unknown
 */
export function toRolloutPolicy(options: RolloutOptions = {}): RolloutPolicy {
  // A union would report only that neither form matches.
  const given = options.rings;
  if (Array.isArray(given))
    for (const [index, ring] of given.entries()) check(ringSchema, ring, `rings.${index}.`);
  const { rings, share, tags, imageTags, ...rest } = check(schema, options);
  const list = typeof rings === 'string' ? parseRings(rings) : (rings as readonly RingOptions[]);
  if (typeof rings === 'string') for (const ring of list) check(ringSchema, ring, 'rings: ');
  const names = list.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(`rings has "${twice}" twice; expected each ring once.`);
  if (share !== undefined && !names.includes(share.afterRing)) {
    throw wrong(`share.afterRing is "${share.afterRing}"; expected one of ${names.join(', ')}.`);
  }
  const allTags = { ...ROLLOUT_TAGS, ...tags };
  const keys = Object.values(allTags);
  const shared = keys.find((key, index) => keys.indexOf(key) !== index);
  if (shared !== undefined) throw wrong(`tags uses the key "${shared}" for two purposes.`);
  return {
    ...rest,
    health: rest.health as RolloutPolicy['health'],
    rings: list.map(toRing),
    ...(share === undefined ? {} : { share }),
    tags: allTags,
    imageTags: toPolicy({ tags: imageTags }).tags,
  };
}

function check<Schema extends v.GenericSchema>(
  one: Schema,
  value: unknown,
  prefix = '',
): v.InferOutput<Schema> {
  const parsed = v.safeParse(one, value);
  if (parsed.success) return parsed.output;
  const known = prefix === '' ? Object.keys(schema.entries) : Object.keys(ringSchema.entries);
  throw wrong(`${prefix}${explainIssue(parsed.issues[0], known)}`);
}

const wrong = (what: string) => new InvalidOptionsError(`Rollout option ${what}`);

function toRing({ name, soak, approval = false, window, alarms = [], maxAtOnce }: RingOptions): Ring {
  return {
    name,
    soakMinutes: soak === undefined ? 0 : (toMinutes(soak) ?? 0),
    approval,
    ...(window === undefined ? {} : { window }),
    alarms,
    maxAtOnce: maxAtOnce ?? Number.POSITIVE_INFINITY,
  };
}
