import tab from '@bomb.sh/tab/commander';
import type { DefineCommand } from './command-context.ts';

/** `completion`, and the hidden command that shells ask. Last of all, because it reads the other commands. */
export const defineCompletion: DefineCommand = (program) => {
  tab(program, { completionCommandName: 'completion' });
};
