import { ImageStoreError, UpdateCampaign } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { describe, expect, test } from 'vitest';
import { createPruneAccount, lineage } from './prune-account.ts';

const SIX = ['A', 'B', 'C', 'D', 'E', 'F'];
/** Six enrolled images, four of which have a version before them: the account is at its quota of ten. */
const FULL = SIX.flatMap((name, index) => lineage(name, index < 4 ? 2 : 1));
const OLD = ['A', 'B', 'C', 'D'];

describe('a campaign that the image quota would not hold', () => {
  test('makes room before it starts, and writes down each deletion before it is made', async () => {
    const { run, removed, events, names } = await createPruneAccount(FULL);
    const end = await run({ batchSize: 4, selector: { include: ['*-v2'] } });
    expect(end.images.map(({ status }) => status)).toEqual(['updated', 'updated', 'updated', 'updated']);
    expect(removed.slice(0, 4)).toEqual(OLD.map((image) => ({ image, named: true })));
    const first = events.findIndex(({ type }) => type === 'updateStarted');
    const last = events.findLastIndex(({ type }, index) => type === 'imagePruned' && index < first);
    expect(events[last]).toMatchObject({ image: 'D' });
    const [decided] = events.filter((event) => event.type === 'pruneDecided');
    expect(decided).toMatchObject({ stage: 'before', needed: 4, room: 0 });
    expect(decided?.images.map(({ image }) => image)).toEqual(OLD);
    // The sources stay until the next campaign: nobody has tested what they became.
    expect(names()).toHaveLength(10);
  });

  test('prunes after its last outcome, and its summary says what is left', async () => {
    const { run, notifier } = await createPruneAccount(lineage('A', 4));
    const end = await run();
    expect(end.pruning).toMatchObject({
      stage: 'over',
      images: 2,
      quota: 10,
      deleted: ['A', 'A-v2', 'A-v3'],
    });
    const summary = notifier.delivered.find(({ type }) => type === 'campaignEnded');
    expect(summary && renderMessage(summary).text.replace(/\s+/g, ' ')).toContain(
      'Pruning deleted 3 images: A, A-v2, A-v3. The account holds 2 of 10 images now.',
    );
  });

  test('leaves everything that the rules keep', async () => {
    const fleets = [{ name: 'Desk', image: 'A-v2' }];
    const { run, names } = await createPruneAccount(lineage('A', 3), fleets);
    await run({ prune: { keep: 1, minAgeDays: 0 } });
    // The image of the fleet, and the one before it.
    expect(names()).toEqual(expect.arrayContaining(['A', 'A-v2']));
    const other = await createPruneAccount(lineage('A', 3));
    await other.run({ prune: {} });
    expect(other.names()).toEqual(expect.arrayContaining(['A-v3']));
    expect(other.removed).toHaveLength(2);
  });

  test('deletes nothing without the option, and nothing more than maxDeletions in a pass', async () => {
    const off = await createPruneAccount(lineage('A', 4));
    const { store, clock } = off.world.images;
    await new UpdateCampaign({ store, clock }).run();
    expect(off.removed).toEqual([]);
    const few = await createPruneAccount(lineage('A', 5));
    await few.run({ prune: { keep: 1, minAgeDays: 0, maxDeletions: 2 } });
    expect(few.removed.map(({ image }) => image)).toEqual(['A', 'A-v2']);
  });

  test('with the option and without an inventory it is refused', async () => {
    const { world } = await createPruneAccount([]);
    const { store, clock } = world.images;
    expect(() => new UpdateCampaign({ store, clock, prune: {} })).toThrow('inventory lacks read');
    const inventory = { read: async () => ({ images: [], users: [], shares: [], unseen: [] }) };
    expect(() => new UpdateCampaign({ store, clock, inventory, prune: { keep: 0 } })).toThrow('keep is 0');
  });
});

describe('people in the middle, between the saved state and the deletion', () => {
  const between = async (act: (account: Awaited<ReturnType<typeof createPruneAccount>>) => Promise<void>) => {
    const account = await createPruneAccount(FULL, [{ name: 'Desk', image: 'E' }]);
    const campaign = account.campaign({ selector: { include: ['A-v2'] }, failureThreshold: { count: 0 } });
    const planned = await campaign.advance();
    expect(planned.deletions).toEqual(OLD.map((image) => ({ image })));
    await act(account);
    await campaign.advance(planned);
    return { ...account, campaign, planned };
  };
  const kept = ({ events }: Awaited<ReturnType<typeof between>>) =>
    events.flatMap((event) => (event.type === 'pruneRefused' ? [`${event.image}: ${event.detail}`] : []));

  test('a fleet moves to the old image', async () => {
    const after = await between(async ({ world }) => world.changeFleet('Desk', { image: 'B' }));
    expect(kept(after)).toEqual(['B: in-use (fleet Desk)']);
    expect(after.names()).toContain('B');
    expect(after.names()).not.toContain('A');
  });

  test('an image is shared, and a tag Keep appears', async () => {
    const after = await between(async ({ world }) => {
      await world.sharing.share({ image: 'A', account: '111111111111', fleets: true, imageBuilders: false });
      const tags = world.images.images().get('C')?.tags;
      world.images.setTags('C', { ...tags, Keep: 'audit' });
    });
    expect(kept(after).sort()).toEqual(['A: shared (with 111111111111)', 'C: keep-tag (audit)']);
  });

  test('somebody deletes it first', async () => {
    const after = await between(async ({ world }) => world.images.remove('A'));
    expect(kept(after)).toEqual([]);
  });

  test('the campaign is halted: nothing more is deleted', async () => {
    const account = await createPruneAccount(FULL);
    const campaign = account.campaign();
    const planned = await campaign.advance();
    await campaign.advance(campaign.stop(planned, 'not now'));
    expect(account.removed).toEqual([]);
  });

  test('who has tagged a waiting image with StopCampaign does not lose images', async () => {
    const images = FULL.map((image) =>
      image.name === 'F' ? { ...image, tags: { ...image.tags, StopCampaign: '' } } : image,
    );
    const account = await createPruneAccount(images);
    await account.run();
    expect(account.removed).toEqual([]);
  });
});

describe('what cannot be looked at', () => {
  const denied = new ImageStoreError('access-denied', 'DescribeFleets is not allowed.');

  test('fleets that may not be seen: nothing is deleted, and the summary says so', async () => {
    const account = await createPruneAccount(FULL);
    const { inventory } = account;
    const blind: InventorySource = {
      read: async (among) => ({
        ...(await inventory.read(among)),
        unseen: [{ what: 'fleets', detail: denied.message }],
      }),
    };
    const end = await account.run({ selector: { include: ['A-v2'] } }, { inventory: blind });
    expect(account.removed).toEqual([]);
    expect(end).toMatchObject({ status: 'over', pruning: { unseen: `fleets: ${denied.message}` } });
    const summary = account.notifier.delivered.find(({ type }) => type === 'campaignEnded');
    expect(summary && renderMessage(summary).text.replace(/\s+/g, ' ')).toContain(
      'Pruning deleted no image. What it could not look at keeps the images that it may concern: fleets: DescribeFleets is not allowed.',
    );
  });

  test.each(['access-denied', 'busy', 'unknown'] as const)(
    'an inventory that is refused: %s',
    async (code) => {
      const account = await createPruneAccount(lineage('A', 3));
      const read = async () => {
        throw new ImageStoreError(code, 'No.');
      };
      const end = await account.run({}, { inventory: { read } });
      expect(account.removed).toEqual([]);
      expect(end).toMatchObject({
        status: 'over',
        images: [{ status: 'updated' }],
        pruning: { unseen: 'No.' },
      });
    },
  );

  test('a deletion that AppStream refuses keeps the image, and is told', async () => {
    const account = await createPruneAccount(lineage('A', 3));
    const { store, clock } = account.world.images;
    const remove = async () => {
      throw new ImageStoreError('not-permitted', 'A fleet uses it.');
    };
    const { inventory } = account;
    const parts = { store: { ...store, remove }, clock, inventory };
    const end = await new UpdateCampaign({ ...parts, prune: { keep: 1, minAgeDays: 0 } }).run();
    expect(end.pruning?.kept?.[0]).toEqual({ image: 'A', detail: 'A fleet uses it.' });
    expect(end.pruning).toMatchObject({ deleted: [], images: 4 });
  });
});

test('an account at its quota of ten with six enrolled images, fleets on four, works on for three months', async () => {
  // A fleet that stays keeps its image, and the newest version stays beside it: two of each lineage. The others make room.
  const used = ['C', 'D', 'E', 'F'];
  const fleets = used.map((name) => ({ name: `Fleet-${name}`, image: name }));
  const images = SIX.flatMap((name) => lineage(name, used.includes(name) ? 1 : 3));
  const account = await createPruneAccount(images, fleets);
  expect(account.names()).toHaveLength(10);
  for (let month = 0; month < 3; month++) {
    const end = await account.run({ skipCurrent: false, prune: { keep: 1, minAgeDays: 14 } });
    expect(end.status).toBe('over');
    expect(end.images.some(({ status }) => status === 'updated')).toBe(true);
    expect(account.names()).toEqual(expect.arrayContaining(used));
    account.clock.advance(30 * 24 * 60);
  }
  expect(account.removed.every(({ named }) => named)).toBe(true);
});
