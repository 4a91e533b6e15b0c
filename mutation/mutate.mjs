// Mutation testing of what decides: changes the code, one small change at a time, and runs the tests that reach it.
// `pnpm run mutate [decide|worlds|steps|handler]`; without a part, all of them: about an hour on two cores.
import { spawnSync } from 'node:child_process';
import { PARTS } from './parts.mjs';

const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !(part in PARTS));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')} is no part; there are ${Object.keys(PARTS).join(' and ')}.`);
  process.exit(2);
}
for (const part of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const env = { ...process.env, MUTATION_PART: part };
  const { status } = spawnSync('stryker', ['run', 'mutation/stryker.config.mjs'], { env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const { status } = spawnSync(process.execPath, ['mutation/check-mutants.mjs'], { stdio: 'inherit' });
process.exit(status ?? 1);
