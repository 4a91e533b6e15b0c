import { type CampaignState, ImageStoreError, type UpdateRequest } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, updatingImage, waitingFor } from '../fixed-account.ts';

const enabled = { AutoUpdate: 'Enabled' };
const same = (name: string): FixedImage => ({ name, tags: { ...enabled, BaseName: 'Same' } });
const X = 'Same-Updated-20261123';

describe('a waiting image is skipped, and the reason says', () => {
  test.each<[what: string, reason: object, ...images: FixedImage[]]>([
    ['that it is gone', { code: 'gone' }],
    [
      'in which state it is',
      { code: 'not-available', detail: 'DELETING' },
      { name: 'A', condition: 'deleting' },
    ],
    [
      'so although it is enrolled',
      { code: 'not-available', detail: 'FAILED' },
      { name: 'A', condition: 'failed', tags: enabled },
    ],
    [
      'that its tag is gone',
      { code: 'no-longer-enrolled', detail: 'the tag AutoUpdate is gone' },
      { name: 'A' },
    ],
    [
      'what its tag is now',
      { code: 'no-longer-enrolled', detail: 'AutoUpdate is "Later"' },
      { name: 'A', tags: { AutoUpdate: 'Later' } },
    ],
  ])('%s', async (_, reason, ...images) => {
    const { campaign, started } = fixedAccount(images, after(3));
    const state = await decideAndStart(campaign(), waitingFor('A'));
    expect(state.images).toEqual([{ status: 'skipped', source: 'A', endedAt: after(3), reason }]);
    expect(started).toEqual([]);
  });
});

describe('images of one lineage', () => {
  test('get a name each in one check, in the order of their names', async () => {
    const { campaign, started } = fixedAccount(['C', 'A', 'B'].map(same));
    await decideAndStart(campaign());
    expect(started).toEqual([
      ['A', X],
      ['B', `${X}-2`],
      ['C', `${X}-3`],
    ]);
  });

  test('get a name that no other update of the campaign has, although the store does not show it yet', async () => {
    const { campaign, started } = fixedAccount([same('B')]);
    const updating = updatingImage('A', X);
    const state: CampaignState = { ...waitingFor(), images: [updating, { status: 'waiting', source: 'B' }] };
    await decideAndStart(campaign(), state);
    expect(started).toEqual([['B', `${X}-2`]]);
  });
});

describe('an update is ordered', () => {
  async function ordered(image: Partial<FixedImage>, skipCurrent: boolean) {
    const account = fixedAccount([{ name: 'A', tags: enabled, ...image }]);
    const asked: UpdateRequest[] = [];
    const orders: UpdateRequest[] = [];
    const store = {
      ...account.store,
      async dryRun(order: UpdateRequest) {
        asked.push(order);
        return account.store.dryRun(order);
      },
      async startUpdate(order: UpdateRequest) {
        orders.push(order);
        return account.store.startUpdate(order);
      },
    };
    const campaign = account.campaign({ store, skipCurrent });
    await decideAndStart(campaign);
    return { asked, orders, ...account };
  }

  test('with the description of its source, or without any', async () => {
    expect((await ordered({ description: 'Finance' }, true)).orders).toMatchObject([
      { description: 'Finance' },
    ]);
    expect((await ordered({}, true)).orders[0]).not.toHaveProperty('description');
  });

  test('after the store was asked for the very same, unless nobody wants to know', async () => {
    const { asked, orders } = await ordered({}, true);
    expect(asked).toEqual(orders);
    const unasked = await ordered({}, false);
    expect([unasked.asked.length, unasked.orders.length]).toEqual([0, 1]);
  });

  test('once, is told once, and its tags are read no more while it runs', async () => {
    const { campaign, clock, events, read } = fixedAccount([{ name: 'A', tags: enabled }]);
    const state = await decideAndStart(campaign());
    const reads = read.length;
    clock.advance(30);
    expect((await decideAndStart(campaign(), state)).images).toMatchObject([
      { status: 'updating', sourceTagged: true },
    ]);
    expect(read).toHaveLength(reads);
    expect(events.map((event) => event.type)).toEqual(['campaignStarted', 'updateStarted']);
  });
});

describe('an image whose start is refused for itself alone', () => {
  test('is passed over, counted, and nobody else is', async () => {
    const images = ['A', 'B', 'C'].map((name) => ({ name, tags: enabled }));
    const { campaign, clock, store, events } = fixedAccount(images);
    const startUpdate: typeof store.startUpdate = async (order) => {
      if (order.source === 'A') throw new ImageStoreError('unknown', 'What?');
      return store.startUpdate(order);
    };
    const options = { store: { ...store, startUpdate }, batchSize: 2 };
    const once = await decideAndStart(campaign(options), waitingFor('A', 'B', 'C'));
    expect(once.images).toMatchObject([
      { source: 'A', status: 'starting', askedAt: START },
      { status: 'updating' },
      { status: 'waiting' },
    ]);
    expect(events.map(({ type }) => type)).toEqual(['startPostponed', 'updateStarted']);
    // For ten minutes the store may show late what began after all; then the others go first.
    clock.advance(9);
    const early = await campaign(options).advance(once);
    expect(early.images[0]).toMatchObject({ status: 'starting', askedAt: START });
    clock.advance(1);
    const late = await campaign(options).advance(once);
    expect(late.images).toMatchObject([
      { source: 'A', status: 'waiting', postponed: 1 },
      { status: 'updating' },
      { status: 'starting' },
    ]);
    expect(late.images[2]).not.toHaveProperty('postponed');
    const twice = await decideAndStart(campaign({ ...options, batchSize: 5 }), late);
    expect(twice.images).toMatchObject([
      { source: 'A', status: 'starting', postponed: 1 },
      { status: 'updating' },
      { status: 'updating' },
    ]);
  });
});

describe('an image that failed and cannot be tried again', () => {
  test.each<[what: string, images: FixedImage[], detail: string]>([
    ['because it is gone', [], 'gone'],
    ['because of its tag', [{ name: 'A' }], 'no-longer-enrolled, the tag AutoUpdate is gone'],
  ])('%s ends as failed, with its last successor and the reason', async (_, images, detail) => {
    const state: CampaignState = {
      ...waitingFor(),
      images: [{ status: 'waiting', source: 'A', failedSuccessors: ['F', 'G'] }],
    };
    const { images: ended } = await decideAndStart(fixedAccount(images).campaign(), state);
    const reason = { code: 'not-tried-again', detail };
    expect(ended).toEqual([
      { status: 'failed', source: 'A', successor: 'G', failedSuccessors: ['F', 'G'], endedAt: START, reason },
    ]);
  });
});
