import {
  ANNOUNCED_TYPES,
  isCampaignId,
  isImageName,
  isInstant,
  MAX_NOTIFIER_MEMORY,
  REASON_CODES,
} from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import type { CampaignResults } from './campaign-results.ts';
import { onUse } from './on-use.ts';
import { searchSchema } from './results-search.ts';

/** Results as they come in again: checked field by field, unknown keys let through. A first call has none. */
export const resultsSchema: () => v.GenericSchema<unknown, CampaignResults> = onUse(makeSchema);

function makeSchema(): v.GenericSchema<unknown, CampaignResults> {
  const text = v.string('a text');
  const count = v.pipe(
    v.number('a whole number from 0'),
    v.integer('a whole number from 0'),
    v.minValue(0, 'a whole number from 0'),
  );
  const name = v.custom<string>(isImageName, 'an image name of 1 to 101 letters, digits and _ . -');
  const names = v.array(name, 'a list of image names');
  const instant = v.pipe(
    v.string('an instant'),
    v.check(isInstant, 'an instant such as 2026-11-23T08:00:00Z'),
  );
  const code = v.picklist(REASON_CODES, 'a reason code');
  const detail = v.exactOptional(text);
  const placeText = v.exactOptional(v.pipe(text, v.maxLength(100, 'at most 100 characters')));
  return v.looseObject(
    {
      Pending: names,
      Waiting: names,
      Success: names,
      CycleCount: count,
      NextCheckAt: v.exactOptional(instant),
      Stopped: v.exactOptional(
        v.strictObject({ Code: code, Detail: text }, 'an object with Code and Detail'),
      ),
      Failed: v.exactOptional(
        v.array(
          v.strictObject(
            {
              Image: name,
              Successor: v.exactOptional(name),
              StartedAt: v.exactOptional(instant),
              EndedAt: instant,
              EndSeenLate: v.exactOptional(v.literal(true, 'true, or nothing')),
              FailedBefore: v.exactOptional(names),
              Code: code,
              Detail: detail,
            },
            'a failed image',
          ),
          'a list of failed images',
        ),
      ),
      Skipped: v.exactOptional(
        v.array(
          v.strictObject({ Image: name, EndedAt: instant, Code: code, Detail: detail }, 'a skipped image'),
          'a list of skipped images',
        ),
      ),
      Campaign: v.exactOptional(
        v.strictObject(
          {
            Version: v.literal(1, 'version 1; a newer version needs a newer release of this handler'),
            Id: v.pipe(v.string('a campaign id'), v.check(isCampaignId, 'a campaign id')),
            StartedAt: instant,
            Place: v.exactOptional(
              v.strictObject(
                {
                  account: placeText,
                  accountName: placeText,
                  region: placeText,
                  link: v.exactOptional(
                    v.pipe(text, v.regex(/^https:\/\/\S{1,500}$/, 'an https:// address')),
                  ),
                },
                'account, accountName, region and link',
              ),
            ),
            StartDate: v.exactOptional(
              v.pipe(text, v.regex(/^\d{4}-\d\d-\d\d$/, 'a date such as 2026-11-23')),
            ),
            Search: v.exactOptional(searchSchema({ text, count, name, instant })),
            Status: v.picklist(['discovering', 'running', 'announcing', 'stopped'], 'a campaign status'),
            Checks: count,
            LastProgressAt: instant,
            ObservedAt: v.exactOptional(instant),
            TroubleSince: v.exactOptional(instant),
            EndedAt: v.exactOptional(instant),
            Updating: v.array(
              v.strictTuple(
                [
                  name,
                  name,
                  instant,
                  v.boolean('true or false'),
                  v.nullable(name),
                  v.nullable(names),
                  v.nullable(count),
                ],
                'successor, source, start, marked, the successor before, failed successors, minutes',
              ),
              'a list of updates in progress',
            ),
            Starting: v.exactOptional(
              v.array(
                v.strictTuple(
                  [name, name, instant, v.nullable(instant)],
                  'source, successor, decided at, asked at',
                ),
                'a list of starts',
              ),
            ),
            Deletions: v.exactOptional(
              v.array(
                v.union(
                  [v.strictTuple([name, name]), v.strictTuple([name])],
                  'source and successor, or an image',
                ),
                'a list of deletions',
              ),
            ),
            Pruning: v.exactOptional(
              v.strictTuple(
                [
                  v.picklist(['before', 'between', 'after', 'over'], 'a stage of pruning'),
                  names,
                  v.array(v.strictTuple([name, text], 'image, why it stays'), 'a list of images'),
                  v.nullable(text),
                  v.nullable(count),
                  v.nullable(count),
                ],
                'stage, deleted, kept, unseen, images, quota',
              ),
            ),
            Shortage: v.exactOptional(
              v.strictTuple(
                [
                  count,
                  count,
                  count,
                  v.array(v.strictTuple([name, text], 'image, why it could go'), 'a list of images'),
                  v.nullable(text),
                ],
                'needed, room, quota, images, unseen',
              ),
            ),
            Updated: v.array(
              v.strictTuple(
                [name, v.nullable(instant), v.nullable(instant), v.nullable(names)],
                'source, start, end, failed successors',
              ),
              'a list of updates',
            ),
            FailedBefore: v.exactOptional(
              v.array(
                v.strictTuple([name, names], 'source, failed successors'),
                'a list of sources with their failed successors',
              ),
            ),
            FailedTimes: v.exactOptional(
              v.array(
                v.strictTuple(
                  [name, v.array(v.strictTuple([count, count], 'two numbers of minutes'), 'a list of times')],
                  'source, times',
                ),
                'a list of sources with the times of their failed updates',
              ),
            ),
            SeenLate: v.exactOptional(names),
            Unshared: v.exactOptional(
              v.array(v.strictTuple([name, text], 'successor, why'), 'a list of successors'),
            ),
            Expected: v.exactOptional(v.array(count, 'a list of minutes')),
            Postponed: v.exactOptional(
              v.array(v.strictTuple([name, count], 'source, how often'), 'a list of sources and numbers'),
            ),
            Halted: v.exactOptional(
              v.strictObject({ Code: code, Detail: detail, At: instant }, 'an object with Code and At'),
            ),
            Delayed: v.exactOptional(
              v.strictObject(
                {
                  Code: code,
                  Detail: detail,
                  Since: instant,
                  Told: v.exactOptional(v.literal(true, 'true, or nothing')),
                },
                'an object with Code and Since',
              ),
            ),
            Pardoned: v.exactOptional(count),
            NothingFound: v.exactOptional(v.string()),
            Outbox: v.array(
              v.strictTuple(
                [
                  v.picklist(ANNOUNCED_TYPES, 'a type of message'),
                  v.nullable(v.union([name, count], 'an image, or a position in a list of images')),
                  instant,
                  v.array(v.pipe(text, v.minLength(1, 'a notifier name')), 'a list of notifier names'),
                  count,
                ],
                'type, image, time, notifiers, attempts',
              ),
              'a list of messages',
            ),
            Notifiers: v.exactOptional(
              v.array(
                v.strictTuple(
                  [
                    v.pipe(text, v.minLength(1, 'a notifier name')),
                    v.nullable(instant),
                    v.nullable(instant),
                    v.nullable(
                      v.pipe(
                        text,
                        v.maxLength(MAX_NOTIFIER_MEMORY, `at most ${MAX_NOTIFIER_MEMORY} characters`),
                      ),
                    ),
                  ],
                  'name, gathered until, at rest until, memory',
                ),
                'a list of notes about notifiers',
              ),
            ),
          },
          "the campaign's own notes",
        ),
      ),
    },
    'the Results of an earlier call, or nothing',
  );
}
