import tab from '@bomb.sh/tab/commander';
import { type DefineCommand, examples } from './command-context.ts';

/** `completion`, and the hidden command that shells ask. Last of all, because it reads the other commands. */
export const defineCompletion: DefineCommand = (program, { surroundings }) => {
  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.summary('a script that completes commands and flags in your shell')
    .description('Prints a script for zsh, bash, fish or powershell that completes commands and flags.')
    .addHelpText(
      'after',
      examples(surroundings, {
        'completion bash >> ~/.bashrc': 'for bash; it needs the package bash-completion',
        'completion zsh >> ~/.zshrc': 'for zsh',
        'completion fish > ~/.config/fish/completions/appstream-campaign.fish': 'for fish',
      }),
    );
};
