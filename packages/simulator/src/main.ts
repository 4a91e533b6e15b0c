#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createCommand } from './command/command-line.ts';
import { ScenarioError, SimulatorUsageError } from './errors/usage-errors.ts';
import type { Call } from './server/call-log.ts';
import type { SimulatorOptions } from './server/options.ts';
import { createSimulator } from './server/simulator.ts';

async function serve(options: SimulatorOptions): Promise<void> {
  const simulator = await createSimulator({ ...options, onCall: (call) => console.log(line(call)) });
  const { url, world } = simulator;
  console.log(
    `AppStream simulator on ${url} with ${world.images().length} images. For the AWS SDKs and CLI:\n`,
  );
  // One address for all services, so that none is left that a program asks in AWS itself.
  console.log(`export AWS_ENDPOINT_URL=${url}`);
  console.log('export AWS_ACCESS_KEY_ID=simulator AWS_SECRET_ACCESS_KEY=simulator');
  console.log(`export AWS_REGION=${options.region ?? 'us-east-1'}\n`);
  console.log(`See ${url}/_simulator/ for what goes on inside. Ctrl-C ends it.\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      simulator.close().then(() => console.log('Ended.'), fail);
    });
  }
}

function line(call: Call): string {
  const attempt = call.attempt !== undefined && call.attempt > 1 ? ` (attempt ${call.attempt})` : '';
  return `${call.at.toISOString()}  ${call.region}  ${call.service}:${call.operation}  ${call.outcome}${attempt}`;
}

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // Commander has printed its sentence; help and version end well.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const expected = error instanceof ScenarioError || error instanceof SimulatorUsageError;
  console.error(expected ? error.message : error);
  process.exitCode = expected ? 2 : 1;
}

createCommand(serve).parseAsync().catch(fail);
