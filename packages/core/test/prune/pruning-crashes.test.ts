import {
  type CampaignState,
  type ImageStore,
  ImageStoreError,
  UpdateCampaign,
} from '@appstream-campaign/core';
import type { InventorySource } from '@appstream-campaign/core/planning';
import {
  type CallCounter,
  type CrashPoint,
  crashingStore,
  createCrashTrigger,
  createMemoryFleets,
} from '@appstream-campaign/core/testing';
import { runs, sample } from '@appstream-campaign/test-support/sample';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inventoryOf, lineage } from './prune-account.ts';

interface Trouble {
  readonly crash?: CrashPoint;
  /** The step (from 1) whose state is lost. */
  readonly unsaved?: number;
  /** Calls, from 1, that the store refuses for now. */
  readonly busy?: readonly number[];
  /** Minutes after which a fleet moves to an old image. */
  readonly moves?: { readonly at: number; readonly image: string };
}

const OLD = ['A', 'A-v2', 'B', 'B-v2', 'C'];
const images = [...lineage('A', 3), ...lineage('B', 3, { failures: 1 }), ...lineage('C', 2)];

/** A campaign that prunes, with what goes wrong; each deletion has to be in the state that was saved last. */
async function live({ crash, unsaved, busy = [], moves }: Trouble) {
  const world = await createMemoryFleets({
    images,
    fleets: [{ name: 'Desk', image: 'C-v2' }],
    imageQuota: 10,
  });
  const { clock, store } = world.images;
  const counter: CallCounter = { count: 0 };
  const source = inventoryOf(world, 10);
  const removed: string[] = [];
  let saved: CampaignState | undefined;
  if (moves !== undefined) clock.after(moves.at, () => world.changeFleet('Desk', { image: moves.image }));
  for (let steps = 1; steps < 500; steps++) {
    const mortal = createCrashTrigger(counter, crash);
    const known = (saved?.deletions ?? []).flatMap((one) => ('image' in one ? [one.image] : [one.successor]));
    const watched: ImageStore = {
      ...store,
      async remove(image) {
        const used = [...world.seen().values()].map(({ image: name }) => name);
        expect(known, `${image.name} was deleted`).toContain(image.name);
        expect(used, `${image.name} was in use`).not.toContain(image.name);
        removed.push(image.name);
        await store.remove?.(image);
      },
    };
    const call = <T>(effect: () => Promise<T>) =>
      mortal.call(async () => {
        if (busy.includes(counter.count)) throw new ImageStoreError('busy', 'Unreachable.');
        return effect();
      });
    const inventory: InventorySource = { read: (among) => call(() => source.read(among)) };
    const remove: ImageStore['remove'] = (image) => call(async () => watched.remove?.(image));
    const parts = { store: { ...crashingStore(mortal, watched), remove }, inventory, clock };
    const identity = { id: 'sweep', startedAt: '2026-11-23T08:00:00.000Z' };
    const prune = { keep: 1, minAgeDays: 0, maxDeletions: 3 };
    const campaign = new UpdateCampaign({ ...parts, ...identity, prune });
    const state = await Promise.race([campaign.advance(saved), mortal.died]);
    if (state === undefined || steps === unsaved) {
      clock.advance(3);
      continue;
    }
    saved = JSON.parse(JSON.stringify(state)) as CampaignState;
    if (saved.nextCheckAt === undefined) {
      return { end: saved, names: [...world.images.images().keys()], calls: counter.count, steps, removed };
    }
    clock.advanceTo(new Date(saved.nextCheckAt));
  }
  throw new Error('The campaign did not end in 500 steps.');
}

test('a campaign that prunes ends the same, wherever its process dies', async () => {
  const calm = await live({});
  expect(calm.end).toMatchObject({ status: 'over', pruning: { stage: 'over' } });
  expect(calm.removed.every((image) => OLD.includes(image))).toBe(true);
  expect(calm.removed.length).toBeGreaterThan(2);
  const crashes = Array.from({ length: calm.calls }, (_, index) => index + 1).flatMap((call) =>
    (['before', 'after'] as const).map((side): Trouble => ({ crash: { call, side } })),
  );
  const losses = Array.from({ length: calm.steps }, (_, index): Trouble => ({ unsaved: index + 1 }));
  for (const trouble of [...sample(crashes, 40), ...losses]) {
    const { end, names } = await live(trouble);
    const told = JSON.stringify(trouble);
    expect(end.status, told).toBe('over');
    expect(names.toSorted(), told).toEqual(calm.names.toSorted());
    expect(end.pruning?.deleted.toSorted(), told).toEqual(calm.removed.toSorted());
  }
});

test('storms: refusals, deaths, and a fleet that moves to an old image while the campaign prunes', async () => {
  const trouble = fc.record({
    crash: fc.record({ call: fc.integer({ min: 1, max: 60 }), side: fc.constantFrom('before', 'after') }),
    unsaved: fc.integer({ min: 1, max: 12 }),
    busy: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
    moves: fc.record({ at: fc.integer({ min: 0, max: 300 }), image: fc.constantFrom(...OLD) }),
  });
  const property = fc.asyncProperty(trouble, async (one) => {
    const { end, names } = await live(one as Trouble);
    expect(end.status).toBe('over');
    // The newest version, and what the fleet used to the end.
    expect(names).toEqual(expect.arrayContaining(['A-v3', 'B-v3', 'C-v2']));
  });
  await fc.assert(property, { numRuns: runs(30, 300), seed: 20261123 });
});
