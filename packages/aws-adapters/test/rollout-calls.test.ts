import { planRollout, rollout } from '@appstream-campaign/core/rollout';
import { expect, onTestFinished, test } from 'vitest';
import { createSimulatorFleets } from './simulator-fleets.ts';

// How many calls a pass makes in a large account. bench/rollout.mjs measures how long they take.

const FLEETS = 300;
const LINEAGES = 60;
const RINGS = ['test', 'pilot', 'production'];
/** Calls at once, and milliseconds for each. */
const [AT_ONCE, LATENCY] = [16, 40];

const lineageOf = (index: number) => `Desk-${String(index % LINEAGES).padStart(2, '0')}`;

test('300 fleets of 60 lineages: one call for 25 fleets or images, one for the tags of each, one write for the tags of each', async () => {
  const world = await createSimulatorFleets({
    images: Array.from({ length: LINEAGES }, (_, index) => lineageOf(index)).flatMap((name) => [
      { name, tags: { NextVersion: `${name}-2` } },
      { name: `${name}-2`, tags: { BaseName: name, UpdatedFrom: name } },
    ]),
    fleets: Array.from({ length: FLEETS }, (_, index) => ({
      ...{ name: `Fleet-${String(index).padStart(3, '0')}`, image: lineageOf(index) },
      tags: { ImageRing: RINGS[Math.min(2, Math.floor(index / LINEAGES))] ?? '' },
    })),
  });
  onTestFinished(() => world.close());
  const { fleets: store, images, simulator } = world;
  const parts = { store, images: images.store, clock: images.clock, policy: { rings: RINGS.join(',') } };
  const counted = async (work: () => Promise<unknown>) => {
    const before = simulator.calls.length;
    await work();
    const counts: Record<string, number> = {};
    for (const { operation } of simulator.calls.slice(before))
      counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  };
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const look = { DescribeFleets: 12, ListTagsForResource: FLEETS + 2 * LINEAGES };
  const plan = await counted(() => planRollout(parts));
  expect(plan).toMatchObject(look);
  expect(sum(plan)).toBeLessThan(450);
  const first = await counted(async () => {
    expect((await rollout(parts)).failed).toEqual([]);
  });
  // Each fleet is tagged once, and those that are switched are looked at again.
  expect(first).toMatchObject({ TagResource: FLEETS, UpdateFleet: LINEAGES });
  expect(Math.ceil(sum(first) / AT_ONCE) * LATENCY).toBeLessThan(8000);
  expect(sum(first)).toBeLessThan(1000);
});
