import {
  type CampaignEvent,
  type CampaignOptions,
  ImageStoreError,
  parseCampaignState,
  UpdateCampaign,
} from '@appstream-campaign/core';
import type { SharingStore } from '@appstream-campaign/core/internal';
import { eventDocument, renderMessage } from '@appstream-campaign/core/messages';
import { createMemoryFleets, type FleetWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';

const SUCCESSOR = 'Lab-Updated-20261123';
const share = (account: string, more: object = {}) => ({
  image: 'Lab',
  account,
  fleets: true,
  imageBuilders: false,
  ...more,
});

async function account(shared: readonly ReturnType<typeof share>[]): Promise<FleetWorld> {
  const images = [{ name: 'Lab', tags: { AutoUpdate: 'Enabled' } }];
  const world = await createMemoryFleets({ images, fleets: [] });
  for (const one of shared) await world.sharing.share(one);
  return world;
}

function campaignIn(world: FleetWorld, shares: SharingStore = world.sharing, options: CampaignOptions = {}) {
  const { store, clock } = world.images;
  const notifier = new RecordingNotifier();
  const parts = { store, clock, shares, notifiers: [notifier], id: 'test' };
  const campaign = new UpdateCampaign({ sharing: 'carry', ...options, ...parts });
  const events: CampaignEvent[] = [];
  campaign.events.on('event', (event) => events.push(event));
  const told = () =>
    events.flatMap((event): readonly (string | readonly string[])[] =>
      event.type === 'sharingCarried'
        ? [event.accounts]
        : event.type === 'sharingFailed'
          ? [event.detail]
          : [],
    );
  const delivered = () => notifier.delivered;
  return { campaign, events, told, delivered };
}

const sharesOf = async ({ sharing }: FleetWorld) =>
  (await sharing.sharesOf([SUCCESSOR])).map((one) => [one.account, one.fleets, one.imageBuilders]);

describe('a successor is shared as its source is', () => {
  test('before the outcome is in the state, with the same permissions', async () => {
    const world = await account([share('111111111111'), share('222222222222', { imageBuilders: true })]);
    const { campaign, events, told } = campaignIn(world);
    expect((await campaign.run()).images).toMatchObject([{ status: 'updated', successor: SUCCESSOR }]);
    expect(await sharesOf(world)).toEqual([
      ['111111111111', true, false],
      ['222222222222', true, true],
    ]);
    expect(told()).toEqual([['111111111111', '222222222222']]);
    const order = events.map(({ type }) => type);
    expect(order.indexOf('sharingCarried')).toBeLessThan(order.indexOf('imageUpdated'));
  });

  test('only where the option says so', async () => {
    const world = await account([share('111111111111')]);
    await campaignIn(world, world.sharing, { sharing: 'none' }).campaign.run();
    expect(await sharesOf(world)).toEqual([]);
  });

  test('once, however often a step is repeated, and nothing is taken away', async () => {
    const world = await account([share('111111111111')]);
    const { campaign, told } = campaignIn(world);
    const started = await campaign.advance(await campaign.advance());
    world.images.clock.advance(120);
    const wide = { account: '111111111111', fleets: true, imageBuilders: true };
    await world.sharing.share({ image: SUCCESSOR, ...wide });
    await campaign.advance(started);
    await campaign.run({ state: started });
    expect(await sharesOf(world)).toEqual([['111111111111', true, true]]);
    expect(told()).toEqual([]);
  });
});

describe('what is in the way is told, and fails nothing', () => {
  const outcome = async (world: FleetWorld, shares: Partial<SharingStore>) => {
    const { campaign, told, delivered } = campaignIn(world, { ...world.sharing, ...shares });
    const end = await campaign.run();
    expect(end).toMatchObject({ status: 'over', images: [{ status: 'updated' }] });
    // What people get in the end says the same as the last event: all is well, or what is not.
    const last = told().at(-1);
    const why = typeof last === 'string' ? last : undefined;
    const [image] = end.images;
    expect(image && 'unshared' in image ? image.unshared : undefined).toBe(why);
    expect(parseCampaignState(JSON.parse(JSON.stringify(end)))).toEqual(end);
    const summary = delivered().find(({ type }) => type === 'campaignEnded');
    if (summary === undefined) throw new Error('There was no summary.');
    const text = renderMessage(summary).text.replace(/\s+/g, ' ');
    const document = eventDocument(summary);
    if (why === undefined) {
      expect(text).not.toContain('Not shared');
      expect(document.severity).toBe('info');
    } else {
      expect(text).toContain(`Not shared as the source is: 1. ${SUCCESSOR}, from Lab: ${why}`);
      expect(document).toMatchObject({ severity: 'warning', updated: [{ source: 'Lab', unshared: why }] });
    }
    return told();
  };

  test('an account that AppStream refuses; the others get theirs', async () => {
    const world = await account([share('111111111111'), share('222222222222')]);
    const [text] = await outcome(world, {
      async share(one) {
        if (one.account === '111111111111') throw new ImageStoreError('invalid', 'It has closed.');
        return world.sharing.share(one);
      },
    });
    expect(text).toBe('1 of 2 accounts lack it: 111111111111. Refused: 111111111111 (It has closed.).');
    expect(await sharesOf(world)).toEqual([['222222222222', true, false]]);
  });

  test('drift: what was written is not there when it is read back', async () => {
    const world = await account([share('111111111111')]);
    expect(await outcome(world, { share: async () => {} })).toEqual([
      '1 of 1 accounts lack it: 111111111111.',
    ]);
  });

  test('rights that are missing', async () => {
    const world = await account([share('111111111111')]);
    const denied = async () => {
      throw new ImageStoreError('access-denied', 'DescribeImagePermissions is not allowed.');
    };
    expect(await outcome(world, { sharesOf: denied })).toEqual(['DescribeImagePermissions is not allowed.']);
  });

  test('the limit of 100 accounts', async () => {
    const world = await account(Array.from({ length: 3 }, (_, index) => share(`${111111111111 + index}`)));
    const { campaign, told } = campaignIn(world);
    const started = await campaign.advance(await campaign.advance());
    const others = Array.from({ length: 98 }, (_, index) => `${300000000000 + index}`);
    world.images.clock.advance(120);
    for (const other of others) await world.sharing.share({ ...share(other), image: SUCCESSOR });
    await campaign.run({ state: started });
    expect(told()).toEqual([
      '1 of 3 accounts lack it: 111111111113. An image can be shared with 100 accounts.',
    ]);
    expect(await sharesOf(world)).toHaveLength(100);
  });

  test('a store that is busy is tried again, for half an hour', async () => {
    const world = await account([share('111111111111')]);
    let calls = 0;
    const busy = async () => {
      calls++;
      throw new ImageStoreError('busy', 'Slow down.');
    };
    const texts = await outcome(world, { share: busy });
    expect(calls).toBeGreaterThan(2);
    expect(new Set(texts)).toEqual(new Set(['Slow down.']));
    expect(calls).toBeLessThan(10);
    let first = true;
    const other = await account([share('111111111111')]);
    const once = async (one: Parameters<SharingStore['share']>[0]) => {
      if (!first) return other.sharing.share(one);
      first = false;
      throw new ImageStoreError('busy', 'Slow down.');
    };
    expect(await outcome(other, { share: once })).toEqual(['Slow down.', ['111111111111']]);
  });
});

test('without the part that it needs, the option is refused', async () => {
  const { images } = await account([]);
  const parts = { store: images.store, clock: images.clock };
  expect(() => new UpdateCampaign({ ...parts, sharing: 'carry' })).toThrow('shares lacks sharesOf, share');
});
