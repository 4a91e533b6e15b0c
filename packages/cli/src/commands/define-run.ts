import type { Command } from 'commander';
import { number, withAccountFlags, withCampaignFlags } from '../config/flags.ts';
import { withChannelFlags } from './channel-flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { ResumeFlags } from './resume.ts';
import type { RunFlags } from './run.ts';

const VIEW = [
  ['--plain', 'lines instead of a live view; so it is without a terminal'],
  ['--json', 'each event as a line of JSON'],
] as const;

function withViewFlags(command: Command): Command {
  for (const [flag, text] of VIEW) command.option(flag, text);
  return command;
}

/** `run` */
export const defineRun: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('run')
    .summary('a campaign from this terminal; asks before it starts')
    .description(
      'Runs a campaign from this terminal until every image has its outcome: updates a few at a time, watches them, ' +
        'and keeps their tags true. Shows the plan first, and asks. The campaign is saved after each step: Ctrl-C, a ' +
        'crash or a reboot cost nothing, and resume goes on.',
    )
    .option('--yes', 'do not ask; for scripts')
    .option('--accept-blocked', 'begin although the quotas leave no room for a part; --yes alone does not')
    .option('--dry-run', 'only show what it would do, as plan does')
    .option('--until <time>', 'start nothing after this, such as 06:00; what runs is watched to its end')
    .option('--new', 'begin another campaign although one is not over')
    .option('--id <name>', 'what the campaign is called (default: Region and time)');
  withChannelFlags(withViewFlags(command))
    .addHelpText(
      'after',
      `${examples(runtime, {
        run: 'shows the plan, asks, runs',
        'run --until 06:00 --batch-size 10': 'as much as fits into the night',
        "run --only 'Finance-*' --yes >> campaign.log": 'in a script or a scheduled job',
        'run --mail-from it@example.com --mail-to ops@example.com': 'with mails',
      })}
Exit codes: 0 over, nothing failed · 3 nothing to do · 4 a part cannot begin, nothing was started · 5 over, some failed · 6 not over · 130 interrupted
`,
    )
    .action(async (flags: RunFlags) => {
      const { run } = await import('./run.ts');
      exit(await run(flags, runtime));
    });
  withAccountFlags(withCampaignFlags(command), true);
};

/** `resume` */
export const defineResume: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('resume')
    .argument('[campaign]', 'which one (default: the latest that is not over)')
    .summary('go on after Ctrl-C, a stop, a crash, a reboot')
    .description(
      'Goes on with a campaign where it was left, however that was: it looks at the images anew, finds the updates that ' +
        'it had started, and starts nothing twice. Options are those that the campaign was begun with.',
    )
    .option('--batch-size <n>', 'updates at the same time, from now on', number)
    .option('--until <time>', 'start nothing after this, such as 06:00');
  withViewFlags(command)
    .addHelpText(
      'after',
      `${examples(runtime, { resume: 'the latest', 'resume --batch-size 2': 'more slowly' })}
Exit codes: 0 over, nothing failed · 3 nothing to go on with · 5 over, some failed · 6 not over · 130 interrupted
`,
    )
    .action(async (id: string | undefined, flags: ResumeFlags) => {
      const { resume } = await import('./resume.ts');
      exit(await resume(id, flags, runtime));
    });
  withAccountFlags(command);
};
