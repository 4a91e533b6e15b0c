import type { Command } from 'commander';
import type { CommandContext, DefineCommand } from './command-context.ts';
import { defineCompletion } from './define-completion.ts';
import { defineConfig } from './define-config.ts';
import { defineDoctor } from './define-doctor.ts';
import { defineFreshness } from './define-freshness.ts';
import { definePermissions } from './define-permissions.ts';
import { definePlan } from './define-plan.ts';
import { definePrune } from './define-prune.ts';
import { defineLineage, defineReport } from './define-report.ts';
import { defineRollout } from './define-rollout.ts';
import { defineResume, defineRun } from './define-run.ts';
import { defineSimulate } from './define-simulate.ts';
import { defineStatus, defineStop } from './define-status.ts';
import { defineTag } from './define-tag.ts';

const COMMANDS: readonly DefineCommand[] = [
  ...[definePlan, defineRun, defineResume, defineStatus, defineStop],
  ...[
    defineReport,
    defineLineage,
    defineFreshness,
    definePrune,
    defineRollout,
    defineTag,
    definePermissions,
    defineDoctor,
  ],
  ...[defineConfig, defineSimulate, defineCompletion],
];

/** Adds all commands to the program, in the order of the help. */
export function addCommands(program: Command, context: CommandContext): void {
  for (const define of COMMANDS) define(program, context);
}
