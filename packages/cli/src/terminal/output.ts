import { setImmediate as nextTurn } from 'node:timers/promises';
import { Interruption } from './interrupts.ts';
import type { Runtime } from './runtime.ts';

/**
 * Watches for the end of the output: a reader such as `head` that has seen enough, a terminal that is gone, a full disk.
 * Without it the first line that nobody takes would end the process in the middle of a step.
 */
export function watchOutput(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): AbortSignal {
  const closed = new AbortController();
  stdout.on('error', () => {
    if (!closed.signal.aborted) closed.abort(new Interruption('The output was closed.'));
  });
  // There is nobody left who could be told.
  stderr.on('error', () => {});
  return closed.signal;
}

/** Whether the output was closed, once all that was written to it so far has arrived or is lost. */
export async function isOutputClosed({
  stdout,
  outputClosed,
}: Pick<Runtime, 'stdout' | 'outputClosed'>): Promise<boolean> {
  if (outputClosed === undefined) return false;
  const stream: NodeJS.WritableStream = stdout;
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
  // A stream tells its listeners of an error after it has answered the one who wrote.
  await nextTurn();
  return outputClosed.aborted;
}
