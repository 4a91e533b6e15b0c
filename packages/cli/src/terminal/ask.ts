import { CommandError, usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Runtime } from './runtime.ts';

/**
 * Somebody has to be there who can be asked.
 * @throws CommandError when nobody is
 */
export function requireTerminal({ stdin, stdout }: Runtime, flag: string): void {
  if (stdin.isTTY === true && stdout.isTTY === true) return;
  throw usageError('This command asks before it changes anything, and there is no terminal to ask at.', [
    `In a script, add ${flag}: then it does not ask.`,
    'To see first what it would do: --dry-run.',
  ]);
}

/**
 * Asks a question whose answer is no by default.
 * @throws CommandError when the answer is no
 */
export async function confirmOrLeave(message: string, runtime: Runtime): Promise<void> {
  const { default: confirm } = await import('@inquirer/confirm');
  const { stdin, stdout } = runtime;
  const agreed = await confirm({ message, default: false }, { input: stdin, output: stdout }).catch(
    (error: unknown) => {
      // Ctrl-C and a closed input are a no.
      if (error instanceof Error && /^(ExitPrompt|AbortPrompt|CancelPrompt)Error$/.test(error.name))
        return false;
      throw error;
    },
  );
  if (!agreed) {
    throw new CommandError('Nothing was changed.', [], { exitCode: EXIT.interrupted });
  }
}
