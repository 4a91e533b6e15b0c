import { withAccountFlags } from '../config/flags.ts';
import { withChannelFlags } from './channel-flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { DoctorFlags } from './doctor.ts';

/** `doctor` */
export const defineDoctor: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('doctor')
    .summary('check the prerequisites of a first campaign')
    .description(
      'Checks the prerequisites of a first campaign: credentials, Region and clock, permissions, quotas, ' +
        'enrolled images, mail, topics, chats and a deployed state machine. What is wrong comes with the next step. ' +
        'Changes nothing, and sends nothing without --send-test.',
    )
    .option('--state-machine <arn>', 'a deployed state machine, and its last runs')
    .option('--send-test', 'send one message through each channel')
    .option('--json', 'as JSON, for scripts')
    .option('--tag-key <key>', 'tag that enrols an image (default: AutoUpdate)')
    .option('--tag-value <value>', 'value of that tag (default: Enabled)');
  withChannelFlags(command)
    .addHelpText(
      'after',
      `${examples(runtime, {
        doctor: 'the default profile and Region',
        'doctor --mail-from it@example.com --mail-to ops@example.com': 'the mail as well',
        'doctor --slack env:SLACK_URL --send-test': 'with a message',
      })}
Exit codes: 0 nothing is wrong · 1 something is · 4 something is in the way of a part of the work
`,
    )
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./doctor.ts');
      exit(await doctor(flags, runtime));
    });
  withAccountFlags(command);
};
