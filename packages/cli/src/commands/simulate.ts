import { join } from 'node:path';
import type { CommonFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { SIMULATED } from '../config/state-folder.ts';
import { openSimulatedAccount } from '../simulate/simulated-account.ts';
import { joinSimulator } from '../simulate/simulated-clock.ts';
import { usageError } from '../terminal/errors.ts';
import type { ExitCode } from '../terminal/exit-codes.ts';
import { simulatedCall } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import type { RunCommandLine } from './command-context.ts';

/** Flags of `simulate`. */
export interface SimulateFlags {
  readonly speed?: number;
  readonly scenario?: string;
  readonly world?: string;
  readonly fresh?: boolean;
  readonly at?: string;
  readonly months?: number;
}

/** Runs a command with a simulator in the place of AWS, and its time in the place of the machine's. */
export async function simulate(
  args: readonly string[],
  flags: SimulateFlags,
  runtime: Runtime,
  runCommandLine: RunCommandLine,
): Promise<ExitCode> {
  if (flags.at !== undefined && flags.months !== undefined) {
    throw usageError(
      '--months goes with the account in its file; a simulator that runs has a time of its own.',
      ['Leave --at or --months away.'],
    );
  }
  // Where the account is kept has to be known before the command itself reads its flags.
  const { stateDir } = await readSettings(folderFlags(args), runtime);
  const folder = join(stateDir, SIMULATED);
  const open =
    flags.at === undefined ? openSimulatedAccount(flags, folder, runtime) : joinSimulator(flags.at, folder);
  const { clock, simulated, close } = await open;
  try {
    return await runCommandLine(args, {
      ...runtime,
      clock,
      simulated,
      called: simulatedCall(runtime.called, flags),
    });
  } finally {
    await close();
  }
}

/** The flags of the command that say where campaigns are saved. */
function folderFlags(args: readonly string[]): CommonFlags {
  const stateDir = flagValue('--state-dir', args);
  const config =
    args.includes('--no-config') || args.includes('--help') ? false : flagValue('--config', args);
  return {
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(config === undefined ? {} : { config }),
  };
}

function flagValue(flag: string, args: readonly string[]): string | undefined {
  const index = args.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  return args[index] === flag ? args[index + 1] : args[index]?.slice(flag.length + 1);
}
