// How long it takes to find the candidates: real SDK clients over HTTP, 40 ms a call.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { UpdateCampaign } from '@appstream-campaign/core';
import { DescribeImagesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-appstream';
import { max, mean, min } from 'simple-statistics';
import { clientsOf } from './clients.mjs';

const LATENCY = 40;
const REPETITIONS = 5;

/** As the original does: page after page, then one call an image, one after the other. */
export async function oneAfterTheOther({ appstream }) {
  const candidates = [];
  let NextToken;
  do {
    const page = await appstream.send(
      new DescribeImagesCommand({ Type: 'PRIVATE', MaxResults: 25, NextToken }),
    );
    for (const image of page.Images) {
      const { Tags } = await appstream.send(new ListTagsForResourceCommand({ ResourceArn: image.Arn }));
      if (Tags?.AutoUpdate === 'Enabled') candidates.push(image.Name);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return candidates.length;
}

/** Our own: the first step of a campaign whose slots are full, so that it finds candidates and starts nothing. */
async function discover({ appstream }) {
  const store = new AppStreamImageStore({ client: appstream });
  const stopped = new Proxy(store, {
    // What follows a discovery is measured elsewhere.
    get: (target, key) => (key === 'dryRun' ? () => Promise.reject(done) : target[key].bind(target)),
  });
  const done = new Error('discovered');
  let candidates = 0;
  const campaign = new UpdateCampaign({
    store: stopped,
    clock: { now: () => new Date(), sleepUntil: async () => {} },
  });
  const found = new Promise((resolve) =>
    campaign.events.on('campaignStarted', (event) => {
      candidates = event.candidates;
      resolve();
    }),
  );
  const step = campaign.advance().catch((error) => {
    if (error !== done) throw error;
  });
  await Promise.race([found, step]);
  const at = performance.now();
  await step;
  return { candidates, at };
}

/** @returns one row for each number of images */
export async function measureDiscovery({ counts = [100, 1000, 5000] } = {}) {
  const rows = [];
  for (const count of counts) {
    const server = fork(new URL('./latency-server.mjs', import.meta.url), [
      JSON.stringify({ images: count, latency: LATENCY }),
    ]);
    try {
      const [port] = await once(server, 'message');
      const url = `http://127.0.0.1:${port}`;
      const callsSoFar = async () => Number(await (await fetch(`${url}/calls`)).text());
      const timed = async (work, repetitions) => {
        const times = [];
        let calls = 0;
        for (let time = 0; time < repetitions; time++) {
          const clients = clientsOf(url);
          await callsSoFar();
          const began = performance.now();
          const result = await work(clients);
          times.push((result.at ?? performance.now()) - began);
          calls = await callsSoFar();
          const candidates = result.candidates ?? result;
          if (candidates !== count / 10) throw new Error(`${candidates} candidates were found.`);
        }
        return { mean: mean(times), low: min(times), high: max(times), calls };
      };
      // The baseline takes minutes and hardly varies: it is measured once, and for the largest reckoned from its calls.
      const baseline =
        count > 1000 ? { assumed: true, ...assumed(count, rows.at(-1)) } : await timed(oneAfterTheOther, 1);
      const before = process.memoryUsage().heapUsed;
      const ours = await timed(discover, count > 1000 ? 2 : REPETITIONS);
      globalThis.gc?.();
      rows.push({
        count,
        baseline,
        ours,
        faster: baseline.mean / ours.mean,
        heapGrowth: process.memoryUsage().heapUsed - before,
      });
    } finally {
      server.disconnect();
    }
  }
  return rows;
}

/** A serial run takes as long as its calls. */
function assumed(count, smaller) {
  const milliseconds = (smaller.baseline.mean / smaller.count) * count;
  return { mean: milliseconds, low: milliseconds, high: milliseconds, calls: count + Math.ceil(count / 25) };
}
