// What a cold start of the function costs: whole processes, each beside a bare one in the same run.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '@appstream-campaign/simulator';
import { build } from 'esbuild';
import { max, median, min } from 'simple-statistics';
import { bundleOptions } from '../packages/lambda-handler/bundle-options.mjs';
import { mergeParts } from '../packages/lambda-handler/merge-parts.mjs';

const ROUNDS = 15;
const here = fileURLToPath(new URL('.', import.meta.url));
const lambda = fileURLToPath(new URL('../packages/lambda-handler/src/lambda.ts', import.meta.url));

/** A process that only starts and ends. */
const BARE = '';
/** A function that has the AppStream client and makes one call. */
const CLIENT_ALONE = `
import { AppStreamClient, DescribeImagesCommand } from '@aws-sdk/client-appstream';
const client = new AppStreamClient({});
export const handler = async () => { await client.send(new DescribeImagesCommand({ Type: 'PRIVATE', MaxResults: 25 })); return 0; };`;

const answering = (cache) => `
${cache ? "import * as loader from 'node:module'; loader.enableCompileCache?.(process.env.BENCH_CACHE);" : ''}
const { handler } = await import('./index.mjs');
await handler({ BatchSize: 5, Execution: { Name: 'bench', StartTime: new Date().toISOString() } });`;

/** Sums the bytes of a bundle by the package that they come from. */
function byPackage(metafile) {
  const sizes = new Map();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name =
        /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ??
        /packages\/([^/]+)/.exec(path)?.[1] ??
        'other';
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}

function run(script, env) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ['--no-warnings', script], {
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let memory = 0;
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('message', (kilobytes) => {
      memory = kilobytes / 1024;
    });
    child.on('exit', (code) => {
      if (code === 0) resolve({ milliseconds: performance.now() - began, memory });
      else reject(new Error(`${script} ended with ${code}: ${errors}`));
    });
  });
}

/** @returns for each kind of process its time and memory; and the bundle's size by package */
export async function measureColdStart({ rounds = ROUNDS } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'cold-start-'));
  const simulator = await createSimulator({ images: [] });
  try {
    const common = { ...bundleOptions, metafile: true, logLevel: 'error' };
    const ours = await build({
      ...common,
      entryPoints: [lambda],
      outdir: join(folder, 'ours'),
    });
    await mergeParts(ours.metafile, join(folder, 'ours'), {});
    await build({
      ...common,
      stdin: { contents: CLIENT_ALONE, resolveDir: here },
      outdir: join(folder, 'client'),
    });
    const report = 'process.send(process.resourceUsage().maxRSS);process.disconnect();';
    const scripts = {
      bare: ['bare.mjs', BARE],
      client: ['client/start.mjs', answering(false)],
      ours: ['ours/start.mjs', answering(false)],
      oursWithCompileCache: ['ours/cached.mjs', answering(true)],
    };
    for (const [path, text] of Object.values(scripts))
      await writeFile(join(folder, path), `${text}\n${report}`);
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: simulator.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'simulator',
      AWS_SECRET_ACCESS_KEY: 'simulator',
      BENCH_CACHE: join(folder, 'cache'),
    };
    const runs = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
    for (let round = -1; round < rounds; round++) {
      for (const [name, [path]] of Object.entries(scripts)) {
        const result = await run(join(folder, path), env);
        // The first round fills the file cache and the compile cache.
        if (round >= 0) runs[name].push(result);
      }
    }
    const spread = (values) => ({ median: median(values), low: min(values), high: max(values) });
    const processes = Object.entries(runs).map(([name, results]) => ({
      name,
      milliseconds: spread(results.map(({ milliseconds }) => milliseconds)),
      memory: spread(results.map(({ memory }) => memory)),
    }));
    const of = (name) => processes.find((one) => one.name === name);
    return {
      processes,
      ownMilliseconds: of('ours').milliseconds.median - of('client').milliseconds.median,
      ownMemory: of('ours').memory.median - of('client').memory.median,
      bundle: byPackage(ours.metafile),
      node: process.version,
    };
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}
