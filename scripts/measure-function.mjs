// Times the Lambda bundle in a process of its own against the simulator: `node scripts/measure-function.mjs`.
// The numbers behind the function's memory and timeout; docs/deployment.md shows them.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSimulator, manualClock } from '../packages/simulator/dist/index.js';

const bundle = new URL('../packages/lambda-handler/dist/lambda/index.mjs', import.meta.url).href;
const run = promisify(execFile);

const CALLER = `
const began = performance.now();
const { handler } = await import(process.argv[1]);
const loaded = performance.now();
let Results;
const times = [];
for (const input of JSON.parse(process.argv[2])) {
  const start = performance.now();
  Results = await handler({ ...input, Results });
  times.push(Math.round(performance.now() - start));
}
const { maxRSS } = process.resourceUsage();
process.stdout.write('\\nMEASURED ' + JSON.stringify({
  load: Math.round(loaded - began), times, memory: Math.round(maxRSS / 1024), bytes: JSON.stringify(Results).length,
}));
`;

async function measure(candidates, others) {
  const simulator = await createSimulator({
    clock: manualClock(new Date()),
    images: Array.from({ length: candidates + others }, (_, index) => ({
      name: `Image-${String(index).padStart(4, '0')}-of-the-department`,
      tags: index < candidates ? { AutoUpdate: 'Enabled', Team: 'IT' } : { Team: 'IT' },
      update: { minutes: 90 },
    })),
    quotas: { concurrentUpdates: 1000, images: 10_000, imageBuilders: 1000 },
  });
  const mail = { ToAddress: 'a@example.com', FromAddress: 'b@example.com', BatchSize: 50 };
  const env = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  for (const service of ['APPSTREAM', 'RESOURCE_GROUPS_TAGGING_API', 'SES', 'SNS']) {
    env[`AWS_ENDPOINT_URL_${service}`] = simulator.url;
  }
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const args = ['--input-type=module', '-e', CALLER, bundle, JSON.stringify([mail, mail])];
  const { stdout } = await run(process.execPath, args, { env, maxBuffer: 1 << 26 });
  const { load, times, memory, bytes } = JSON.parse(stdout.slice(stdout.indexOf('\nMEASURED ') + 10));
  const calls = simulator.calls.length;
  await simulator.close();
  return {
    candidates,
    images: candidates + others,
    load,
    first: times[0],
    next: times[1],
    calls,
    memory,
    bytes,
  };
}

console.log(
  `Node ${process.versions.node}, ${fileURLToPath(bundle).split('/').slice(-3).join('/')}; ms, MiB, bytes`,
);
const rows = [];
for (const [candidates, others] of [
  [0, 0],
  [10, 0],
  [100, 0],
  [500, 500],
  [100, 4900],
]) {
  rows.push(await measure(candidates, others));
}
console.table(rows);
