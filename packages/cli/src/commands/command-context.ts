import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-codes.ts';
import type { Runtime } from '../terminal/runtime.ts';

/** What a command's definition is given. */
export interface CommandContext {
  readonly runtime: Runtime;
  /** Hears how the command ended. */
  readonly exit: (code: ExitCode) => void;
  /** Runs another command line, for a command that leads to others. */
  readonly runCommandLine: RunCommandLine;
}

/** Runs one command line, and resolves with its exit code. */
export type RunCommandLine = (args: readonly string[], runtime: Runtime) => Promise<ExitCode>;

/** Defines one command: its flags and its help. What it does is loaded when it is called. */
export type DefineCommand = (program: Command, context: CommandContext) => void;

/** Text below the flags of a help page: what to type for what. */
export function examples(
  { called }: Pick<Runtime, 'called'>,
  lines: Readonly<Record<string, string>>,
): string {
  const width = Math.max(...Object.keys(lines).map((line) => line.length));
  const rows = Object.entries(lines).map(([line, text]) => `  ${called} ${line.padEnd(width)}  ${text}`);
  return `\nExamples:\n${rows.join('\n')}\n`;
}
