import { type CampaignState, ImageStoreError, UpdateCampaign } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { decidePrune, toPrunePolicy } from '@appstream-campaign/core/prune';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { createPruneAccount, lineage } from '../prune/prune-account.ts';

/** Six enrolled images, four of which have two versions before them, and a fleet on one of the oldest. */
const FULL = ['A', 'B', 'C', 'D', 'E', 'F'].flatMap((name, index) => lineage(name, index < 4 ? 3 : 1));
const FLEETS = [{ name: 'Desk', image: 'A' }];

/** A campaign that may not prune, in an account with these images, and when people were told what. */
async function campaignIn(quota: number, more: Partial<InventorySource> = {}) {
  const account = await createPruneAccount(FULL, FLEETS, quota);
  const { world, inventory, clock } = account;
  clock.advance(60 * 24 * 60);
  const order: string[] = [];
  const { store: memory } = world.images;
  const store = {
    ...memory,
    async startUpdate(request: Parameters<typeof memory.startUpdate>[0]) {
      order.push('start');
      return memory.startUpdate(request);
    },
  };
  const notifier = new RecordingNotifier();
  const heard = {
    ...{
      name: 'people',
      notify: async (event: Parameters<typeof notifier.notify>[0]) => {
        order.push(event.type);
        await notifier.notify(event);
      },
    },
  };
  const source: InventorySource = { ...inventory, ...more };
  const campaign = new UpdateCampaign({ store, clock, inventory: source, notifiers: [heard] });
  const told = () => notifier.delivered.find((event) => event.type === 'quotaTooSmall');
  return { ...account, campaign, order, told };
}

describe('a campaign that the image quota does not hold, and that may not prune', () => {
  test('says which images could go before it starts anything, by the verdicts of prune', async () => {
    const { campaign, order, told, inventory, clock, removed } = await campaignIn(16);
    const plan = decidePrune(await inventory.read(), toPrunePolicy(), clock.now().toISOString());
    const state = await campaign.advance();
    expect(order).toEqual(['quotaTooSmall']);
    const images = plan.delete.map(({ image, reason }) => ({ image, reason }));
    expect(images.map(({ image }) => image)).toEqual(['B', 'C', 'D']);
    expect(told()).toMatchObject({ needed: 6, room: 2, quota: 16, images });
    expect(told()).not.toHaveProperty('unseen');
    const end = await campaign.run({ state });
    expect(order.filter((one) => one === 'quotaTooSmall')).toHaveLength(1);
    expect(order).toContain('start');
    expect(end.images.filter(({ status }) => status === 'updated')).toHaveLength(2);
    expect(removed).toEqual([]);
  });

  test('reads like this', async () => {
    const { campaign, told } = await campaignIn(16);
    await campaign.advance();
    const event = told();
    const { subject, text } = renderMessage(event === undefined ? [] : event);
    expect(subject).toBe('Image quota too small: room for 2 of 6 images (AppStream image updates)');
    const words = text.replace(/\s+/g, ' ');
    expect(words).toContain('needs up to 6 new images');
    expect(words).toContain('Pruning would delete these: 1. B: superseded');
    expect(words).toContain('Raise the quota "Images" in Service Quotas to at least 20.');
  });

  test('says what it could not see, and fails nothing for it', async () => {
    const denied = 'DescribeFleets: AccessDeniedException';
    const { campaign, told, inventory } = await campaignIn(20);
    const blind = await campaignIn(16, {
      read: async () => ({
        ...(await inventory.read()),
        users: [],
        unseen: [{ what: 'fleets', detail: denied }],
      }),
    });
    await campaign.advance();
    expect(told()).toBeUndefined();
    await blind.campaign.advance();
    expect(blind.told()).toMatchObject({ images: [], unseen: `fleets: ${denied}` });
    const end = await blind.campaign.run();
    expect(end.status).toBe('over');
    const refused = await campaignIn(16, {
      read: async () => {
        throw new ImageStoreError('access-denied', 'ListTagsForResource: no.');
      },
    });
    await refused.campaign.run();
    expect(refused.told()).toMatchObject({ images: [], unseen: 'ListTagsForResource: no.' });
  });

  test.each([
    ['a quota that nobody knows', async () => undefined],
    [
      'a quota that may not be asked',
      async () => {
        throw new ImageStoreError('access-denied', 'GetServiceQuota: no.');
      },
    ],
  ])('%s is no alarm', async (_, imageQuota) => {
    const { campaign, told, order } = await campaignIn(18, { imageQuota });
    expect((await campaign.run()).status).toBe('over');
    expect(told()).toBeUndefined();
    expect(order).toContain('start');
  });

  test('waits for a quota that is refused for now, but not for long', async () => {
    let refusals = 0;
    const imageQuota = async () => {
      refusals++;
      if (refusals < 3) throw new ImageStoreError('busy', 'GetServiceQuota: slow down.');
      return 16;
    };
    const once = await campaignIn(16, { imageQuota });
    await once.campaign.run();
    expect(once.order.indexOf('quotaTooSmall')).toBeLessThan(once.order.indexOf('start'));
    const busy = async () => {
      throw new ImageStoreError('busy', 'GetServiceQuota: slow down.');
    };
    const never = await campaignIn(30, { imageQuota: busy });
    const end = await never.campaign.run();
    expect(end.images.every(({ status }) => status === 'updated')).toBe(true);
    expect(never.told()).toBeUndefined();
  });

  test('a message that is lost is made anew from the saved state', async () => {
    const { campaign, told } = await campaignIn(16);
    const state: CampaignState = JSON.parse(JSON.stringify(await campaign.advance()));
    const again = new RecordingNotifier();
    const { world, inventory, clock } = await createPruneAccount(FULL, FLEETS, 16);
    const resumed = new UpdateCampaign({
      ...{ store: world.images.store, clock, inventory, notifiers: [again] },
    });
    const outbox = [{ type: 'quotaTooSmall' as const, at: state.startedAt, to: [again.name], attempts: 1 }];
    await resumed.advance({ ...state, outbox });
    expect(again.delivered[0]).toEqual({ ...told(), at: state.startedAt });
  });
});
