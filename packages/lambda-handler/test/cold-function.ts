import { fileURLToPath } from 'node:url';
import {
  createSimulator,
  manualClock,
  type Simulator,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { onTestFinished, vi } from 'vitest';
import type { CampaignHandler } from '../src/campaign-handler.ts';

const bundle = fileURLToPath(new URL('../dist/lambda/index.mjs', import.meta.url));

/** Images that are enrolled. */
export const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Image-${index}`, tags: { AutoUpdate: 'Enabled' } }));

/** An account that stands still, and lasts as long as the test. */
export async function simulate(options: SimulatorOptions): Promise<Simulator> {
  const simulator = await createSimulator({
    clock: manualClock(new Date()),
    quotas: { images: 5000 },
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A function that has just started, with all its clients at the simulator. */
export async function coldFunction(simulator: Simulator): Promise<CampaignHandler> {
  const variables = {
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'simulator',
    AWS_SECRET_ACCESS_KEY: 'simulator',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { handler } = await import(`${bundle}?${Math.random()}`);
  return handler;
}
