// How long campaigns take, in virtual time, beside what physics allows and what the original does.
import { cpus } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { mean, quantile } from 'simple-statistics';
import { playCampaign } from './campaigns.mjs';
import { drawDurations, rememberedDurations } from './durations.mjs';
import { instantRefill, lowerBound, originalPolicy } from './policies.mjs';

const KINDS = ['lognormal', 'heavy-tailed'];
const REMEMBERED_WITHIN = 0.15;

/** One campaign's worth of durations, run in every way; minutes. */
async function playAll({ count, slots, kind, seed }) {
  const durations = drawDurations(count, seed, kind);
  const remembered = rememberedDurations(durations, seed, REMEMBERED_WITHIN);
  const options = { batchSize: slots };
  const window = await playCampaign(durations, options);
  const batch = await playCampaign(durations, { ...options, pacing: 'batch' });
  const longestFirst = await playCampaign(durations, { ...options, remembered });
  const oracle = count > 200 ? undefined : await playCampaign(durations, { ...options, oracle: true });
  return {
    bound: lowerBound(durations, slots),
    instant: instantRefill(durations, slots),
    original: originalPolicy(durations, slots),
    window: window.minutes,
    batch: batch.minutes,
    longestFirst: longestFirst.minutes,
    checksAnImage: window.checks / count,
    looksPerOracle: oracle && window.looks / oracle.looks,
  };
}

/** @returns one row for each size, number of slots and kind of durations */
export async function measureMakespan({ counts = [10, 50, 200, 1000], allSlots = [5, 20], draws = 30 } = {}) {
  const settings = counts.flatMap((count) =>
    allSlots.flatMap((slots) => KINDS.map((kind) => ({ count, slots, kind }))),
  );
  const jobs = settings.flatMap((setting) =>
    Array.from({ length: draws }, (_, seed) => ({ ...setting, seed })),
  );
  // The long ones first, on all cores: what this bench is about.
  jobs.sort((a, b) => b.count - a.count);
  const played = await onAllCores(jobs);
  return settings.map((setting) => {
    const draws = played.filter(({ job }) =>
      ['count', 'slots', 'kind'].every((key) => job[key] === setting[key]),
    );
    const ratio = (of, to) => {
      const ratios = draws.map(({ result }) => result[of] / result[to]);
      return { mean: mean(ratios), low: quantile(ratios, 0.1), high: quantile(ratios, 0.9) };
    };
    const looks = draws.map(({ result }) => result.looksPerOracle).filter((value) => value !== undefined);
    return {
      ...setting,
      draws: draws.length,
      instantToBound: ratio('instant', 'bound'),
      windowToInstant: ratio('window', 'instant'),
      batchToInstant: ratio('batch', 'instant'),
      originalToWindow: ratio('original', 'window'),
      longestFirstToBound: ratio('longestFirst', 'bound'),
      checksAnImage: mean(draws.map(({ result }) => result.checksAnImage)),
      looksPerOracle: looks.length === 0 ? undefined : mean(looks),
    };
  });
}

/** Hands the jobs to one worker a core, the next one when a worker is done. */
async function onAllCores(jobs) {
  const played = [];
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: 'makespan' });
      let job;
      const next = () => {
        job = jobs.shift();
        if (job === undefined) worker.terminate().then(resolve, reject);
        else worker.postMessage(job);
      };
      worker.on('error', reject);
      worker.on('message', (result) => {
        played.push({ job, result });
        next();
      });
      next();
    });
  await Promise.all(cpus().map(work));
  return played;
}

if (!isMainThread && workerData === 'makespan') {
  parentPort.on('message', async (job) => parentPort.postMessage(await playAll(job)));
}
