import {
  type CampaignImage,
  type CampaignOptions,
  type CampaignState,
  ImageStoreError,
  type UpdateCampaignOptions,
} from '@appstream-campaign/core';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, fixedAccount, START, waitingFor } from '../fixed-account.ts';

/** An update in progress: how old it is, and how long its last one took, in minutes. */
interface Running {
  readonly age: number;
  readonly expected?: number;
}

/** Minutes until the next check, with these updates in progress, after others of this campaign took so long. */
async function wait(
  running: readonly Running[],
  checkSchedule: CampaignOptions['checkSchedule'] = {},
  ended: readonly number[] = [],
  others: readonly CampaignImage[] = [],
) {
  const images = running.map((_, index) => ({ name: `S${index}`, condition: 'in-progress' as const }));
  const { campaign, clock } = fixedAccount(images, START);
  const updating = running.map(({ age, expected }, index): CampaignImage => {
    const known = expected === undefined ? {} : { expectedMinutes: expected };
    const startedAt = after(-age);
    return {
      status: 'updating',
      source: `A${index}`,
      successor: `S${index}`,
      startedAt,
      ...known,
      sourceTagged: true,
    };
  });
  const updated = ended.map((minutes, index): CampaignImage => {
    const begun = { source: `E${index}`, successor: `F${index}`, startedAt: after(-1000) };
    return { status: 'updated', ...begun, endedAt: after(minutes - 1000) };
  });
  const state: CampaignState = { ...waitingFor(), images: [...updating, ...updated, ...others] };
  const { nextCheckAt = '' } = await decideAndStart(campaign({ checkSchedule }), state);
  return (Date.parse(nextCheckAt) - clock.now().getTime()) / 60_000;
}

describe('the wait until the next check', () => {
  test('is the longest when an update has just begun, or is to begin in the future', async () => {
    expect(await wait([{ age: 0 }])).toBe(30);
    expect(await wait([{ age: -600 }])).toBe(30);
  });

  test('is short when an update has the usual age, and longer the older it grows', async () => {
    const [usual = 0, old = 0, older = 0] = await Promise.all([75, 200, 600].map((age) => wait([{ age }])));
    expect(usual).toBeLessThanOrEqual(6);
    expect(old).toBeGreaterThan(usual);
    expect(older).toBeGreaterThan(old);
  });

  test('is shorter with more updates, whose idle slots add up', async () => {
    const one = await wait([{ age: 60 }]);
    const five = await wait(Array.from({ length: 5 }, () => ({ age: 60 })));
    expect(five).toBeLessThan(one / 1.5);
    expect(five).toBeGreaterThanOrEqual(2);
  });

  test('reckons with what is remembered of an image', async () => {
    expect(await wait([{ age: 70, expected: 300 }])).toBe(30);
    expect(await wait([{ age: 290, expected: 300 }])).toBeLessThanOrEqual(8);
    expect(await wait([{ age: 50, expected: 55 }])).toBeLessThan(await wait([{ age: 50 }]));
  });

  test('reckons with the median of five updates that this campaign saw end, and not of four', async () => {
    const slow = [200, 190, 210, 100, 900];
    expect(await wait([{ age: 75 }], {}, slow)).toBe(30);
    expect(await wait([{ age: 75 }], {}, slow.slice(1))).toBe(await wait([{ age: 75 }]));
    expect(await wait([{ age: 25 }], {}, [25, 25, 25, 25, 25])).toBeLessThan(4);
  });

  test.each<[what: string, minutes: number, running: readonly Running[]]>([
    ['one of the usual age', 5, [{ age: 75 }]],
    ['one that is nearly as old', 7, [{ age: 55 }]],
    ['one that is as old as it should be', 3.5, [{ age: 75, expected: 75 }]],
    ['one that is nearly as old as it should be', 9.5, [{ age: 55, expected: 75 }]],
    ['an old one and a young one', 5.5, [{ age: 150 }, { age: 10 }]],
  ])(
    'keeps the slots from standing idle for more than half a minute, with %s',
    async (_, minutes, running) => {
      expect(await wait(running)).toBe(minutes);
    },
  );

  test('learns from successful updates alone, whatever their order', async () => {
    const odd = [20, 20, 600, 20, 20];
    expect(await wait([{ age: 75 }], {}, odd)).toBe(await wait([{ age: 75 }], { typicalMinutes: 20 }));
    const usual = await wait([{ age: 75 }]);
    const begun = { startedAt: after(-1000), successor: 'F' };
    const ended = { ...begun, endedAt: after(-980) };
    const failed = { status: 'failed', ...ended, reason: { code: 'timed-out' } };
    const skipped = { status: 'skipped', endedAt: after(-980), reason: { code: 'current' } };
    for (const other of [
      failed,
      skipped,
      { status: 'updated', successor: 'F' },
      { status: 'updated', successor: 'F', endedAt: after(-980) },
      { status: 'updated', ...begun },
    ]) {
      const others = Array.from(
        { length: 6 },
        (_, index) => ({ ...other, source: `O${index}` }) as CampaignImage,
      );
      expect(await wait([{ age: 75 }], {}, [], others)).toBe(usual);
    }
  });

  test('is never beyond the bounds, and a schedule of one’s own has its own', async () => {
    const many = Array.from({ length: 50 }, () => ({ age: 75 }));
    expect(await wait(many)).toBe(2);
    const schedule = { typicalMinutes: 40, idleMinutes: 1, minMinutes: 1, maxMinutes: 12 };
    expect(await wait([{ age: 0 }], schedule)).toBe(12);
    expect(await wait(many, schedule)).toBe(1);
    expect(await wait([{ age: 40 }], { typicalMinutes: 40, idleMinutes: 3 })).toBeGreaterThan(
      await wait([{ age: 40 }], { typicalMinutes: 40, idleMinutes: 1 }),
    );
    expect(await wait(many, { everyMinutes: 45 })).toBe(45);
  });
});

describe('the next check comes', () => {
  const image = (index: number) => ({ name: `A${index}`, tags: { AutoUpdate: 'Enabled' } });
  const every7 = { checkSchedule: { everyMinutes: 7 } };
  const no = async () => Promise.reject(new ImageStoreError('busy', 'No.'));

  /** Minutes until the check after one in which a method of the store refuses. */
  async function afterRefusal(
    method: 'startUpdate' | 'describe' | 'retag',
    options: CampaignOptions,
    ages: number[] = [],
  ) {
    const running = ages.map((_, index) => ({ name: `S${index}`, condition: 'in-progress' as const }));
    const { store, campaign } = fixedAccount([image(0), ...running]);
    const updating = ages.map((age, index) => {
      const startedAt = after(-age);
      return {
        status: 'updating',
        source: `B${index}`,
        successor: `S${index}`,
        startedAt,
        sourceTagged: true,
      } as const;
    });
    const state = { ...waitingFor('A0'), images: [...waitingFor('A0').images, ...updating] };
    const next = await decideAndStart(campaign({ ...options, store: { ...store, [method]: no } }), state);
    return (Date.parse(next.nextCheckAt ?? '') - Date.parse(START)) / 60_000;
  }

  test('in ten minutes after a start was refused, or when an update may be done before', async () => {
    expect(await afterRefusal('startUpdate', {})).toBe(10);
    expect(await afterRefusal('startUpdate', {}, [0])).toBe(10);
    expect(await afterRefusal('startUpdate', {}, [75])).toBeLessThan(10);
    expect(await afterRefusal('startUpdate', every7)).toBe(7);
  });

  test('in ten minutes after tags were refused', async () => {
    expect(await afterRefusal('retag', {})).toBe(10);
  });

  test('in five minutes when the store can’t be looked at, however old the updates are', async () => {
    expect(await afterRefusal('describe', {})).toBe(5);
    expect(await afterRefusal('describe', {}, [0])).toBe(5);
    expect(await afterRefusal('describe', {}, [45])).toBe(5);
    expect(await afterRefusal('describe', every7)).toBe(7);
  });

  test('in a minute when a message was not taken', async () => {
    const { campaign, clock } = fixedAccount([image(0)]);
    const notifiers = [new RecordingNotifier({ events: ['updateStarted'], failures: 1 })];
    const { nextCheckAt = '' } = await decideAndStart(campaign({ notifiers }));
    expect((Date.parse(nextCheckAt) - clock.now().getTime()) / 60_000).toBe(1);
  });

  test('when a stopped campaign has something to tell, and not any more when it is told', async () => {
    const { store, campaign } = fixedAccount([image(0)]);
    const denied = async () => Promise.reject(new ImageStoreError('access-denied', 'No.'));
    const notifiers = [new RecordingNotifier({ failures: 1 })];
    const stopping = campaign({ store: { ...store, startUpdate: denied }, notifiers });
    const stopped = await decideAndStart(stopping);
    expect(stopped).toMatchObject({ status: 'stopped', nextCheckAt: after(1) });
    const told = await decideAndStart(stopping, stopped);
    expect(told.status).toBe('stopped');
    expect(told).not.toHaveProperty('nextCheckAt');
  });
});

describe('a driver that can make only so many checks gets them spread over the campaign', () => {
  const wait = async (
    setup: { waiting?: number; ended?: number; checks?: number } & Partial<UpdateCampaignOptions>,
  ) => {
    const { waiting = 0, ended = 0, checks = 0, ...options } = setup;
    const open = Array.from({ length: waiting }, (_, index) => `W${String(index).padStart(2, '0')}`);
    const over = Array.from({ length: ended }, (_, index): CampaignImage => {
      return { status: 'skipped', source: `F${index}`, endedAt: START, reason: { code: 'current' } };
    });
    const startedAt = after(-100);
    const updating = {
      status: 'updating',
      source: 'A',
      successor: 'S',
      startedAt,
      sourceTagged: true,
    } as const;
    const account = fixedAccount([{ name: 'S', condition: 'in-progress' }]);
    const images = [updating, ...over, ...waitingFor(...open).images];
    const state = { ...waitingFor(), checks, images };
    const checkSchedule = { minMinutes: 5, maxMinutes: 5 };
    const { nextCheckAt = '' } = await decideAndStart(
      account.campaign({ pacing: 'batch', checkSchedule, ...options }),
      state,
    );
    return (Date.parse(nextCheckAt) - Date.parse(START)) / 60_000;
  };

  test.each<[what: string, minutes: number, setup: Parameters<typeof wait>[0]]>([
    ['without a budget, the schedule holds', 5, {}],
    ['with enough checks, the schedule holds', 5, { checkBudget: 2000 }],
    [
      '150 minutes for one image are spread over the nine checks that are left of ten',
      150 / 9,
      { checkBudget: 10 },
    ],
    ['what was checked before is gone', 30, { checkBudget: 10, checks: 4 }],
    ['with one check left, it comes when all should be done', 150, { checkBudget: 10, checks: 8 }],
    ['with none left, it comes then too', 150, { checkBudget: 10, checks: 500 }],
    ['a batch is reckoned as one image', 150 / 9, { checkBudget: 10, waiting: 4 }],
    ['two batches are reckoned twice as long', 300 / 9, { checkBudget: 10, waiting: 9 }],
    ['a larger batch is reckoned as such', 150 / 9, { checkBudget: 10, waiting: 9, batchSize: 10 }],
    ['images that had their outcome need no more checks', 150 / 9, { checkBudget: 10, ended: 20 }],
  ])('%s', async (_, minutes, setup) => {
    expect(await wait(setup)).toBeCloseTo(minutes, 3);
  });

  test('but for a check that had to leave starts, which goes on at once', async () => {
    const images = Array.from({ length: 101 }, (_, index) => ({
      name: `A${index}`,
      tags: { AutoUpdate: 'Enabled' },
    }));
    const { store, campaign } = fixedAccount(images);
    const current = async () => 'current' as const;
    const state = await decideAndStart(campaign({ store: { ...store, dryRun: current }, checkBudget: 2 }));
    expect(state.nextCheckAt).toBe(START);
  });
});
