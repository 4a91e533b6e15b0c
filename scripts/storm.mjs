// Plays many storms: `node scripts/storm.mjs 10000`; repeats one: `node scripts/storm.mjs 1 --seed=42 --path=17:0`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, path: { type: 'string' } },
});
const runs = Number(positionals[0] ?? 10_000);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`How many storms? "${positionals[0]}" is not a number from 1.`);
  process.exit(2);
}
const env = {
  ...process.env,
  STORM_RUNS: String(runs),
  ...(values.seed === undefined ? {} : { STORM_SEED: values.seed }),
  ...(values.path === undefined ? {} : { STORM_PATH: values.path }),
};
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  'packages/core/test/campaign/storms.test.ts',
  '--silent=false',
];
const { status } = spawnSync(process.execPath, vitest, { env, stdio: 'inherit' });
process.exit(status ?? 1);
