// How long an admin waits for a plan: the built command as a process, 500 enrolled images, 20 ms a call.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '@appstream-campaign/simulator';
import { max, median, min } from 'simple-statistics';

const IMAGES = 500;
const LATENCY = 20;
const REPETITIONS = 5;
const command = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));

/** @returns wall time of the whole process in milliseconds, and the calls of one plan */
export async function measurePlan() {
  const home = await mkdtemp(join(tmpdir(), 'plan-'));
  const simulator = await createSimulator({
    images: Array.from({ length: IMAGES }, (_, index) => ({
      name: `Image-${index}`,
      tags: { AutoUpdate: 'Enabled' },
    })),
    latencyMs: LATENCY,
    quotas: { images: 2000 },
  });
  try {
    const times = [];
    for (let time = 0; time < REPETITIONS; time++) {
      const began = performance.now();
      const child = spawn(process.execPath, [command, 'plan', '--json'], {
        stdio: 'ignore',
        env: {
          PATH: process.env.PATH,
          HOME: home,
          AWS_ENDPOINT_URL: simulator.url,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'simulator',
          AWS_SECRET_ACCESS_KEY: 'simulator',
        },
      });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`The plan ended with ${code}.`);
      times.push(performance.now() - began);
    }
    const calls = simulator.calls.length / REPETITIONS;
    return { images: IMAGES, calls, median: median(times), low: min(times), high: max(times) };
  } finally {
    await simulator.close();
    await rm(home, { recursive: true });
  }
}
