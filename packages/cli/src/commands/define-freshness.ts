import { InvalidArgumentError } from 'commander';
import { withAccountFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { FreshnessFlags } from './freshness.ts';

/** `freshness` */
export const defineFreshness: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('freshness')
    .argument('[pattern...]', 'fleets, lineages or images by name (default: all)')
    .summary('how old the images of fleets are, and which are behind')
    .description(
      'Shows for each fleet how old its image is, the version of the agent in it, and how far it is behind the newest ' +
        'version; and the age of each newest image. Changes nothing. Ends with 4 when something is older than --max-age.',
    )
    .option('--max-age <days>', 'such as 45d: what is older is too old', days)
    .option('--json', 'as JSON, for scripts')
    .option('--markdown', 'as Markdown, for tickets')
    .option('--html', 'as one page, for an audit')
    .addHelpText(
      'after',
      examples(runtime, {
        freshness: 'all fleets',
        'freshness --max-age 45d': 'for a monitor: 4 when something is older',
        'freshness --html > freshness.html': 'as a page',
      }),
    )
    .action(async (patterns: readonly string[], flags: FreshnessFlags) => {
      const { freshnessCommand } = await import('./freshness.ts');
      exit(await freshnessCommand(patterns, flags, runtime));
    });
  withAccountFlags(command, true);
};

function days(text: string): number {
  const [, count] = /^(\d{1,4})d?$/.exec(text) ?? [];
  if (count !== undefined && Number(count) >= 1) return Number(count);
  throw new InvalidArgumentError('A number of days such as 45d is expected.');
}
