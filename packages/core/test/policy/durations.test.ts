import type { CampaignImage, CampaignOptions } from '@appstream-campaign/core';
import { describeEvents, renderMessage } from '@appstream-campaign/core/messages';
import { updateMinutes } from '@appstream-campaign/core/planning';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, fixedAccount, START, updatingImage, waitingFor } from '../fixed-account.ts';

const X = 'A-Updated-20261123';
const enabled = { AutoUpdate: 'Enabled' };

describe('how long an update took is written on its successor', () => {
  async function written(minutes: number, options: CampaignOptions = {}) {
    const images = [{ name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: X } }, { name: X }];
    const { campaign, retagged } = fixedAccount(images, after(minutes));
    const updating = updatingImage('A', X);
    await decideAndStart(campaign(options), { ...waitingFor(), images: [updating] });
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

describe('an update whose end was seen late, as after a night that nobody ran the campaign,', () => {
  async function resumed(run: { lookedAt: number; minutes: number; condition?: 'available' | 'failed' }) {
    const { lookedAt, minutes, condition = 'available' } = run;
    const images = [
      { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: X } },
      { name: X, condition },
    ];
    const { campaign, retagged, events } = fixedAccount(images, after(minutes));
    const updating = updatingImage('A', X);
    const state = { ...waitingFor(), images: [updating], observedAt: after(lookedAt) };
    const next = await decideAndStart(campaign({ attempts: 1 }), state);
    const event = events.find(({ type }) => type === 'imageUpdated' || type === 'updateFailed');
    if (event?.type !== 'imageUpdated' && event?.type !== 'updateFailed') throw new Error('nothing ended');
    const remembered = retagged.some(({ put }) => 'UpdateMinutes' in put);
    return { image: next.images[0], event, remembered };
  }

  test('has no length that the next campaign could plan by, and people read "at most"', async () => {
    const { image, event, remembered } = await resumed({ lookedAt: 160, minutes: 801 });
    expect(remembered).toBe(false);
    expect(image).toMatchObject({ status: 'updated', endSeenLate: true });
    expect(image && updateMinutes(image)).toBeUndefined();
    expect(event).toMatchObject({ type: 'imageUpdated', endSeenLate: true });
    expect(describeEvents([event, { ...event, id: 'other' }]).blocks).toContainEqual(
      expect.objectContaining({
        rows: expect.arrayContaining([expect.objectContaining({ took: 'at most 13 h 21 min' })]),
      }),
    );
  });

  test('and which failed says so, too', async () => {
    const { image, event } = await resumed({ lookedAt: 0, minutes: 300, condition: 'failed' });
    expect(image).toMatchObject({ status: 'failed', endSeenLate: true });
    expect(renderMessage(event).text).toMatch(/Took: +at most 5 h 0 min/);
  });

  test.each([
    ['a look half an hour before', { lookedAt: 51, minutes: 81 }],
    ['a look at two thirds of it', { lookedAt: 400, minutes: 600 }],
  ])('is seen in time with %s', async (_, run) => {
    const { image, event, remembered } = await resumed(run);
    expect(remembered).toBe(true);
    expect(image).not.toHaveProperty('endSeenLate');
    expect(event).not.toHaveProperty('endSeenLate');
    expect(image && updateMinutes(image)).toBe(run.minutes);
  });

  test.each([
    ['a look 31 minutes before the end of an hour', { lookedAt: 29, minutes: 60 }],
    ['no look since it began', { lookedAt: -500, minutes: 60 }],
  ])('is seen late with %s', async (_, run) => {
    expect((await resumed(run)).image).toHaveProperty('endSeenLate', true);
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
    const { images } = await decideAndStart(campaign({ batchSize: 1 }));
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
    const again = await decideAndStart(campaign());
    expect(again.images).toMatchObject([{ status: 'updating', failedSuccessors: [X], expectedMinutes: 75 }]);
    clock.advance(2000);
    const gaveUp = await decideAndStart(campaign({ store }), again);
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
    await decideAndStart(campaign(), { ...waitingFor(), images });
    expect(started.map(([source]) => source).join('')).toBe(order);
  });
});
