import { createSimulator, type SimulatorOptions } from '@appstream-campaign/simulator';
import { onTestFinished } from 'vitest';
import type { BuiltCommand } from './command.ts';

/** So many enrolled images. */
export const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Image-${index}`, tags: { AutoUpdate: 'Enabled' } }));

/** An account as AWS has it, and how the command is run there. */
export async function openAccount(command: BuiltCommand, options: SimulatorOptions) {
  const simulator = await createSimulator({ quotas: { images: 2000 }, ...options });
  onTestFinished(() => simulator.close());
  const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
  const run = (...words: string[]) =>
    command.run(words, { env: { ...env, AWS_ENDPOINT_URL: simulator.url } });
  return { run, simulator };
}
