import * as v from 'valibot';
import { isInstant } from '../text/validation.ts';
import { CAMPAIGN_TYPES } from './announcements.ts';
import { MAX_NOTIFIER_MEMORY } from './notifier-notes.ts';
import { REASON_CODES } from './reason.ts';
import type { CampaignPlace, CampaignState } from './state.ts';

const name = v.pipe(v.string('a name'), v.minLength(1, 'a name'), v.maxLength(256, 'a name'));
const instant = v.pipe(v.string('an instant'), v.check(isInstant, 'an instant such as 2026-11-23T08:00:00Z'));
const reason = v.strictObject(
  { code: v.picklist(REASON_CODES, 'a reason code'), detail: v.exactOptional(v.string('a text')) },
  'a reason',
);
const count = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(0, 'a whole number from 0'),
);
const failedSuccessors = v.exactOptional(v.array(name, 'a list of image names'));
const failedTimes = v.exactOptional(
  v.array(v.strictTuple([count, count], 'two numbers of minutes'), 'a list of times'),
);
const endSeenLate = v.exactOptional(v.literal(true, 'true, or nothing'));
const expectedMinutes = v.exactOptional(count);
const image = v.variant(
  'status',
  [
    v.strictObject({
      status: v.literal('waiting'),
      source: name,
      failedSuccessors,
      failedTimes,
      expectedMinutes,
      postponed: v.exactOptional(count),
    }),
    v.strictObject({
      status: v.literal('starting'),
      source: name,
      successor: name,
      decidedAt: instant,
      askedAt: v.exactOptional(instant),
      failedSuccessors,
      failedTimes,
      expectedMinutes,
      postponed: v.exactOptional(count),
    }),
    v.strictObject({
      status: v.literal('updating'),
      source: name,
      successor: name,
      startedAt: instant,
      sourceTagged: v.boolean('true or false'),
      replaces: v.exactOptional(name),
      failedSuccessors,
      failedTimes,
      expectedMinutes,
    }),
    v.strictObject({
      status: v.literal('updated'),
      source: name,
      successor: name,
      startedAt: v.exactOptional(instant),
      endedAt: v.exactOptional(instant),
      endSeenLate,
      unshared: v.exactOptional(v.string('a text')),
      failedSuccessors,
      failedTimes,
    }),
    v.strictObject({
      status: v.literal('failed'),
      source: name,
      successor: v.exactOptional(name),
      startedAt: v.exactOptional(instant),
      endedAt: instant,
      endSeenLate,
      reason,
      failedSuccessors,
      failedTimes,
    }),
    v.strictObject({ status: v.literal('skipped'), source: name, endedAt: instant, reason }),
  ],
  'an image with a known status',
);
const placeText = v.exactOptional(v.pipe(v.string('a text'), v.maxLength(100, 'at most 100 characters')));
/** Whose images a campaign is about. */
export const placeSchema: v.GenericSchema<unknown, CampaignPlace> = v.strictObject(
  {
    account: placeText,
    accountName: placeText,
    region: placeText,
    link: v.exactOptional(
      v.pipe(v.string('an address'), v.regex(/^https:\/\/\S{1,500}$/, 'an https:// address')),
    ),
  },
  'account, accountName, region and link, as texts',
);
const searchProgress = v.strictObject(
  {
    since: instant,
    through: v.string('a name, or an empty text'),
    beyond: v.array(name, 'a list of image names'),
    found: v.array(
      v.strictObject(
        {
          name,
          tags: v.record(v.string('a key'), v.string('a value'), 'tags'),
          tagsMayLag: v.exactOptional(v.literal(true, 'true, or nothing')),
        },
        'an image with its tags',
      ),
      'a list of images with their tags',
    ),
    nearMisses: v.exactOptional(
      v.array(v.strictTuple([v.string('a tag'), count], 'a tag and a number'), 'a list of tags and numbers'),
    ),
  },
  'how far a search has come',
);
/** A state as it is saved, whose images may be in any order. */
export const stateSchema: v.GenericSchema<unknown, CampaignState> = v.strictObject(
  {
    version: v.literal(1, 'version 1; a newer version needs a newer release of this library'),
    id: name,
    startedAt: instant,
    place: v.exactOptional(placeSchema),
    startDate: v.exactOptional(
      v.pipe(v.string('a date'), v.regex(/^\d{4}-\d\d-\d\d$/, 'a date such as 2026-11-23')),
    ),
    status: v.picklist(['discovering', 'running', 'announcing', 'over', 'stopped'], 'a campaign status'),
    search: v.exactOptional(searchProgress),
    images: v.array(image, 'a list of images'),
    unresolved: v.array(name, 'a list of image names'),
    deletions: v.exactOptional(
      v.array(
        v.union(
          [v.strictObject({ source: name, successor: name }), v.strictObject({ image: name })],
          'a deletion',
        ),
        'a list of deletions',
      ),
    ),
    pruning: v.exactOptional(
      v.strictObject(
        {
          stage: v.picklist(['before', 'between', 'after', 'over'], 'a stage of pruning'),
          deleted: v.array(name, 'a list of image names'),
          kept: v.exactOptional(v.array(v.strictObject({ image: name, detail: v.string('a text') }))),
          unseen: v.exactOptional(v.string('a text')),
          images: v.exactOptional(count),
          quota: v.exactOptional(count),
        },
        'what pruning has done',
      ),
    ),
    shortage: v.exactOptional(
      v.strictObject(
        {
          needed: count,
          room: count,
          quota: count,
          images: v.array(v.strictObject({ image: name, reason: v.string('a text') }), 'a list of images'),
          unseen: v.exactOptional(v.string('a text')),
        },
        'what the image quota lacks',
      ),
    ),
    checks: count,
    checksWithoutProgress: count,
    lastProgressAt: instant,
    observedAt: v.exactOptional(instant),
    troubleSince: v.exactOptional(instant),
    delayed: v.exactOptional(
      v.strictObject(
        { ...reason.entries, since: instant, told: v.exactOptional(v.literal(true, 'true, or nothing')) },
        'a reason and an instant',
      ),
    ),
    endedAt: v.exactOptional(instant),
    nextCheckAt: v.exactOptional(instant),
    stopped: v.exactOptional(reason),
    halted: v.exactOptional(v.strictObject({ ...reason.entries, at: instant }, 'a reason and an instant')),
    acknowledgedFailures: v.exactOptional(count),
    nothingFound: v.exactOptional(v.string()),
    outbox: v.array(
      v.strictObject(
        {
          type: v.picklist(CAMPAIGN_TYPES, 'a type of message'),
          source: v.exactOptional(name),
          at: instant,
          to: v.array(name, 'a list of notifier names'),
          attempts: count,
        },
        'a message',
      ),
      'a list of messages',
    ),
    notifiers: v.exactOptional(
      v.array(
        v.strictObject(
          {
            name: v.pipe(v.string('a name'), v.minLength(1, 'a name')),
            gatherUntil: v.exactOptional(instant),
            notBefore: v.exactOptional(instant),
            memory: v.exactOptional(
              v.pipe(
                v.string('a text'),
                v.maxLength(MAX_NOTIFIER_MEMORY, `at most ${MAX_NOTIFIER_MEMORY} characters`),
              ),
            ),
          },
          'notes about a notifier',
        ),
        'a list of notes about notifiers',
      ),
    ),
  },
  'a campaign state',
);
