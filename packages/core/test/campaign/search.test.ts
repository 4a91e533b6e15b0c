import {
  type CampaignState,
  type ImageStore,
  ImageStoreError,
  UpdateCampaign,
} from '@appstream-campaign/core';
import { createMemoryWorld, type WorldImage } from '@appstream-campaign/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';

// A store that takes longer to read than a step may last: each reading ends after so many images. What was read is only in
// the state, as in a function that is started anew for each step.

/** Reads so many images a time, in the order of their names but for the last one, which it reads first. */
function slowStore(store: ImageStore, atOnce: number) {
  const reads: string[] = [];
  const slow: ImageStore = {
    ...store,
    async readTags(query, before) {
      const all = (await store.readTags?.(query))?.images ?? [];
      const isRead = ({ name, createdAt = '' }: (typeof all)[number]) =>
        before !== undefined &&
        createdAt < before.since &&
        (name <= before.through || before.beyond.includes(name));
      const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const left = sorted.filter((image) => !isRead(image));
      const now = [...left.slice(-1), ...left.slice(0, -1)].slice(0, atOnce).map(({ name }) => name);
      reads.push(...now);
      const images = sorted.map(({ tags, ...image }) =>
        now.includes(image.name) && tags ? { ...image, tags } : image,
      );
      if (now.length === left.length) return { images };
      const open = left.map(({ name }) => name).filter((name) => !now.includes(name));
      const through =
        sorted
          .map(({ name }) => name)
          .filter((name) => name < (open[0] ?? ''))
          .at(-1) ?? '';
      const known = [...(before?.beyond ?? []), ...now].filter((name) => name > through);
      const error = new ImageStoreError('busy', 'No time is left.');
      return { images, interrupted: { error, through, beyond: [...new Set(known)] } };
    },
  };
  return { store: slow, reads };
}

const numbered = (count: number, more: Partial<WorldImage> = {}) =>
  Array.from({ length: count }, (_, index) => enrolled(`Image-${String(index).padStart(3, '0')}`, more));

/** A driver that keeps the state as text, and a process for each step. */
async function search(store: ImageStore, clock: { now(): Date }, from?: CampaignState, steps = 50) {
  let state = from;
  for (let step = 0; step < steps && (state === undefined || state.status === 'discovering'); step++) {
    const campaign = new UpdateCampaign({
      store,
      clock: { ...clock, now: () => clock.now(), sleepUntil: async () => {} },
      id: 'test',
      startedAt: START,
      batchSize: 1,
      timeLeft: () => 0,
    });
    state = JSON.parse(JSON.stringify(await campaign.advance(state))) as CampaignState;
  }
  if (state === undefined) throw new Error('No step was taken.');
  return state;
}

const START = '2026-11-23T08:00:00.000Z';
const sourcesOf = ({ images }: CampaignState) => images.map(({ source }) => source);

describe('a search that takes several steps', () => {
  test('reads the tags of each image once, and the next step is due at once', async () => {
    const images = [
      ...numbered(40),
      ...Array.from({ length: 60 }, (_, index) => ({ name: `Other-${index}` })),
    ];
    const world = await createMemoryWorld({ images });
    const { store, reads } = slowStore(world.store, 15);

    const first = await search(store, world.clock, undefined, 1);
    expect(first).toMatchObject({ status: 'discovering', checksWithoutProgress: 0, nextCheckAt: START });
    const state = await search(store, world.clock, first);

    expect(sourcesOf(state)).toEqual(numbered(40).map(({ name }) => name));
    expect(state).not.toHaveProperty('search');
    expect(reads).toHaveLength(100);
  });

  test('finds an image that was made meanwhile, or made anew, and none that was deleted', async () => {
    const world = await createMemoryWorld({ images: numbered(10) });
    const { store } = slowStore(world.store, 4);
    const first = await search(store, world.clock, undefined, 2);
    world.clock.advance(60);
    world.add(enrolled('Image-000-New'));
    world.remove('Image-001');
    world.remove('Image-002');
    world.add({ name: 'Image-002' });

    const found = sourcesOf(await search(store, world.clock, first));

    expect(found).toContain('Image-000-New');
    expect(found).not.toContain('Image-001');
    expect(found).not.toContain('Image-002');
    expect(found).toHaveLength(9);
  });

  test('begins anew when it was left for more than a day', async () => {
    const world = await createMemoryWorld({ images: numbered(10) });
    const { store, reads } = slowStore(world.store, 6);
    const first = await search(store, world.clock, undefined, 1);
    world.clock.advance(25 * 60);
    world.setTags('Image-000', {});

    expect(sourcesOf(await search(store, world.clock, first))).not.toContain('Image-000');
    expect(reads.filter((name) => name === 'Image-000')).toHaveLength(2);
  });

  test('says at its end how many images it looked at, and which came close', async () => {
    const near = Array.from({ length: 30 }, (_, index) => ({
      name: `Image-${index}`,
      tags: index < 7 ? { AutoUpdate: 'enabled' } : {},
    }));
    const { store, reads } = slowStore((await createMemoryWorld({ images: near })).store, 8);
    const { clock } = await createMemoryWorld({ images: [] });

    expect(await search(store, clock)).toMatchObject({
      nothingFound: '30 images looked at for the tag AutoUpdate=Enabled: 7 have AutoUpdate=enabled',
    });
    expect(reads).toHaveLength(30);
  });

  test('keeps what the driver has room for, and reads the rest again', async () => {
    const world = await createMemoryWorld({ images: numbered(30, { condition: 'failed' }) });
    const { store, reads } = slowStore(world.store, 25);
    const measure = (state: CampaignState) => JSON.stringify(state.search?.found ?? []).length;
    const campaign = () =>
      new UpdateCampaign({
        store,
        clock: world.clock,
        id: 'test',
        timeLeft: () => 0,
        stateLimit: { bytes: 900, measure },
      });

    const first = await campaign().advance();
    expect(measure(first)).toBeLessThanOrEqual(900);
    expect(first.search?.found.length).toBeGreaterThan(5);
    const second = await campaign().advance(first);

    expect(second.status).not.toBe('discovering');
    expect(reads.length).toBeGreaterThan(30);
  });

  test('refuses a campaign that is too large as soon as it knows', async () => {
    const world = await createMemoryWorld({ images: numbered(30) });
    const { store, reads } = slowStore(world.store, 25);
    const stateLimit = { bytes: 9_000, measure: (state: CampaignState) => JSON.stringify(state).length };
    const campaign = new UpdateCampaign({ store, clock: world.clock, timeLeft: () => 0, stateLimit });

    await expect(campaign.advance()).rejects.toThrow(/25 candidates could grow/);
    expect(reads).toHaveLength(25);
  });

  test('goes on from a state that says nothing of a search, as earlier versions left it', async () => {
    const world = await createMemoryWorld({ images: numbered(3) });
    const former = {
      version: 1,
      id: 'test',
      startedAt: START,
      status: 'discovering',
      images: [],
      unresolved: [],
      checks: 1,
      checksWithoutProgress: 1,
      lastProgressAt: START,
      troubleSince: START,
      nextCheckAt: '2026-11-23T08:05:00.000Z',
      outbox: [],
    } as const;

    expect(sourcesOf(await search(world.store, world.clock, former))).toHaveLength(3);
  });

  test('finds the same as one that takes a single step, whatever the images', async () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
    const image = (name: string) =>
      fc.record({
        name: fc.constant(name),
        condition: fc.constantFrom('available' as const, 'failed' as const),
        tags: fc.record(
          {
            AutoUpdate: fc.constantFrom('Enabled', 'Completed', 'Ignored', 'enabled'),
            NextVersion: fc.constantFrom(...names, 'Gone'),
            UpdatedFrom: fc.constantFrom(...names, 'Gone'),
            UpdateMinutes: fc.constantFrom('90', 'long'),
          },
          { requiredKeys: [] },
        ),
      });
    const account = fc.tuple(...names.map(image));
    await fc.assert(
      fc.asyncProperty(account, fc.integer({ min: 1, max: 7 }), async (images, atOnce) => {
        const once = await createMemoryWorld({ images });
        const slow = await createMemoryWorld({ images });
        const whole = await search(once.store, once.clock, undefined, 1);
        const parts = await search(slowStore(slow.store, atOnce).store, slow.clock);

        expect(parts.images).toEqual(whole.images);
        expect(parts.nothingFound).toEqual(whole.nothingFound);
        expect(slow.images()).toEqual(once.images());
      }),
      { numRuns: 1000 },
    );
  });
});
