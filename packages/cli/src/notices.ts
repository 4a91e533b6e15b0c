import { paintFor } from './paint.ts';
import type { Surroundings } from './surroundings.ts';
import { printable } from './wording.ts';

/** Where notices go that do not stop a command: a line each on the error stream, so that output stays clean. */
export function notices(surroundings: Surroundings): (notice: string) => void {
  const paint = paintFor(surroundings.stderr, surroundings);
  return (notice) => surroundings.stderr.write(`${paint.yellow('note')}   ${printable(notice)}\n`);
}
