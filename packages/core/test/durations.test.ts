import type { CampaignImage, CampaignOptions } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { after, fixedAccount, START, waitingFor } from './fixed-account.ts';

const X = 'A-Updated-20261123';
const enabled = { AutoUpdate: 'Enabled' };

describe('how long an update took is written on its successor', () => {
  async function written(minutes: number, options: CampaignOptions = {}) {
    const images = [{ name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: X } }, { name: X }];
    const { campaign, retagged } = fixedAccount(images, after(minutes));
    const updating = {
      status: 'updating',
      source: 'A',
      successor: X,
      startedAt: START,
      marked: true,
    } as const;
    await campaign(options).advance({ ...waitingFor(), images: [updating] });
    return retagged;
  }

  test.each<[what: string, minutes: number, tag: string]>([
    ['in whole minutes', 75.4, '75'],
    ['rounded up, too', 75.5, '76'],
    ['one at least', 0.2, '1'],
    ['a week at most', 20_000, '10080'],
  ])('%s', async (_, minutes, tag) => {
    expect(await written(minutes)).toEqual([{ image: X, put: { UpdateMinutes: tag }, remove: [] }]);
  });

  test('but not when nobody wants it', async () => {
    expect(await written(75, { rememberDurations: false })).toEqual([]);
  });
});

describe('what an image says of its last update', () => {
  test.each<[value: string, minutes: number | undefined]>([
    ['75', 75],
    ['1', 1],
    ['10080', 10_080],
    ['10081', undefined],
    ['0', undefined],
    ['100000', undefined],
    ['-5', undefined],
    ['7.5', undefined],
    ['75.5', undefined],
    ['1e3', undefined],
    ['75 minutes', undefined],
    ['about 75', undefined],
    ['', undefined],
  ])('is believed when it makes sense: %j', async (value, minutes) => {
    const { campaign } = fixedAccount([{ name: 'A', tags: { ...enabled, UpdateMinutes: value } }]);
    const { images } = await campaign({ batchSize: 1 }).advance();
    expect(images[0]?.status === 'updating' ? images[0].expectedMinutes : 'not updating').toBe(minutes);
  });

  test('is kept while the image is open, also when its update is tried again, and no longer', async () => {
    const tags = { ...enabled, UpdateMinutes: '75' };
    const failed = {
      name: X,
      condition: 'failed',
      tags: { ...enabled, UpdatedFrom: 'A' },
      createdAt: START,
    } as const;
    const { campaign, clock, store } = fixedAccount([{ name: 'A', tags }, failed]);
    const again = await campaign().advance();
    expect(again.images).toMatchObject([{ status: 'updating', failedSuccessors: [X], expectedMinutes: 75 }]);
    clock.advance(2000);
    const gaveUp = await campaign({ store }).advance(again);
    expect(gaveUp.images).toMatchObject([{ status: 'failed', failedSuccessors: [X] }]);
    expect(gaveUp.images[0]).not.toHaveProperty('expectedMinutes');
  });
});

describe('images start', () => {
  test.each<[what: string, minutes: readonly (number | undefined)[], order: string]>([
    ['by name, when nobody knows how long they take', [undefined, undefined, undefined], 'ABC'],
    ['the longest first', [60, 200, 90], 'BCA'],
    ['by name, when they take as long', [60, 60, 60], 'ABC'],
    ['an unknown one in the middle of the known', [undefined, 200, 60, 90], 'BADC'],
    ['an unknown one by the upper of two in the middle', [undefined, 60, 200], 'ACB'],
    ['an unknown one by the middle, not the mean', [1000, 10, undefined, 20], 'ACDB'],
  ])('%s', async (_, minutes, order) => {
    const names = [...'ABCD'].slice(0, minutes.length);
    const { campaign, started } = fixedAccount(names.map((name) => ({ name, tags: enabled })));
    const images = names.map((source, index): CampaignImage => {
      const expectedMinutes = minutes[index];
      return { status: 'waiting', source, ...(expectedMinutes === undefined ? {} : { expectedMinutes }) };
    });
    await campaign().advance({ ...waitingFor(), images });
    expect(started.map(([source]) => source).join('')).toBe(order);
  });
});
