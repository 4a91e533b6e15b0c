// AWS calls and state transitions of whole campaigns: the real SDK clients over HTTP, in virtual time.
import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { UpdateCampaign } from '@appstream-campaign/core';
import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator } from '@appstream-campaign/simulator';
import { clientsOf } from './clients.mjs';
import { drawDurations } from './durations.mjs';

export const TRANSITIONS_A_CHECK = 3;
export const START = '2026-11-23T20:00:00.000Z';

/** An account whose images take so many minutes. */
export const simulatedImages = (durations) => ({
  quotas: { concurrentUpdates: 100, images: 100_000, imageBuilders: 100 },
  images: durations.map((minutes, index) => ({
    name: `Image-${String(index).padStart(5, '0')}`,
    tags: { AutoUpdate: 'Enabled' },
    update: { minutes },
  })),
});

/** A campaign over images whose updates take so many minutes: its calls, checks and length. */
export async function countCalls(durations, oracle = false) {
  const clock = new ManualClock(START);
  const simulator = await createSimulator({ clock, ...simulatedImages(durations) });
  try {
    const clients = clientsOf(simulator.url);
    const store = new AppStreamImageStore({ client: clients.appstream });
    const begun = [];
    const noticing = new Proxy(store, {
      get: (target, key) =>
        key !== 'startUpdate'
          ? target[key].bind(target)
          : async (order) => {
              const minutes = durations[Number(order.source.slice(6))];
              begun.push(clock.now().getTime() + minutes * 60_000);
              return target.startUpdate(order);
            },
    });
    const waking = {
      now: () => clock.now(),
      async sleepUntil(instant) {
        const next = begun.map(Math.ceil).filter((end) => end > clock.now().getTime());
        clock.advanceTo(oracle && next.length > 0 ? new Date(Math.min(...next)) : instant);
      },
    };
    const campaign = new UpdateCampaign({ store: noticing, clock: waking, id: 'bench' });
    const end = await campaign.run();
    if (end.status !== 'over') throw new Error(`The campaign ended as ${end.status}.`);
    const minutes = (Date.parse(end.endedAt) - Date.parse(end.startedAt)) / 60_000;
    return { calls: simulator.calls.length, checks: end.checks, minutes };
  } finally {
    await simulator.close();
  }
}

/** @returns calls an image and transitions a campaign, ours and those of a schedule that knows when to look */
export async function measureCalls({ counts = [10, 50, 200], draws = 5 } = {}) {
  const rows = [];
  for (const count of counts) {
    const totals = { ours: { calls: 0, checks: 0 }, oracle: { calls: 0, checks: 0 } };
    for (let seed = 0; seed < draws; seed++) {
      for (const [who, knowing] of [
        ['ours', false],
        ['oracle', true],
      ]) {
        const { calls, checks } = await countCalls(drawDurations(count, seed, 'lognormal'), knowing);
        totals[who].calls += calls / draws;
        totals[who].checks += checks / draws;
      }
    }
    rows.push({
      count,
      draws,
      callsAnImage: totals.ours.calls / count,
      oracleCallsAnImage: totals.oracle.calls / count,
      callsPerOracle: totals.ours.calls / totals.oracle.calls,
      transitions: totals.ours.checks * TRANSITIONS_A_CHECK,
      oracleTransitions: totals.oracle.checks * TRANSITIONS_A_CHECK,
    });
  }
  return rows;
}
