// One check in the middle of a large campaign, over HTTP: 50 updates in progress, 500 images waiting.
import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { UpdateCampaign } from '@appstream-campaign/core';
import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator } from '@appstream-campaign/simulator';
import { max, median, min } from 'simple-statistics';
import { clientsOf } from './clients.mjs';

const REPETITIONS = 7;

/** @returns wall time, calls, CPU time and state of a check that finds nothing, and of one that fills five slots */
export async function measureCheck() {
  const clock = new ManualClock('2026-11-23T20:00:00.000Z');
  const simulator = await createSimulator({
    clock,
    quotas: { concurrentUpdates: 100, images: 10_000, imageBuilders: 100 },
    images: Array.from({ length: 550 }, (_, index) => ({
      name: `Image-${String(index).padStart(3, '0')}`,
      tags: { AutoUpdate: 'Enabled' },
      update: { minutes: index < 5 ? 30 : 600 },
    })),
  });
  try {
    const clients = clientsOf(simulator.url);
    const store = new AppStreamImageStore({ client: clients.appstream });
    const campaign = new UpdateCampaign({ store, clock, batchSize: 50, id: 'bench' });
    // One step decides the starts, the next one makes them.
    const state = await campaign.advance(await campaign.advance());
    clock.advance(15);
    const timed = async () => {
      const before = process.cpuUsage();
      const calls = simulator.calls.length;
      const began = performance.now();
      const next = await campaign.advance(state);
      const { user, system } = process.cpuUsage(before);
      return {
        milliseconds: performance.now() - began,
        cpu: (user + system) / 1000,
        calls: simulator.calls.length - calls,
        bytesIn: JSON.stringify(state).length,
        bytesOut: JSON.stringify(next).length,
      };
    };
    const quiet = [];
    for (let time = 0; time < REPETITIONS; time++) quiet.push(await timed());
    clock.advance(30);
    const filling = await timed();
    const spread = (of) => ({
      median: median(quiet.map(of)),
      low: min(quiet.map(of)),
      high: max(quiet.map(of)),
    });
    return {
      quiet: {
        ...quiet.at(-1),
        milliseconds: spread((run) => run.milliseconds),
        cpu: spread((run) => run.cpu),
      },
      filling,
    };
  } finally {
    await simulator.close();
  }
}
