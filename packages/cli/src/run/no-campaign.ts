import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SIMULATED } from '../config/state-folder.ts';
import { CommandError } from '../terminal/errors.ts';
import type { ExitCode } from '../terminal/exit-codes.ts';
import { type GivenFlags, hintsFor, type Step, simulatedCall } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { allRuns } from './run-folder.ts';

/** A campaign that was asked for, and by which command. */
interface Missing {
  /** Absent when any would have done. */
  readonly id?: string | undefined;
  readonly command: string;
  readonly stateDir: string;
  readonly flags: GivenFlags;
}

/** The error for a campaign that is not there. */
export async function noCampaign(
  what: string,
  missing: Missing,
  runtime: Runtime,
  exitCode: ExitCode,
): Promise<CommandError> {
  const next = await insteadOf(missing, runtime);
  return new CommandError(`${what} in ${missing.stateDir}.`, next, { exitCode });
}

/**
 * What to do when a campaign is not there. Who has only simulated one is led to it, and not to a campaign in a real
 * account.
 */
export async function insteadOf(missing: Missing, runtime: Runtime): Promise<readonly Step[]> {
  const { id, command, stateDir, flags } = missing;
  const here = (await allRuns(stateDir)).length > 0;
  const simulated = runtime.simulated === undefined ? await simulatedFlags(stateDir, id) : undefined;
  const steps: Step[] = [];
  if (simulated !== undefined) {
    const called = simulatedCall(runtime.called, simulated);
    const hint = hintsFor({ called }, flags)(command, ...(id === undefined ? [] : [id]));
    steps.push(`Simulated campaigns are kept apart: ${hint}`);
  }
  if (here) steps.push((hint) => `See which there are: ${hint('status')}`);
  else if (simulated === undefined) steps.push((hint) => `Begin one: ${hint('run')}`);
  else steps.push((hint) => `See what a real one would do, which changes nothing: ${hint('plan')}`);
  return steps;
}

/** The flags of `simulate` with which there are such campaigns; undefined when there are none. */
async function simulatedFlags(
  stateDir: string,
  id: string | undefined,
): Promise<{ readonly at?: string } | undefined> {
  const own = join(stateDir, SIMULATED);
  const ports = (await readdir(own).catch(() => [])).filter((name) => /^\d{1,5}$/.test(name));
  for (const folder of [own, ...ports.map((port) => join(own, port))]) {
    const runs = await allRuns(folder);
    if (!runs.some((run) => id === undefined || run.id === id)) continue;
    return folder === own ? {} : { at: `http://localhost:${basename(folder)}` };
  }
  return undefined;
}
