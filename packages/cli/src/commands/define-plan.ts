import { withAccountFlags, withCampaignFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { PlanFlags } from './plan.ts';

/** `plan` */
export const definePlan: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('plan')
    .summary('show what a campaign would do; changes nothing')
    .description(
      'Shows what a campaign would do: each image with its verdict and the reason. AppStream is asked itself, with ' +
        'dry runs. Changes nothing, and costs nothing.',
    )
    .option('--all', 'list the images, too, that take no part')
    .option('--json', 'as JSON, for scripts')
    .option('--markdown', 'as Markdown, for tickets')
    .addHelpText(
      'after',
      `${examples(runtime, {
        plan: 'the default profile and Region',
        'plan --profile prod --region eu-west-1,us-east-1': 'two Regions at once',
        "plan --only 'Finance-*' --exclude '*-Test'": 'some of the enrolled images',
        'plan --markdown > change-request.md': 'for a ticket',
      })}
Exit codes: 0 there is work, and all of it can begin · 3 nothing to do · 4 something is in the way of a part of it
`,
    )
    .action(async (flags: PlanFlags) => {
      const { plan } = await import('./plan.ts');
      exit(await plan(flags, runtime));
    });
  withAccountFlags(withCampaignFlags(command), true);
};
