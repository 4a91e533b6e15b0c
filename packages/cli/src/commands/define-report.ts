import { Option } from 'commander';
import { again, withAccountFlags, withCommonFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { LineageFlags } from './lineage.ts';
import type { ReportFlags } from './report.ts';

/** `lineage` */
export const defineLineage: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('lineage')
    .argument('[pattern...]', 'lineages or images by name (default: all)')
    .summary('the versions of each image, and who uses which')
    .description(
      'Shows the versions of each image as a tree: when each was made and from which, its tags, the fleets and image ' +
        'builders that use it, and what is superseded and used by nobody. Changes nothing.',
    )
    .option('--json', 'as JSON, for scripts')
    .option('--markdown', 'as Markdown, for tickets')
    .addHelpText(
      'after',
      examples(runtime, {
        lineage: 'all images',
        "lineage 'Finance-*'": 'some',
        'lineage --markdown': 'for a ticket',
      }),
    )
    .action(async (patterns: readonly string[], flags: LineageFlags) => {
      const { lineage } = await import('./lineage.ts');
      exit(await lineage(patterns, flags, runtime));
    });
  withAccountFlags(command, true);
};

/** `report` */
export const defineReport: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('report')
    .argument('[campaign...]', 'which ones (default: the latest)')
    .summary('a campaign as one HTML file, Markdown or CSV')
    .description(
      'Writes down what campaigns did: outcome, a timeline of its slots, reasons, tags before and ' +
        'after. The HTML file needs nothing else and opens offline. Several campaigns share a page. AWS is asked only for ' +
        'executions of Step Functions.',
    )
    .addOption(
      new Option('--format <form>', 'what to write (default: html)').choices(['html', 'markdown', 'csv']),
    )
    .option('--output <file>', 'where to (default: report-<campaign>.html here; the others go to the output)')
    .option('--title <text>', 'heading of the report')
    .option('--each', 'the latest campaign of each account and Region')
    .addOption(
      new Option('--from <folder>', 'another folder of saved campaigns as well; again for more').argParser(
        again,
      ),
    )
    .addOption(
      new Option('--execution <arn>', 'a campaign that Step Functions has run; again for more').argParser(
        again,
      ),
    )
    .option('--profile <name>', 'profile with which executions are read')
    .addHelpText(
      'after',
      examples(runtime, {
        report: 'the latest campaign, as HTML',
        'report --format markdown': 'for a ticket',
        'report --each': 'one page with the latest of each account and Region',
        'report --format csv --output night.csv': 'for a spreadsheet',
      }),
    )
    .action(async (ids: readonly string[], flags: ReportFlags) => {
      const { report } = await import('./report.ts');
      exit(await report(ids, flags, runtime));
    });
  withCommonFlags(command);
};
