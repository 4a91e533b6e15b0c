import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addCommands } from './commands/all-commands.ts';
import { examples } from './commands/command-context.ts';
import { EXIT, EXIT_HELP, type ExitCode } from './terminal/exit-codes.ts';
import { type GivenFlags, hintsFor } from './terminal/hints.ts';
import { isOutputClosed } from './terminal/output.ts';
import { paintFor, widthOf } from './terminal/paint.ts';
import type { Runtime } from './terminal/runtime.ts';
import { VERSION } from './terminal/version.ts';
import { explainError, renderErrorPage } from './view/error-page.ts';
import { usagePage } from './view/usage-page.ts';

const EXAMPLES = {
  plan: 'what would happen tonight? changes nothing',
  "tag 'Finance-*'": 'enrol images, with a preview',
  'run --batch-size 3': 'the campaign, from this terminal',
  resume: 'go on after Ctrl-C, a crash, a reboot',
};
const FIRST_EXAMPLE = { 'simulate plan': 'try it without an AWS account' };

const exitCodes = () =>
  `\nExit codes:\n${Object.entries(EXIT_HELP)
    .map(([name, text]) => `  ${String(EXIT[name as keyof typeof EXIT]).padEnd(4)} ${text}`)
    .join('\n')}\n`;

/** The program with all its commands. `onExit` hears the exit code of the command that ran. */
function createProgram(runtime: Runtime, onExit: (code: ExitCode) => void): Command {
  const { called } = runtime;
  const program = new Command('appstream-campaign')
    .description('Update campaigns for Amazon AppStream 2.0 (WorkSpaces Applications) images.')
    .version(VERSION, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => runtime.stdout.write(text),
      writeErr: (text) => runtime.stderr.write(text),
      // Told once, by the error page.
      outputError: () => {},
      getOutHelpWidth: () => runtime.stdout.columns ?? 100,
      getErrHelpWidth: () => runtime.stderr.columns ?? 100,
    })
    .configureHelp({
      commandUsage: (command) => [called, ...namesOf(command), command.usage()].join(' '),
    })
    .addHelpText('after', () => {
      const first = runtime.simulated === undefined ? FIRST_EXAMPLE : {};
      return `${examples(runtime, { ...first, ...EXAMPLES })}${exitCodes()}`;
    });
  addCommands(program, { runtime, exit: onExit, runCommandLine });
  return program;
}

/** Such as `rollout plan`: the names from below the program. */
function namesOf(command: Command): readonly string[] {
  return command.parent === null ? [] : [...namesOf(command.parent), command.name()];
}

/** Commands that say themselves what became of them when nobody reads their output; the last one leads to another. */
const TELL_THEMSELVES: readonly string[] = ['run', 'resume', 'simulate'];

/** The exit code of a command, unless it was a success that nobody could read to its end. */
async function toldWhole(exitCode: ExitCode, runtime: Runtime): Promise<ExitCode> {
  if (!(await isOutputClosed(runtime))) return exitCode;
  runtime.stderr.write('The output was closed before all of it was written.\n');
  return exitCode === EXIT.done ? EXIT.interrupted : exitCode;
}

/**
 * Runs one command line.
 *
 * @param args what follows the program's name
 * @returns the exit code; errors have been told on the error stream
 */
export async function runCommandLine(args: readonly string[], runtime: Runtime): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(runtime, (code) => {
    exitCode = code;
  });
  let flags: GivenFlags = {};
  let name = '';
  program.hook('preAction', (_, command) => {
    flags = command.opts();
    name = namesOf(command).join(' ');
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return TELL_THEMSELVES.includes(name) ? exitCode : await toldWhole(exitCode, runtime);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    // No command was named: commander has shown the help.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
    const paint = paintFor(runtime.stderr, runtime);
    const page =
      error instanceof CommanderError
        ? usagePage(error, program, args, runtime)
        : explainError(error, hintsFor(runtime, flags));
    const { stderr, called } = runtime;
    const width = stderr.isTTY === true ? widthOf(stderr) : undefined;
    stderr.write(renderErrorPage(page, paint, width, called));
    if (args.includes('--debug')) runtime.stderr.write(`\n${inspect(error)}\n`);
    return page.exitCode;
  }
}
