import { type CampaignOptions, InvalidOptionsError, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';

const { store, clock } = await createMemoryWorld({ images: [] });
const make = (options: object) =>
  new UpdateCampaign({ store, clock, ...options } as CampaignOptions & {
    store: typeof store;
    clock: typeof clock;
  });

describe('a wrong option is refused by name, with the value and what is allowed', () => {
  test.each<[options: object, says: string]>([
    [{ batchsize: 5 }, 'batchsize is not known. Known: store, clock, notifiers'],
    [{ batchSize: 0 }, 'batchSize is 0; expected a whole number from 1 to 1000'],
    [{ batchSize: 2.5 }, 'batchSize is 2.5'],
    [{ batchSize: Number.NaN }, 'batchSize is null'],
    [{ pacing: 'fast' }, 'pacing is "fast"; expected "window" or "batch"'],
    [{ naming: 'mine' }, 'naming is "mine"; expected "default", "original" or a function'],
    [{ skipCurrent: 'yes' }, 'skipCurrent is "yes"; expected true or false'],
    [{ selector: { includes: [] } }, 'selector.includes is not known'],
    [{ selector: { include: 'A*' } }, 'selector.include is "A*"; expected a list of name patterns'],
    [{ selector: { exclude: ['[a-z]'] } }, 'selector.exclude.0 is "[a-z]"'],
    [{ tags: { autoUpdate: 'aws:x' } }, 'tags.autoUpdate is "aws:x"'],
    [
      { selector: { exclude: ['x'.repeat(102)] } },
      'a name pattern of letters, digits, and _ . - * ? (at most 101)',
    ],
    [{ tags: { autoUpdate: 'a,b' } }, 'tags.autoUpdate is "a,b"'],
    [{ tags: { autoUpdate: 'x'.repeat(129) } }, 'a tag key of 1 to 128 letters, digits, spaces'],
    [{ tags: { enabled: 'a,b' } }, 'tags.enabled is "a,b"'],
    [{ tags: { baseName: 'AutoUpdate' } }, 'uses the key "AutoUpdate" for two purposes'],
    [{ tags: { completed: 'Enabled' } }, 'tags.completed is "Enabled", the same as tags.enabled'],
    [{ checkSchedule: { everyMinutes: 0 } }, 'checkSchedule.everyMinutes is 0'],
    [{ checkSchedule: { everyMinute: 5 } }, 'checkSchedule.everyMinute is not known'],
    [{ checkSchedule: { minMinutes: 40 } }, 'minMinutes is 40; expected at most maxMinutes, which is 30'],
    [{ updateTimeLimitMinutes: 10 }, 'updateTimeLimitMinutes is 10; expected minutes from 60 to 10080'],
    [{ id: 'a b' }, 'id is "a b"'],
    [{ startedAt: 'today' }, 'startedAt is "today"'],
    [{ store: {} }, 'store lacks find, list, describe, dryRun, startUpdate, retag'],
    [{ clock: undefined }, 'clock lacks now, sleepUntil'],
    [{ notifiers: {} }, 'notifiers is not a list'],
    [{ notifiers: [{ name: 'x' }] }, 'notifiers lacks notify'],
    [{ notifiers: [{ name: '', notify() {} }] }, 'notifiers has the name ""'],
    [{ notifiers: [{ notify() {} }] }, 'notifiers has the name undefined; expected a unique name'],
    [
      { notifiers: [{ name: 'x'.repeat(101), notify() {} }] },
      'x"; expected a unique name of at most 100 characters.',
    ],
    [
      {
        notifiers: [
          { name: 'x', notify() {} },
          { name: 'x', notify() {} },
        ],
      },
      'notifiers has the name "x"; expected a unique name',
    ],
  ])('%j', (options, says) => {
    expect(() => make(options)).toThrow(InvalidOptionsError);
    expect(() => make(options)).toThrow(says);
  });
});

test.each<[what: string, options: object]>([
  ['a name pattern of 101 characters', { selector: { include: ['x'.repeat(101)] } }],
  ['a tag key of letters of any language, digits, spaces and marks', { tags: { stop: 'Größe 2 _.:/=+-@' } }],
  ['a tag key of 128 characters', { tags: { stop: 'x'.repeat(128) } }],
  ['a notifier with a name of 100 characters', { notifiers: [{ name: 'x'.repeat(100), notify() {} }] }],
])('a campaign takes %s', async (_, options) => {
  expect(await decideAndStart(make(options))).toMatchObject({ status: 'over' });
});

test('a bad state is refused by field', async () => {
  const campaign = make({});
  const good = await decideAndStart(campaign);
  for (const [wrong, says] of [
    [{ ...good, version: 2 }, 'version is 2'],
    [{ ...good, images: [{ status: 'odd' }] }, 'images.0.status'],
    [{ ...good, lastProgressAt: '8 o’clock' }, 'lastProgressAt'],
    [{ ...good, surprise: 1 }, 'surprise is not known'],
    ['x', 'the value is "x"'],
  ] as const) {
    await expect(decideAndStart(campaign, wrong as never)).rejects.toThrow(says);
  }
});

test('a misspelt option of run is refused by name', async () => {
  await expect(make({}).run({ onstate: () => {} } as never)).rejects.toThrow(
    'Run option onstate is not known. Known: signal, clock, state, onState, halt. Correct or remove it.',
  );
});
