// What one check costs, and how that grows with the campaign: the pure part, without any call.
import { UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld } from '@appstream-campaign/core/testing';
import { linearRegression, max, median, min } from 'simple-statistics';

const name = (index) => `Image-${String(index).padStart(5, '0')}`;

/** A campaign in the middle: so many images, with 50 updates in progress and the others waiting. */
async function inTheMiddle(count) {
  const world = await createMemoryWorld({
    images: Array.from({ length: count }, (_, index) => ({
      name: name(index),
      tags: { AutoUpdate: 'Enabled' },
    })),
    updateQuota: 100_000,
    imageQuota: 1_000_000,
  });
  const campaign = new UpdateCampaign({
    store: world.store,
    clock: world.clock,
    batchSize: Math.min(50, count),
    id: 'bench',
  });
  const state = await campaign.advance(await campaign.advance());
  world.clock.advance(20);
  return { campaign, state };
}

/** A check that finds nothing new: read the state, look, decide, write the state. */
async function timeCheck(count, repetitions) {
  const { campaign, state } = await inTheMiddle(count);
  const text = JSON.stringify(state);
  for (let time = 0; time < 5; time++) await campaign.advance(JSON.parse(text));
  const times = [];
  let out = '';
  for (let time = 0; time < repetitions; time++) {
    const before = process.cpuUsage();
    out = JSON.stringify(await campaign.advance(JSON.parse(text)));
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return {
    median: median(times),
    low: min(times),
    high: max(times),
    stateIn: text.length,
    stateOut: out.length,
  };
}

/** @returns CPU time and state of a check at each size, and the exponents that fit them best */
export async function measureGrowth({ counts = [10, 100, 1000, 10_000], repetitions = 15 } = {}) {
  const rows = [];
  for (const count of counts) rows.push({ count, ...(await timeCheck(count, repetitions)) });
  const exponent = (of) => linearRegression(rows.map((row) => [Math.log(row.count), Math.log(of(row))])).m;
  // From 1,000 images on; below, what does not depend on their number hides the growth.
  const [small, large] = [rows.at(-2), rows.at(-1)];
  const asymptotic = Math.log(large.median / small.median) / Math.log(large.count / small.count);
  return {
    rows,
    timeExponent: exponent((row) => row.median),
    lastTimeExponent: asymptotic,
    stateExponent: exponent((row) => row.stateOut),
  };
}
