import { type ImageStore, ImageStoreError, UpdateCampaign } from '@appstream-campaign/core';
import { assertCampaignInvariants } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const X = 'A-Updated-20261123';

describe('a failed update', () => {
  test('is tried again under the next free name, counted and named', async () => {
    const { campaign, world, events, notifier } = await createCampaignWorld({
      images: [enrolled('A', { failures: 1 }), { name: `${X}-2` }],
    });
    const end = await campaign.run();
    expect(end.images).toEqual([
      expect.objectContaining({ status: 'updated', successor: `${X}-3`, failedSuccessors: [X] }),
    ]);
    expect(events.filter(({ type }) => type === 'attemptFailed')).toMatchObject([
      { source: 'A', successor: X, attempt: 1, reason: { code: 'update-failed' } },
    ]);
    expect(notifier.delivered).toMatchObject([
      { type: 'campaignEnded', updated: [{ failedSuccessors: [X] }], failed: [] },
    ]);
    // The failed image stays, for people to read.
    expect(world.images().get(X)?.condition).toBe('failed');
    assertCampaignInvariants(world, end, notifier.delivered);
  });

  test('fails for good when the attempts are used up', async () => {
    const { campaign, world, notifier } = await createCampaignWorld(
      { images: [enrolled('A', { outcome: 'failed' })] },
      { attempts: 3 },
    );
    const end = await campaign.run();
    expect(end.images).toMatchObject([
      { status: 'failed', successor: `${X}-3`, failedSuccessors: [X, `${X}-2`] },
    ]);
    expect(notifier.delivered.map(({ type }) => type)).toEqual(['updateFailed', 'campaignEnded']);
    assertCampaignInvariants(world, end, notifier.delivered, { attempts: 3 });
  });

  test('is not tried again when it ran into its time limit, or its successor was deleted', async () => {
    const { campaign, world } = await createCampaignWorld({
      images: [enrolled('A', { outcome: 'never' }), enrolled('B')],
    });
    world.clock.after(30, () => world.remove('B-Updated-20261123'));
    expect((await campaign.run()).images).toMatchObject([
      { status: 'failed', reason: { code: 'timed-out' } },
      { status: 'failed', reason: { code: 'successor-gone' } },
    ]);
    expect(world.updates()).toHaveLength(2);
  });

  test('whose image is taken out before the second attempt ends as failed, and is told so', async () => {
    const { campaign, world, notifier } = await createCampaignWorld(
      { images: [enrolled('A', { failures: 1 }), enrolled('B', { minutes: 300 })] },
      { pacing: 'batch' },
    );
    world.clock.after(200, () => world.setTags('A', {}));
    const end = await campaign.run();
    expect(end.images[0]).toMatchObject({
      status: 'failed',
      successor: X,
      reason: { code: 'not-tried-again', detail: expect.stringContaining('no-longer-enrolled') },
    });
    expect(notifier.delivered[0]).toMatchObject({ type: 'updateFailed', source: 'A' });
  });

  test('of a check whose result was lost is not counted twice', async () => {
    const { campaign, world } = await createCampaignWorld({
      images: [enrolled('A', { failures: 1, minutes: 40 })],
    });
    const first = await decideAndStart(campaign);
    world.clock.advance(60);
    await decideAndStart(campaign, first); // starts the second attempt; its result is lost
    const end = await campaign.run({ state: first });
    expect(end.images).toMatchObject([{ status: 'updated', successor: `${X}-2`, failedSuccessors: [X] }]);
    expect(world.updates()).toHaveLength(2);
  });
});

describe('with deleteFailed', () => {
  test('the failed image is deleted before the next attempt, and nothing else is', async () => {
    const { campaign, world, events } = await createCampaignWorld(
      { images: [enrolled('A', { failures: 1 }), { name: `${X}-2`, condition: 'failed' }] },
      { deleteFailed: true },
    );
    expect((await campaign.run()).images).toMatchObject([{ status: 'updated', successor: `${X}-3` }]);
    expect([...world.images().keys()].sort()).toEqual(['A', `${X}-2`, `${X}-3`]);
    expect(events.filter(({ type }) => type === 'failedImageDeleted')).toMatchObject([
      { source: 'A', successor: X },
    ]);
  });

  test.each([1, 2, 3, 5])(
    'of %i failed attempts at most one failed image stays, the last',
    async (attempts) => {
      const { campaign, world } = await createCampaignWorld(
        {
          images: [enrolled('A', { outcome: 'failed' }), enrolled('B', { outcome: 'failed' }), enrolled('C')],
        },
        { deleteFailed: true, attempts },
      );
      const end = await campaign.run();
      const last = attempts === 1 ? '' : `-${attempts}`;
      const failed = [...world.images()].filter(([, { condition }]) => condition === 'failed');
      expect(failed.map(([name]) => name).sort()).toEqual(
        ['A', 'B'].map((name) => `${name}-Updated-20261123${last}`),
      );
      expect(end.images.map(({ status }) => status)).toEqual(['failed', 'failed', 'updated']);
      expect(world.updates().filter(({ source }) => source === 'A')).toHaveLength(attempts);
    },
  );

  test('an image that cannot be deleted is left, and tried again all the same', async () => {
    const { world } = await createCampaignWorld({ images: [enrolled('A', { failures: 1 })] });
    const store: ImageStore = {
      ...world.store,
      remove: async () => {
        throw new ImageStoreError('not-permitted', 'A fleet uses it.');
      },
    };
    const campaign = new UpdateCampaign({ store, clock: world.clock, deleteFailed: true });
    expect((await campaign.run()).images).toMatchObject([{ status: 'updated', successor: `${X}-2` }]);
    expect(world.images().get(X)?.condition).toBe('failed');
  });

  test('a store that cannot delete is refused at once', async () => {
    const { world } = await createCampaignWorld({ images: [] });
    const { remove: _, ...store } = world.store;
    expect(() => new UpdateCampaign({ store, clock: world.clock, deleteFailed: true })).toThrow(
      'store lacks remove',
    );
  });
});
