import { number, withAccountFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { PruneFlags } from './prune.ts';

/** `prune` */
export const definePrune: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('prune')
    .argument('[pattern...]', 'lineages or images by name (default: all)')
    .summary('delete versions that nobody needs, with a preview')
    .description(
      'Deletes versions of lineages that are superseded or failed, that no fleet or image builder uses, and that no fleet ' +
        'would go back to. Shows first what is deleted and what is kept, each with the reason, and asks. A deleted image ' +
        'can not be recovered.',
    )
    .option('--keep <n>', 'newest versions of each lineage to keep (default: 2)', number)
    .option('--min-age <days>', 'days to keep a version after a newer one is there (default: 30)', number)
    .option('--failed-after <days>', 'days to keep a failed successor (default: 7)', number)
    .option('--max <n>', 'deletions in one pass (default: 10)', number)
    .option('--unshare', 'delete versions, too, that other accounts may only launch image builders from')
    .option('--all', 'show images outside of lineages, too')
    .option('--json', 'the plan and what was done, as JSON')
    .option('--dry-run', 'only show what would be deleted')
    .option('--yes', 'do not ask; for scripts')
    .addHelpText(
      'after',
      examples(runtime, {
        'prune --dry-run': 'what would be deleted, and why the rest is kept',
        "prune 'Finance-*' --keep 3": 'some lineages, with three versions of each',
        'prune --yes --json': 'in a script',
      }),
    )
    .action(async (patterns: readonly string[], flags: PruneFlags) => {
      const { prune } = await import('./prune.ts');
      exit(await prune(patterns, flags, runtime));
    });
  withAccountFlags(command, true);
};
