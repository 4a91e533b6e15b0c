import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import type { Paint } from '../terminal/paint.ts';

const WORDS: Readonly<Record<ExitCode, string>> = {
  [EXIT.done]: 'done',
  [EXIT.error]: 'failed',
  [EXIT.usage]: 'refused',
  [EXIT.nothing]: 'nothing to do',
  [EXIT.blocked]: 'something is in the way',
  [EXIT.failures]: 'over, some failed',
  [EXIT.unfinished]: 'not over',
  [EXIT.interrupted]: 'interrupted',
};

/** How a command ended at one target, in a line of the table of all of them. */
export function outcomeWords(words: string | undefined, exitCode: ExitCode, paint: Paint): string {
  const text = words ?? WORDS[exitCode];
  if (exitCode === EXIT.done) return paint.green(text);
  return exitCode === EXIT.nothing ? paint.dim(text) : paint.red(text);
}
