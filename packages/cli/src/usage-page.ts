import type { Command, CommanderError } from 'commander';
import type { ErrorPage } from './error-page.ts';
import { EXIT } from './exit-codes.ts';
import { hintsFor } from './hints.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command line that can't be understood looks like to people. */
export function usagePage(
  { message }: CommanderError,
  program: Command,
  args: readonly string[],
  surroundings: Surroundings,
): ErrorPage {
  // What stands behind a misspelt flag may be a secret.
  const [first = '', ...hints] = message
    .replace(/^error: /, '')
    .replace(/^(unknown option '--?[\w-]+)=.*'$/is, "$1'")
    .split('\n');
  const command = program.commands.find((one) => args.includes(one.name()));
  const { called, simulated } = surroundings;
  const help = command === undefined ? `${called} --help` : hintsFor(surroundings)(command.name(), '--help');
  const title = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const misplaced = simulated !== undefined && /unknown option/i.test(first);
  return {
    title: /[.!?]$/.test(title) ? title : `${title}.`,
    next: [
      ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1')),
      ...(misplaced ? ['Flags of simulate come before the command: simulate --speed 60 run'] : []),
      `See: ${help}`,
    ],
    exitCode: EXIT.usage,
  };
}
