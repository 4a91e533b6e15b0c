import { script } from '@bomb.sh/tab';
import { Argument } from 'commander';
import { type DefineCommand, examples } from './command-context.ts';
import { bashCompletion, completionAnswer } from './completion.ts';

/** `completion`, and the hidden command that shells ask. */
export const defineCompletion: DefineCommand = (program, { runtime }) => {
  const name = program.name();
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(['zsh', 'bash', 'fish', 'powershell']))
    .summary('a script that completes commands and flags in your shell')
    .description('Prints a script for zsh, bash, fish or powershell that completes commands and flags.')
    .helpOption('-h, --help', 'this text')
    .addHelpText(
      'after',
      examples(runtime, {
        'completion bash >> ~/.bashrc': 'for bash',
        'completion zsh >> ~/.zshrc': 'for zsh',
        'completion fish > ~/.config/fish/completions/appstream-campaign.fish': 'for fish',
      }),
    )
    .action((shell: string) => {
      if (shell === 'bash') runtime.stdout.write(bashCompletion(name));
      else script(shell, name, name);
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      runtime.stdout.write(completionAnswer(program, words));
    });
};
