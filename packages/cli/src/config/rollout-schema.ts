import type { RolloutOptions } from '@appstream-campaign/core/rollout';
import * as v from 'valibot';

/** What the config file says of rollouts. Tags of images are those of the campaigns. */
export type RolloutConfig = Omit<RolloutOptions, 'imageTags'>;

const described = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.exactOptional(v.pipe(schema, v.description(text)));
const text = v.string('a text');
const tag = (what: string) => described(text, what);

const ring = v.strictObject(
  {
    name: v.pipe(v.string('the name of a ring'), v.description('Value of the tag ImageRing of its fleets.')),
    soak: described(
      v.string('a length of time such as 24h'),
      'How long all its fleets must have had a version, in good health, before the next ring: 30m, 24h, 7d.',
    ),
    approval: described(v.boolean('true or false'), 'Whether a person must let a version into this ring.'),
    window: described(
      v.strictObject(
        {
          days: described(
            v.array(v.picklist(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], 'a day such as mon')),
            'Days on which it opens; default every day.',
          ),
          from: v.string('a time such as 22:00'),
          to: v.string('a time such as 05:00'),
          timeZone: described(text, 'A zone such as Europe/Berlin; default UTC.'),
        },
        'an object with from and to',
      ),
      'When its fleets get new versions; default at any time.',
    ),
    alarms: described(
      v.array(v.string('the name of an alarm'), 'a list of alarms'),
      'CloudWatch alarms: while one is in ALARM, its fleets get no new version.',
    ),
    maxAtOnce: described(v.number('a number'), 'Fleets that are on their way to a new version at once.'),
  },
  'an object with the name of a ring',
);

/** The key `rollout` of a config file. Bounds and forms are for the rollout itself to check. */
export const rolloutSchema: v.GenericSchema<unknown, RolloutConfig> = v.strictObject(
  {
    rings: described(
      v.union([v.string(), v.array(ring)], 'rings in order, or their compact form'),
      'Rings in the order in which versions reach them; default test:24h,pilot:72h,production:approval. Flag: --rings.',
    ),
    health: described(
      v.strictObject(
        {
          capacityMinutes: described(
            v.number('minutes'),
            'Minutes in which a running fleet has to have free capacity again; default 120.',
          ),
          watchHours: described(
            v.number('hours'),
            'Hours in which errors count against a version; default 24.',
          ),
        },
        'an object',
      ),
      'How a switch is told to be good or bad.',
    ),
    onUnhealthy: described(
      v.picklist(['hold', 'rollback'], '"hold" or "rollback"'),
      'hold: a bad version goes to no further fleet; rollback: fleets go back from it too. Flag: --on-unhealthy.',
    ),
    publish: described(
      v.picklist(['fleet', 'parameter', 'both'], '"fleet", "parameter" or "both"'),
      'Who changes fleets: the rollout, code that reads an SSM parameter, or both. Flag: --publish.',
    ),
    parameterPrefix: described(text, 'Beginning of the names of parameters; default /appstream-images.'),
    share: described(
      v.strictObject({ afterRing: v.string('the name of a ring') }, 'an object with afterRing'),
      'Share a version as the one before it, once this ring has it. Flag: --share-after.',
    ),
    drainAtOnce: described(
      v.number('a number'),
      'Instances of a multi-session fleet that are drained at once after a switch; default 0, none. Flag: --drain.',
    ),
    tags: described(
      v.strictObject(
        {
          ring: tag('Key that gives a fleet its ring; default ImageRing.'),
          paused: tag('Key that lets a fleet or an image stay where it is; default RolloutPaused.'),
          approved: tag('Key that lets a version pass an approval; default RolloutApproved.'),
          revoked: tag('Key of a version that no fleet may run; default Revoked.'),
          held: tag('Key of a version that goes to no further fleet; default RolloutHeld.'),
          told: tag('Key of what people were told; default RolloutTold.'),
          previous: tag('Key of the image before the last switch; default PreviousImage.'),
          switchedAt: tag('Key of the instant of the last switch; default ImageSwitchedAt.'),
          switchedTo: tag('Key of the image that the last switch led to; default ImageSwitchedTo.'),
        },
        'tag names',
      ),
      'Tag keys of rollouts of your own.',
    ),
  },
  'how rollouts go',
);
