import { stripVTControlCharacters } from 'node:util';
import type { BuiltCommand } from './command.ts';

// It comes as a binary for each platform; where there is none, tests are skipped, and their title says why.
const pty = await import('@lydell/node-pty').catch(() => undefined);

/** Whether there is no pseudo-terminal on this platform. */
export const noTerminal = pty === undefined;

/** Runs a command in a pseudo-terminal: what a person sees, and a keyboard. */
export const terminalFor =
  (command: BuiltCommand) =>
  (args: readonly string[], env: Readonly<Record<string, string>> = {}, size = { cols: 100, rows: 30 }) => {
    if (pty === undefined) throw new Error('There is no pseudo-terminal on this platform.');
    const terminal = pty.spawn(process.execPath, [command.file, ...args], {
      ...size,
      cwd: command.home(),
      env: { TERM: 'xterm-256color', ...command.env(env) },
    });
    let raw = '';
    const listeners = new Set<() => void>();
    terminal.onData((data) => {
      raw += data;
      for (const listener of listeners) listener();
    });
    const ended = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    return {
      type: (keys: string) => terminal.write(keys),
      ended,
      raw: () => raw,
      text: () => stripVTControlCharacters(raw),
      /** Resolves when what was printed since matches. */
      shows: (pattern: RegExp) =>
        new Promise<void>((resolve, reject) => {
          const look = () => {
            if (!pattern.test(stripVTControlCharacters(raw))) return;
            listeners.delete(look);
            resolve();
          };
          listeners.add(look);
          void ended.then((code) =>
            reject(new Error(`It ended with ${code} and without ${pattern}: ${raw}`)),
          );
          look();
        }),
    };
  };
