import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { printable, wrapped } from '../terminal/wording.ts';

const INDENT = ' '.repeat('note   '.length);

/** Where notices go that do not stop a command: one each on the error stream, so that output stays clean. */
export function notices(runtime: Runtime): (notice: string) => void {
  const paint = paintFor(runtime.stderr, runtime);
  const { stderr } = runtime;
  return (notice) => {
    const line = printable(notice);
    const lines = stderr.isTTY === true ? wrapped(line, widthOf(stderr) - INDENT.length) : [line];
    stderr.write(`${paint.yellow('note')}   ${lines.join(`\n${INDENT}`)}\n`);
  };
}
