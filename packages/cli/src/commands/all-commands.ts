import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DefineCommand } from './command-context.ts';
import { definePlan } from './define-plan.ts';
import { defineSimulate } from './define-simulate.ts';

const COMMANDS: readonly DefineCommand[] = [definePlan, defineSimulate];

/** Adds all commands to the program, in the order of the help. */
export function addCommands(
  program: Command,
  surroundings: Surroundings,
  exit: (code: ExitCode) => void,
): void {
  for (const define of COMMANDS) define(program, { surroundings, exit });
}
