import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addCommands } from './commands/all-commands.ts';
import { type ErrorPage, explainError, renderErrorPage } from './error-page.ts';
import { EXIT, EXIT_HELP, type ExitCode } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import type { Surroundings } from './surroundings.ts';
import { VERSION } from './version.ts';

const EXAMPLES = `
Examples:
  appstream-campaign simulate plan               try it without an AWS account
  appstream-campaign plan --profile prod         what would happen tonight? changes nothing
  appstream-campaign tag 'Finance-*'             enrol images, with a preview
  appstream-campaign run --batch-size 3          the campaign, from this terminal
  appstream-campaign resume                      go on after Ctrl-C, a crash, a reboot
`;

const exitCodes = () =>
  `\nExit codes:\n${Object.entries(EXIT_HELP)
    .map(([name, text]) => `  ${String(EXIT[name as keyof typeof EXIT]).padEnd(4)} ${text}`)
    .join('\n')}\n`;

/** The program with all its commands. `onExit` hears the exit code of the command that ran. */
function createProgram(surroundings: Surroundings, onExit: (code: ExitCode) => void): Command {
  const program = new Command('appstream-campaign')
    .description('Update campaigns for Amazon AppStream 2.0 (WorkSpaces Applications) images.')
    .version(VERSION, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
      // Told once, by the error page.
      outputError: () => {},
      getOutHelpWidth: () => surroundings.stdout.columns ?? 100,
      getErrHelpWidth: () => surroundings.stderr.columns ?? 100,
    })
    .addHelpText('after', () => `${EXAMPLES}${exitCodes()}`);
  addCommands(program, surroundings, onExit);
  return program;
}

/**
 * Runs one command line.
 *
 * @param args what follows the program's name
 * @returns the exit code; errors have been told on the error stream
 */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    // No command was named: commander has shown the help.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
    const paint = paintFor(surroundings.stderr, surroundings);
    const page =
      error instanceof CommanderError
        ? usagePage(error, program, args, surroundings)
        : explainError(error, surroundings.called);
    surroundings.stderr.write(renderErrorPage(page, paint));
    if (args.includes('--debug')) surroundings.stderr.write(`\n${inspect(error)}\n`);
    return page.exitCode;
  }
}

function usagePage(
  { message }: CommanderError,
  program: Command,
  args: readonly string[],
  { simulated }: Surroundings,
): ErrorPage {
  // What stands behind a misspelt flag may be a secret.
  const [first = '', ...hints] = message
    .replace(/^error: /, '')
    .replace(/^(unknown option '--?[\w-]+)=.*'$/is, "$1'")
    .split('\n');
  const command = program.commands.find((one) => args.includes(one.name()));
  const help = [program.name(), command?.name(), '--help'].filter((part) => part !== undefined).join(' ');
  const title = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const misplaced = simulated !== undefined && /unknown option/i.test(first);
  return {
    title: /[.!?]$/.test(title) ? title : `${title}.`,
    next: [
      ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1')),
      ...(misplaced ? ['Flags of simulate come before the command: simulate --speed 60 run'] : []),
      `See ${help}`,
    ],
    exitCode: EXIT.usage,
  };
}
