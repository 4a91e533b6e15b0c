import { withAccountFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { TagFlags } from './tag.ts';

const COMMANDS = {
  tag: {
    summary: 'enrol images, by name, with a preview',
    description:
      'Enrols images for campaigns: sets the tag AutoUpdate=Enabled on the images whose name matches a pattern. Shows ' +
      'first what would change, and asks.',
    examples: {
      "tag 'Finance-*'": 'every image whose name begins so',
      'tag CAD-Workstation HR-Kiosk': 'two images',
      'tag --ignore Legacy-Claims': 'left out on purpose: nobody is told of it any more',
      "tag '*' --dry-run": 'what would change, if all were enrolled',
    },
  },
  untag: {
    summary: 'take images out, with a preview',
    description:
      'Takes images out of campaigns: takes the tag AutoUpdate away from the images whose name matches a pattern. Shows ' +
      'first what would change, and asks. What is being updated already goes on.',
    examples: { "untag '*-Test'": 'every image whose name ends so' },
  },
} as const;

/** `tag` and `untag` */
export const defineTag: DefineCommand = (program, { runtime, exit }) => {
  for (const name of ['tag', 'untag'] as const) {
    const text = COMMANDS[name];
    const command = program
      .command(name)
      .argument('<pattern...>', 'names, with * for any characters and ? for one')
      .summary(text.summary)
      .description(text.description)
      .option('--yes', 'do not ask; for scripts')
      .option('--dry-run', 'only show what would change')
      .option('--tag-key <key>', 'tag that enrols an image (default: AutoUpdate)')
      .option('--tag-value <value>', 'value of that tag (default: Enabled)')
      .addHelpText('after', examples(runtime, text.examples))
      .action(async (patterns: readonly string[], flags: TagFlags) => {
        const { tag } = await import('./tag.ts');
        exit(await tag(name, patterns, flags, runtime));
      });
    if (name === 'tag')
      command.option('--ignore', 'sets AutoUpdate=Ignored instead: for what can never be updated');
    withAccountFlags(command);
  }
};
