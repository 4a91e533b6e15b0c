// `pnpm bench` measures everything and prints tables; `--only makespan,growth` a part of it, `--quick` with fewer draws;
// `--save` keeps the figures in bench/results.json and docs/performance.md; `--what-if images=40 batch=5 median=90m` asks when a campaign would be over.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCalls } from './calls.mjs';
import { measureCheck } from './check.mjs';
import { measureColdStart } from './cold-start.mjs';
import { measureDiscovery } from './discovery.mjs';
import { measureGrowth } from './growth.mjs';
import { measureMakespan } from './makespan.mjs';
import { measurePeer } from './peer.mjs';
import { measurePlan } from './plan.mjs';
import { measureRates } from './rates.mjs';
import { measureRollout } from './rollout.mjs';
import { goalsOf, pageWith, tablesOf } from './tables.mjs';
import { whatIf } from './what-if.mjs';

const MEASURES = {
  makespan: (quick) => measureMakespan(quick ? { counts: [10, 50], draws: 10 } : {}),
  calls: (quick) => measureCalls(quick ? { counts: [10, 50], draws: 2 } : {}),
  peer: (quick) => measurePeer(quick ? { count: 20, draws: 1 } : {}),
  discovery: (quick) => measureDiscovery(quick ? { counts: [100, 1000] } : {}),
  rates: (quick) => measureRates(quick ? { accounts: [[60, 5]] } : {}),
  check: () => measureCheck(),
  plan: () => measurePlan(),
  rollout: () => measureRollout(),
  coldStart: (quick) => measureColdStart(quick ? { rounds: 5 } : {}),
  growth: (quick) => measureGrowth(quick ? { repetitions: 5 } : {}),
};

const RESULTS = new URL('./results.json', import.meta.url);
const PAGE = new URL('../docs/performance.md', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    'what-if': { type: 'boolean', default: false },
  },
});

if (values['what-if']) {
  console.log(whatIf(positionals));
} else {
  const chosen = values.only?.split(',') ?? Object.keys(MEASURES);
  const unknown = chosen.find((name) => !(name in MEASURES));
  if (unknown !== undefined) {
    console.error(`There is no benchmark "${unknown}". Known: ${Object.keys(MEASURES).join(', ')}.`);
    process.exit(2);
  }
  const results = { node: process.version, cores: cpus().length };
  for (const name of chosen) {
    const began = performance.now();
    results[name] = await MEASURES[name](values.quick);
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`\n${tablesOf(name, results[name])}\n(${seconds} s)`);
  }
  const goals = goalsOf(results);
  console.log(`\n## Goals\n\n${goals.text}`);
  if (values.save) await save(results);
}

/** Keeps the figures; of what was not measured this time, those from before. */
async function save(results) {
  const before = await readFile(RESULTS, 'utf8').catch(() => '{}');
  const all = { ...JSON.parse(before), ...results };
  await writeFile(RESULTS, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(PAGE, pageWith(all, await readFile(PAGE, 'utf8')));
}
