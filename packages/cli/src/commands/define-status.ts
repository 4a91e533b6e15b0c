import { count, type StatusFlags, type StopFlags, withAccountFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';

/** `status` */
export const defineStatus: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('status')
    .argument('[campaign]', 'one campaign, image by image')
    .summary('campaigns here and in Step Functions')
    .description(
      'Shows the campaigns that were run from this machine and, with --state-machine, those that Step Functions runs: ' +
        'their states are read from the history of the executions. Changes nothing.',
    )
    .option(
      '--state-machine <arn>',
      'executions of this state machine, running and past; with several targets, its name at each',
    )
    .option('--limit <n>', 'how many at most (default: 10)', count)
    .option('--json', 'as JSON, for scripts')
    .addHelpText(
      'after',
      examples(runtime, {
        status: 'all campaigns of this machine',
        'status eu-west-1-2026-12-01T020000': 'one, image by image',
        'status --state-machine arn:aws:states:eu-west-1:123456789012:stateMachine:images':
          'in Step Functions',
      }),
    )
    .action(async (id: string | undefined, flags: StatusFlags) => {
      const { status } = await import('./status.ts');
      exit(await status(id, flags, runtime));
    });
  withAccountFlags(command, true);
};

/** `stop` */
export const defineStop: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('stop')
    .argument('[campaign]', 'which one (default: the one that runs)')
    .summary('stop a campaign from starting further updates')
    .description(
      'Lets a campaign start nothing more. Updates in progress cannot be called back: they go on in AWS, and are watched ' +
        'to their end by whoever runs the campaign. On this machine, resume goes on with the rest. In Step Functions a ' +
        'tag on a waiting image stops the campaign; take it back, with --undo, before the next one.',
    )
    .option('--state-machine <arn>', 'stop the running execution of this state machine')
    .option('--undo', 'with --state-machine: take the tags away that stop')
    .option('--yes', 'with --state-machine: do not ask')
    .addHelpText(
      'after',
      examples(runtime, {
        stop: 'the campaign that runs on this machine',
        'stop --state-machine arn:aws:states:eu-west-1:123456789012:stateMachine:images': 'in Step Functions',
      }),
    )
    .action(async (id: string | undefined, flags: StopFlags) => {
      const { stop } = await import('./stop.ts');
      exit(await stop(id, flags, runtime));
    });
  withAccountFlags(command);
};
