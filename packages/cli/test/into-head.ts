import { spawnSync } from 'node:child_process';
import type { BuiltCommand } from './command.ts';

/** A command line whose output goes to `head`, as a shell runs it. */
export function intoHead(command: BuiltCommand, lines: number, ...args: readonly string[]) {
  const words = [process.execPath, command.file, ...args].map((word) => `'${word}'`).join(' ');
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; ${words} | head -n ${lines}`],
    { cwd: command.home(), env: command.env(), encoding: 'utf8' },
  );
  return { code: status, stdout, stderr };
}
