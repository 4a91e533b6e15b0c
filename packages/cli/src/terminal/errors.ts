import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Step } from './hints.ts';

/** Something that people can put right: what is wrong, with which value, and the next steps. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  /** What to do next, the likeliest first. */
  readonly next: readonly Step[];
  readonly exitCode: ExitCode;

  constructor(
    message: string,
    next: readonly Step[],
    options: ErrorOptions & { readonly exitCode?: ExitCode } = {},
  ) {
    super(message, options);
    this.next = next;
    this.exitCode = options.exitCode ?? EXIT.error;
  }
}

/** A flag, an argument or a config file is wrong: nothing was touched. */
export function usageError(message: string, next: readonly Step[], cause?: unknown): CommandError {
  return new CommandError(message, next, { exitCode: EXIT.usage, cause });
}
