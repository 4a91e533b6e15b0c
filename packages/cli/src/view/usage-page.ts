import type { Command, CommanderError } from 'commander';
import { EXIT } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import type { ErrorPage } from './error-page.ts';

/** What a command line that can't be understood looks like to people. */
export function usagePage(
  { message }: CommanderError,
  program: Command,
  args: readonly string[],
  runtime: Runtime,
): ErrorPage {
  // What stands behind a misspelt flag may be a secret.
  const [first = '', ...hints] = message
    .replace(/^error: /, '')
    .replace(/^(unknown option '--?[\w-]+)=.*'$/is, "$1'")
    .split('\n');
  const { called } = runtime;
  const command = program.commands.find((one) => one.name() === args.find(isCommandOf(program)));
  const inner = command?.commands.find((one) => args.includes(one.name()));
  const words = [...(inner === undefined ? [] : [inner.name()]), '--help'];
  const help = command === undefined ? `${called} --help` : hintsFor(runtime)(command.name(), ...words);
  const title = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const [, flag] = /^unknown option '(--[\w-]+)'/i.exec(first) ?? [];
  return {
    title: /[.!?]$/.test(title) ? title : `${title}.`,
    next: [
      ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1')),
      ...(flag === undefined ? [] : otherPlace(flag, program, args, runtime)),
      `See: ${help}`,
    ],
    exitCode: EXIT.usage,
  };
}

const isCommandOf = (program: Command) => (word: string) =>
  program.commands.some((one) => one.name() === word);
const has = (command: Command | undefined, flag: string) =>
  command?.options.some(({ long }) => long === flag) === true;

/** Where a flag belongs that stands in the wrong place. Only values that are no secrets are told again. */
function otherPlace(
  flag: string,
  program: Command,
  args: readonly string[],
  runtime: Runtime,
): readonly string[] {
  const { called, simulated } = runtime;
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const simulate = program.commands.find((one) => one.name() === 'simulate');
  const words = args[at] === flag ? args.slice(at, at + 2) : args.slice(at, at + 1);
  const isCommand = isCommandOf(program);
  if (simulated !== undefined && has(simulate, flag)) {
    const command = args.find(isCommand) ?? 'plan';
    return [`Flags of simulate come before the command: ${[called, ...words, command].join(' ')}`];
  }
  const before = args.slice(0, at);
  const after = args.slice(at + words.length);
  const name = after.find(isCommand);
  const owner = program.commands.find((one) => one.name() === name);
  if (before.some((word) => isCommand(word) && word !== 'simulate') || !has(owner, flag)) return [];
  const place = 'It belongs to the command, and comes after it';
  if (!OPEN.includes(flag)) return [`${place}.`];
  const line = [called, ...before, ...after.slice(0, after.indexOf(name ?? '')), name, ...words];
  return [`${place}: ${line.join(' ')}`];
}

/** Flags whose values are no secrets. */
const OPEN: readonly string[] = ['--state-dir', '--config', '--profile', '--region', '--batch-size'];
