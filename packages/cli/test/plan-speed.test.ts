import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

// On a machine with nothing else to do, a plan of 500 images takes 1.7 s at 20 ms a call. Tests run beside each other, so
// that what is judged here is what the time is made of: calls, how many of them are under way together, and computing.
test('a plan of 500 enrolled images takes few calls, most of them together, and little computing', async () => {
  const images = Array.from({ length: 500 }, (_, index) => ({
    name: `Image-${index}`,
    tags: { AutoUpdate: 'Enabled' },
  }));
  const at: number[] = [];
  const simulator = await createSimulator({
    images,
    latencyMs: 20,
    quotas: { images: 2000 },
    onCall: ({ operation }) => {
      if (operation === 'CreateUpdatedImage') at.push(performance.now());
    },
  });
  const cpuFile = join(command.home(), 'cpu.json');
  const meter = join(command.home(), 'meter.mjs');
  writeFileSync(
    meter,
    `import { writeFileSync } from 'node:fs';
     process.on('exit', () => writeFileSync(${JSON.stringify(cpuFile)}, JSON.stringify(process.cpuUsage())));`,
  );
  const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
  try {
    const began = performance.now();
    const { stdout, code } = await command.run(['plan', '--json'], {
      env: { ...env, AWS_ENDPOINT_URL: simulator.url, NODE_OPTIONS: `--import=${meter}` },
    });
    const wall = performance.now() - began;
    const { user, system } = JSON.parse(readFileSync(cpuFile, 'utf8'));
    const computing = (user + system) / 1000;
    console.info(
      `plan of 500 images: ${Math.round(wall)} ms, of which computing ${Math.round(computing)} ms`,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)[0].counts).toMatchObject({ update: 500, first: 5 });
    expect(at).toHaveLength(500);
    // One after the other they would take ten seconds and more.
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThan(5_000);
    // Two for each image: its tags, and its dry run.
    expect(simulator.calls.length).toBeLessThan(1_100);
    expect(computing).toBeLessThan(4_000);
  } finally {
    await simulator.close();
  }
});
