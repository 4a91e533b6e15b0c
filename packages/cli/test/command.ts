import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { builtOnce, file } from './build-command.ts';
import { canRunInProcess, leave, liveIn, runInProcess } from './run-in-process.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Started {
  readonly child: ChildProcess;
  /** Resolves when its output, both streams taken together, matches. */
  readonly output: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
}

/** The built command, for the tests of one file. */
export interface BuiltCommand {
  /** The file that node runs. */
  readonly file: string;
  /** A folder for everything that a test writes; empty before each test. */
  readonly home: () => string;
  readonly env: (more?: Readonly<Record<string, string>>) => NodeJS.ProcessEnv;
  /** Starts it as a process of its own. */
  readonly start: (args: readonly string[], options?: StartOptions) => Started;
  /**
   * Runs it to its end, in the process of the test, which is many times quicker; in one of its own when it needs another
   * folder, or variables that are read as a process begins.
   */
  readonly run: (args: readonly string[], options?: StartOptions) => Promise<Ended>;
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Builds the command from the sources, of all packages of this repository, once for all test files. Runs it in an
 * environment without any trace of AWS.
 */
export function builtCommand(): BuiltCommand {
  const running = new Set<ChildProcess>();
  let home = '';
  const newHome = () => {
    home = mkdtempSync(join(tmpdir(), 'campaign-cli-'));
    liveIn(home, env());
  };
  beforeAll(async () => {
    // In the folder where this process began: the builder finds its sources from there.
    await builtOnce();
    newHome();
  }, 120_000);
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
    rmSync(home, { recursive: true, force: true });
    newHome();
  });
  afterAll(() => {
    leave();
    rmSync(home, { recursive: true, force: true });
  });
  const env = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    HOME: home,
    TZ: 'UTC',
    APPSTREAM_CAMPAIGN_HOME: join(home, 'campaigns'),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...more,
  });
  const start = (args: readonly string[], options: StartOptions = {}): Started => {
    const child = spawn(process.execPath, [file, ...args], {
      env: env(options.env),
      cwd: options.cwd ?? home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    return watched(child);
  };
  const run = (args: readonly string[], options: StartOptions = {}): Promise<Ended> =>
    options.cwd === undefined && canRunInProcess(options.env ?? {})
      ? runInProcess(args, home, options.env ?? {})
      : start(args, options).ended;
  return { file, home: () => home, env, start, run };
}

function watched(child: ReturnType<typeof spawn>): Started {
  const heard = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      heard[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...heard }));
  });
  const output = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(`${heard.stdout}\n${heard.stderr}`);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      void ended.then((end) => reject(new Error(`It ended without ${pattern}: ${JSON.stringify(end)}`)));
      look();
    });
  return { child, output, ended };
}
