// How long a pass of a rollout takes in a large account: 300 fleets, 60 lineages, 40 ms a call. The simulator runs in this
// process, so its work counts as well.
import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { countOldSessions, rollout } from '@appstream-campaign/core/rollout';
import { createSimulator } from '@appstream-campaign/simulator';
import { clientsOf } from './clients.mjs';

const FLEETS = 300;
const LINEAGES = 60;
const LATENCY = 40;
const RINGS = ['test', 'pilot', 'production'];

const lineageOf = (index) => `Desk-${String(index % LINEAGES).padStart(2, '0')}`;

const images = Array.from({ length: LINEAGES }, (_, index) => lineageOf(index)).flatMap((name) => [
  { name, daysOld: 60, tags: { NextVersion: `${name}-2` } },
  { name: `${name}-2`, daysOld: 2, basedOn: name, tags: { BaseName: name, UpdatedFrom: name } },
]);

/** Each lineage has five fleets: one tests, one is the pilot, three produce. */
const fleets = Array.from({ length: FLEETS }, (_, index) => ({
  name: `Fleet-${String(index).padStart(3, '0')}`,
  imageName: lineageOf(index),
  tags: { ImageRing: RINGS[Math.min(2, Math.floor(index / LINEAGES))] },
  stacks: [`Stack-${index}`],
  sessions: [{ user: `user-${index}@example.com`, minutesAgo: 30 }],
}));

/** @returns milliseconds and calls of each part of a rollout */
export async function measureRollout() {
  const simulator = await createSimulator({
    images,
    fleets,
    latencyMs: LATENCY,
    quotas: { images: 1000 },
  });
  const { appstream } = clientsOf(simulator.url);
  const parts = {
    store: new AppStreamFleetStore({ client: appstream }),
    images: new AppStreamImageStore({ client: appstream }),
    clock: { now: () => new Date() },
    policy: { rings: RINGS.map((name) => ({ name, soak: '0h' })) },
  };
  const rows = [];
  let decision;
  const measure = async (what, work) => {
    const before = simulator.calls.length;
    const began = performance.now();
    const outcome = await work();
    const milliseconds = performance.now() - began;
    rows.push({ what, milliseconds, calls: simulator.calls.length - before, ...outcome });
  };
  const pass = async () => {
    const { done, failed, after } = await rollout(parts);
    if (failed.length > 0) throw new Error(`${failed.length} actions failed: ${failed[0].reason}`);
    decision = after;
    return { acts: done.length };
  };
  try {
    await measure('the first pass: test fleets are switched, others noted', pass);
    await measure('sessions from before the switch, of each fleet', async () => {
      const counted = await countOldSessions(parts.store, [...decision.settled, ...decision.holds]);
      return { acts: counted.length };
    });
    await measure('a pass with nothing to do', pass);
    return { fleets: FLEETS, lineages: LINEAGES, latency: LATENCY, rows };
  } finally {
    appstream.destroy();
    await simulator.close();
  }
}
