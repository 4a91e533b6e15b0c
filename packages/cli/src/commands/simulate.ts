import type { ExitCode } from '../exit-codes.ts';
import { simulatedCall } from '../hints.ts';
import { openSimulatedAccount } from '../simulated-account.ts';
import { joinSimulator } from '../simulated-clock.ts';
import type { Surroundings } from '../surroundings.ts';

/** Flags of `simulate`. */
export interface SimulateFlags {
  readonly speed?: number;
  readonly scenario?: string;
  readonly world?: string;
  readonly fresh?: boolean;
  readonly at?: string;
}

/** Runs a command with a simulator in the place of AWS, and its time in the place of the machine's. */
export async function simulate(
  args: readonly string[],
  flags: SimulateFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const open =
    flags.at === undefined
      ? openSimulatedAccount(flags, surroundings)
      : joinSimulator(flags.at, surroundings);
  const { clock, simulated, close } = await open;
  // Loaded here, because the command line itself leads to this file.
  const { runCommandLine } = await import('../command-line.ts');
  try {
    return await runCommandLine(args, {
      ...surroundings,
      clock,
      simulated,
      called: simulatedCall(surroundings.called, flags),
    });
  } finally {
    await close();
  }
}
