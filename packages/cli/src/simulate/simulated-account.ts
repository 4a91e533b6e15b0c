import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createSimulator,
  demoScenario,
  fastClock,
  loadScenario,
  type SavedAccount,
  type Scenario,
  SimulatorUsageError,
} from '@appstream-campaign/simulator';
import writeFileAtomic from 'write-file-atomic';
import { CommandError, usageError } from '../terminal/errors.ts';
import { simulatedCall } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { readText } from '../terminal/text-file.ts';
import { runningClock, type Simulated } from './simulated-clock.ts';

/** How the account is simulated. */
export interface SimulatedAccountOptions {
  readonly speed?: number;
  readonly scenario?: string;
  readonly world?: string;
  readonly fresh?: boolean;
  /** Months that go by before anything else happens. */
  readonly months?: number;
}

/** Ten minutes a second: a campaign of a night takes half a minute. */
const DEFAULT_SPEED = 600;
/** A month, in milliseconds: thirty days. */
const MONTH = 30 * 86_400_000;
/** Operations that change nothing; after all others the account is saved, so that a killed process loses nothing. */
const READS = /^(Describe|List|Get)/;

/**
 * Opens the simulated account in its file, or makes a new one, and plays it until it is closed.
 *
 * @param stateDir the folder of everything that is simulated
 */
export async function openSimulatedAccount(
  options: SimulatedAccountOptions,
  stateDir: string,
  runtime: Runtime,
): Promise<Simulated> {
  const file = options.world ?? join(stateDir, 'account.json');
  if (options.fresh === true) {
    await rm(stateDir, { recursive: true, force: true });
    await rm(file, { force: true });
  }
  const scenario = await readScenario(options.scenario);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(unwritable(options.world));
  const saved = await readSaved(file, beginAnew(options, runtime));
  const speed = options.speed ?? DEFAULT_SPEED;
  const { months = 0 } = options;
  const left = saved === undefined ? runtime.clock.now() : new Date(saved.at);
  const start = new Date(left.getTime() + months * MONTH);
  const clock = fastClock({ speed, start });
  let dirty = true;
  const simulator = await createSimulator({
    ...scenario,
    clock,
    ...(saved === undefined ? {} : { saved }),
    onCall: ({ operation, request }) => {
      if (!READS.test(operation) && request.dryRun !== true) dirty = true;
      if (dirty) save();
    },
  }).catch((error: unknown) => {
    if (!(error instanceof SimulatorUsageError)) throw error;
    if (saved === undefined && options.scenario !== undefined) throw unusable(options.scenario, error);
    throw new CommandError(`${file}: ${error.message}`, [beginAnew(options, runtime)], { cause: error });
  });
  for (let month = 0; month < months; month++) simulator.world.publishUpdates();
  // Synchronous: the caller must not hear of a change before it is on disk, or a kill in between would undo it.
  const save = () => {
    dirty = false;
    writeFileAtomic.sync(file, JSON.stringify(simulator.save()), { mode: 0o600 });
  };
  try {
    save();
  } catch (error) {
    await simulator.close();
    unwritable(options.world)(error);
  }
  return {
    clock: runningClock(() => clock.now(), speed),
    simulated: { endpoint: simulator.url, region: scenario.region ?? 'us-east-1', stateDir },
    async close() {
      save();
      await simulator.close();
    },
  };
}

async function readScenario(file: string | undefined): Promise<Scenario> {
  if (file === undefined) return demoScenario;
  try {
    return loadScenario(JSON.parse(await readText(file)));
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(scenario: string, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const next = ['What a scenario holds: the README of @appstream-campaign/simulator.'];
  return usageError(`--scenario ${scenario} can't be used: ${reason}`, next, cause);
}

/** A file that was named is told by the flag; what is in the folder of campaigns, as that folder. */
const unwritable = (world: string | undefined) => (cause: unknown) => {
  if (world === undefined) throw cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw usageError(`--world ${world} can't be written: ${reason}`, ['Name another file.'], cause);
};

/** As it was called, with --fresh. */
function beginAnew(options: SimulatedAccountOptions, { called }: Runtime): string {
  return `Begin anew: ${simulatedCall(called, options)} --fresh plan`;
}

async function readSaved(file: string, anew: string): Promise<SavedAccount | undefined> {
  try {
    return JSON.parse(await readText(file)) as SavedAccount;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CommandError(`The simulated account in ${file} can't be read.`, [anew], {
      cause: error,
    });
  }
}
