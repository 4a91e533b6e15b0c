import { InvalidArgumentError, Option } from 'commander';
import { withAccountFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { PermissionsFlags } from './permissions.ts';
import { withRolloutPolicy } from './rollout-flags.ts';

/** `permissions` */
export const definePermissions: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('permissions')
    .summary('IAM policies to copy: for plan, run, the function, rollouts, histories')
    .description(
      'Prints the IAM policies that plan, run, the function and rollout need, and those of status and report for Step ' +
        'Functions, with what each statement is for. What the config file names is part of them: mail, topic, secrets, ' +
        'deletion of failed images, alarms of rings. AWS is not asked.',
    )
    .addOption(
      new Option('--for <whom>', 'only this one').choices(['plan', 'run', 'function', 'rollout', 'history']),
    )
    .option('--account <id>', 'account in the ARNs (default: any)', account)
    .option('--prune', 'with what run --prune and a function that prunes do')
    .option('--json', 'only the JSON')
    .addHelpText(
      'after',
      examples(runtime, {
        permissions: 'all of them, with reasons',
        'permissions --for plan --json > plan-policy.json': 'for somebody who only looks',
        'permissions --for run --prune': 'and for pruning',
        'permissions --for rollout --publish both': 'and for parameters',
        'permissions --for run --region eu-west-1 --account 123456789012': 'narrow',
      }),
    )
    .action(async (flags: PermissionsFlags) => {
      const { permissions } = await import('./permissions.ts');
      exit(await permissions(flags, runtime));
    });
  withAccountFlags(withRolloutPolicy(command));
};

function account(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('Twelve digits are expected.');
}
