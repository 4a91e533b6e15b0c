// The pinned pnpm as a function, for scripts that are started without it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** What a command prints; throws with all of it when the command fails. Arguments may have no spaces. */
export function printedBy(command, args, cwd) {
  // Commands are scripts on Windows, which only a shell starts.
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with status ${status}: ${stderr}${stdout}`);
  return stdout;
}

/** What the pinned pnpm prints. */
export function printedByPnpm(args, cwd) {
  return printedBy('npx', ['--yes', packageManager, ...args], cwd);
}
