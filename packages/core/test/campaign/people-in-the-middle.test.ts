import { type CampaignState, type Tags, UpdateCampaign } from '@appstream-campaign/core';
import { assertCampaignInvariants, RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const X = 'A-Updated-20261123';

describe('a waiting image', () => {
  test.each([
    ['is deleted', (name: string) => ({ remove: name }), 'gone'],
    ['loses its tag', () => ({ tags: {} }), 'no-longer-enrolled'],
    ['is disabled', () => ({ tags: { AutoUpdate: 'Disabled' } }), 'no-longer-enrolled'],
    ['is closed by hand', () => ({ tags: { AutoUpdate: 'Completed' } }), 'no-longer-enrolled'],
    [
      'is closed with a note',
      () => ({ tags: { AutoUpdate: 'Completed', NextVersion: 'see ticket 42' } }),
      'no-longer-enrolled',
    ],
  ] as const)('that %s is skipped, with the reason', async (_, change, code) => {
    const { campaign, world } = await createCampaignWorld(
      { images: [enrolled('A'), enrolled('B')] },
      { batchSize: 1 },
    );
    const state = await decideAndStart(campaign);
    const what: { remove?: string; tags?: Record<string, string> } = change('B');
    if (what.remove !== undefined) world.remove('B');
    else world.setTags('B', what.tags ?? {});
    const end = await campaign.run({ state });
    expect(end.images).toMatchObject([
      { status: 'updated' },
      { source: 'B', status: 'skipped', reason: { code } },
    ]);
    expect(world.updates()).toHaveLength(1);
  });
});

describe('a successor', () => {
  test('that is deleted while it is made fails its image, which stays enrolled', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({ images: [enrolled('A')] });
    const state = await decideAndStart(campaign);
    world.remove(X);
    const end = await campaign.run({ state });
    expect(end.images).toMatchObject([{ status: 'failed', reason: { code: 'successor-gone' } }]);
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled' });
    assertCampaignInvariants(world, end, notifier.delivered);
  });

  test('whose source was untagged right after a crash is collected all the same', async () => {
    const { campaign, world } = await createCampaignWorld(
      { images: [enrolled('A'), enrolled('B')] },
      { batchSize: 1 },
    );
    const before = await decideAndStart(campaign);
    world.clock.advance(80);
    const decided = await campaign.advance(before);
    await campaign.advance(decided); // starts B; its result is lost
    world.setTags('B', {});
    const end = await campaign.run({ state: decided });
    expect(end.images).toMatchObject([{ status: 'updated' }, { source: 'B', status: 'updated' }]);
  });

  test('that the store shows late at a retry is waited for, not forgotten', async () => {
    const { campaign, world } = await createCampaignWorld(
      { images: [enrolled('A'), enrolled('B')] },
      { batchSize: 1 },
    );
    const before = await decideAndStart(campaign);
    world.clock.advance(80);
    const decided = await campaign.advance(before);
    await campaign.advance(decided); // starts B; its result is lost
    const late = world.clock.now().getTime() + 5 * 60_000;
    const store = {
      ...world.store,
      describe: async (...[names, options]: Parameters<typeof world.store.describe>) =>
        (await world.store.describe(names, options)).filter(
          ({ name }) => name !== 'B-Updated-20261123' || world.clock.now().getTime() > late,
        ),
    };
    const again = new UpdateCampaign({ store, clock: world.clock, batchSize: 1, id: 'test' });
    expect((await again.run({ state: decided })).images).toMatchObject([
      { status: 'updated' },
      { source: 'B', status: 'updated', successor: 'B-Updated-20261123' },
    ]);
    expect(world.updates()).toHaveLength(2);
  });

  test.each([
    ['enrolled', 'A-by-hand', { AutoUpdate: 'Enabled', Owner: 'Kim' }],
    ['under the name that the campaign would give', X, { Owner: 'Kim' }],
  ])(
    'that somebody made by hand, %s, is adopted, with the tags that it lacks',
    async (_, successor, tags) => {
      const { campaign, world } = await createCampaignWorld({ images: [enrolled('A')] });
      await world.store.startUpdate({ source: 'A', successor, displayName: 'A', tags: tags as Tags });
      const end = await campaign.run();
      expect(end.images).toMatchObject([{ status: 'updated', successor }]);
      expect(world.images().get(successor)?.tags).toEqual({
        AutoUpdate: 'Enabled',
        BaseName: 'A',
        UpdatedFrom: 'A',
        UpdateMinutes: expect.stringMatching(/^\d+$/),
        Owner: 'Kim',
      });
      expect(world.updates()).toHaveLength(1);
    },
  );

  test('whose tags another tool has copied from its source is not taken for an update of an older image', async () => {
    const images = [
      { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: 'A1' } },
      { name: 'A1', tags: { AutoUpdate: 'Enabled', UpdatedFrom: 'A' }, outcome: 'failed' as const },
    ];
    const { campaign, world } = await createCampaignWorld({ images });
    // The original copies all tags, and closes the source after.
    await world.store.startUpdate({
      source: 'A1',
      successor: 'A2',
      displayName: 'A2',
      tags: { AutoUpdate: 'Enabled', UpdatedFrom: 'A' },
    });
    world.setTags('A1', { AutoUpdate: 'Completed', NextVersion: 'A2', UpdatedFrom: 'A' });
    const end = await campaign.run();
    expect(end.images).toMatchObject([
      { source: 'A1', status: 'failed', successor: 'A1-Updated-20261123', failedSuccessors: ['A2'] },
    ]);
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Completed', NextVersion: 'A1' });
    expect(world.images().get('A1')?.tags).toEqual({ AutoUpdate: 'Enabled', UpdatedFrom: 'A' });
  });
});

describe('a name', () => {
  test('that a foreign image holds is left to it; the next free one is taken', async () => {
    const { campaign, world } = await createCampaignWorld({
      images: [enrolled('A'), { name: X }, { name: `${X}-2` }],
    });
    expect((await campaign.run()).images).toMatchObject([{ status: 'updated', successor: `${X}-3` }]);
    expect(world.images().get(X)?.tags).toEqual({});
  });

  test('-2 whose answer was lost is recognised, although the first name is free again', async () => {
    const { campaign: first, world } = await createCampaignWorld({ images: [enrolled('A'), { name: X }] });
    let lost = false;
    const store = {
      ...world.store,
      async startUpdate(order: Parameters<typeof world.store.startUpdate>[0]) {
        const answer = await world.store.startUpdate(order);
        if (lost) return answer;
        lost = true;
        const { ImageStoreError } = await import('@appstream-campaign/core');
        throw new ImageStoreError('busy', 'The answer was lost.');
      },
    };
    const campaign = new UpdateCampaign({ store, clock: world.clock, id: 'test' });
    const state = await decideAndStart(campaign);
    world.remove(X);
    expect((await first.run({ state })).images).toMatchObject([{ status: 'updated', successor: `${X}-2` }]);
    expect(world.updates()).toHaveLength(1);
  });
});

describe('an image that somebody enrolled again although it has a successor', () => {
  const images = (outcome: 'available' | 'failed') => [
    enrolled('A', { tags: { AutoUpdate: 'Enabled', NextVersion: 'Old' }, outcome }),
    { name: 'Old', tags: { UpdatedFrom: 'A' } },
  ];

  test('is updated anew', async () => {
    const { campaign } = await createCampaignWorld({ images: images('available') });
    expect((await campaign.run()).images).toMatchObject([{ source: 'A', status: 'updated', successor: X }]);
  });

  test('names its old successor again when that fails, so that the next campaign tries again', async () => {
    const { campaign, world } = await createCampaignWorld({ images: images('failed') });
    await campaign.run();
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled', NextVersion: 'Old' });
    world.clock.advance(2 * 24 * 60);
    const next = new UpdateCampaign({ store: world.store, clock: world.clock });
    await next.run();
    const names = world.updates().map(({ successor }) => successor);
    expect(names).toEqual([X, `${X}-2`, 'A-Updated-20261125', 'A-Updated-20261125-2']);
  });
});

test('an image whose tags are filled up after its start is updated all the same, and that is told', async () => {
  const { campaign, world, events } = await createCampaignWorld({ images: [enrolled('A')] });
  const full = Object.fromEntries(Array.from({ length: 49 }, (_, key) => [`Key${key}`, 'x']));
  const store = {
    ...world.store,
    async retag(...[image, change]: Parameters<typeof world.store.retag>) {
      if (image.name === 'A') world.setTags('A', { AutoUpdate: 'Enabled', ...full });
      return world.store.retag(image, change);
    },
  };
  const other = new UpdateCampaign({ store, clock: world.clock, id: 'test' });
  other.events.on('event', (event) => events.push(event));
  expect((await other.run()).images).toMatchObject([{ status: 'updated', successor: X }]);
  expect(events.map(({ type }) => type)).toContain('taggingFailed');
  expect(campaign).toBeDefined();
});

test('rights that are taken away half-way stop the campaign, which tells what is in flight and can be resumed', async () => {
  const { world } = await createCampaignWorld({ images: [enrolled('A'), enrolled('B')] });
  const notifier = new RecordingNotifier();
  const { ImageStoreError } = await import('@appstream-campaign/core');
  let allowed = true;
  const guarded =
    <A extends unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      if (!allowed)
        throw new ImageStoreError('access-denied', 'not authorized to perform: appstream:CreateUpdatedImage');
      return method(...args);
    };
  const store = {
    ...world.store,
    startUpdate: guarded(world.store.startUpdate),
    dryRun: guarded(world.store.dryRun),
  };
  const campaign = new UpdateCampaign({
    store,
    clock: world.clock,
    notifiers: [notifier],
    batchSize: 1,
    id: 'test',
  });
  const state = await decideAndStart(campaign);
  allowed = false;
  const stopped = await campaign.run({ state });
  expect(stopped).toMatchObject({ status: 'stopped', stopped: { code: 'access-denied' } });
  expect(notifier.delivered).toMatchObject([{ type: 'campaignStopped', waiting: ['B'] }]);
  allowed = true;
  // Long after, and not even the first refusal ends it.
  world.clock.advance(3 * 24 * 60);
  const end: CampaignState = await campaign.run({ state: stopped });
  expect(end.images).toMatchObject([{ status: 'updated' }, { status: 'updated' }]);
  assertCampaignInvariants(world, end, notifier.delivered, { batchSize: 1 });
});
