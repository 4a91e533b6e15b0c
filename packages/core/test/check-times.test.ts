import {
  type CampaignImage,
  type CampaignOptions,
  type CampaignState,
  ImageStoreError,
  type UpdateCampaignOptions,
} from '@appstream-campaign/core';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { after, fixedAccount, START, waitingFor } from './fixed-account.ts';

/** Minutes until the next check, when the updates of a campaign are so old, in minutes. */
async function wait(ages: readonly number[], checkSchedule: CampaignOptions['checkSchedule'] = {}) {
  const images = ages.map((_, index) => ({ name: `S${index}`, condition: 'in-progress' as const }));
  const { campaign, clock } = fixedAccount(images, START);
  const state: CampaignState = {
    ...waitingFor(),
    images: ages.map((age, index) => ({
      status: 'updating',
      source: `A${index}`,
      successor: `S${index}`,
      startedAt: after(-age),
      marked: true,
    })),
  };
  const { nextCheckAt = '' } = await campaign({ checkSchedule }).advance(state);
  return (Date.parse(nextCheckAt) - clock.now().getTime()) / 60_000;
}

describe('the wait until the next check, with an update', () => {
  test.each<[what: string, age: number, minutes: number]>([
    ['that has just begun, ends half-way through the quiet time', 0, 20],
    ['that is young, ends half-way through the quiet time', 5, 15],
    ['that is half-way through, ends with the quiet time', 20, 20],
    ['that is past the middle, ends with the quiet time', 30, 10],
    ['that is about to leave the quiet time, is not below the least', 39.5, 2],
    ['at the end of the quiet time, is a share of its age', 40, 2],
    ['that is old, is a share of its age', 100, 5],
    ['that is very old, is the most', 600, 15],
    ['that is to begin in the future, as for a new one', -600, 20],
  ])('%s', async (_, age, minutes) => {
    expect(await wait([age])).toBeCloseTo(minutes, 6);
  });

  test('is the shortest that any update asks for', async () => {
    expect(await wait([10, 100, 30])).toBe(5);
  });

  test('follows a schedule of one’s own', async () => {
    const schedule = { quietMinutes: 60, agePercent: 10, leastMinutes: 1, mostMinutes: 20 };
    const ages = [0, 30, 59.5, 60, 100, 600];
    expect(await Promise.all(ages.map((age) => wait([age], schedule)))).toEqual([30, 30, 1, 6, 10, 20]);
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
        marked: true,
      } as const;
    });
    const state = { ...waitingFor('A0'), images: [...waitingFor('A0').images, ...updating] };
    const next = await campaign({ ...options, store: { ...store, [method]: no } }).advance(state);
    return (Date.parse(next.nextCheckAt ?? '') - Date.parse(START)) / 60_000;
  }

  test('in ten minutes after a start was refused, or when an update may be done before', async () => {
    expect(await afterRefusal('startUpdate', {})).toBe(10);
    expect(await afterRefusal('startUpdate', {}, [0])).toBe(10);
    expect(await afterRefusal('startUpdate', {}, [100])).toBe(5);
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
    const notifiers = [new RecordingNotifier({ wants: ['updateStarted'], failures: 1 })];
    const { nextCheckAt = '' } = await campaign({ notifiers }).advance();
    expect((Date.parse(nextCheckAt) - clock.now().getTime()) / 60_000).toBe(1);
  });

  test('when a stopped campaign has something to tell, and not any more when it is told', async () => {
    const { store, campaign } = fixedAccount([image(0)]);
    const denied = async () => Promise.reject(new ImageStoreError('access-denied', 'No.'));
    const notifiers = [new RecordingNotifier({ failures: 1 })];
    const stopping = campaign({ store: { ...store, startUpdate: denied }, notifiers });
    const stopped = await stopping.advance();
    expect(stopped).toMatchObject({ status: 'stopped', nextCheckAt: after(1) });
    const told = await stopping.advance(stopped);
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
    const updating = { status: 'updating', source: 'A', successor: 'S', startedAt, marked: true } as const;
    const account = fixedAccount([{ name: 'S', condition: 'in-progress' }]);
    const images = [updating, ...over, ...waitingFor(...open).images];
    const state = { ...waitingFor(), checks, images };
    const { nextCheckAt = '' } = await account.campaign({ pacing: 'batch', ...options }).advance(state);
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
    const state = await campaign({ store: { ...store, dryRun: current }, checkBudget: 2 }).advance();
    expect(state.nextCheckAt).toBe(START);
  });
});
