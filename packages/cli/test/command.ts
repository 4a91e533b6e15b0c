import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, afterEach, beforeAll } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const sources = (relative: string) => path(`../${relative}`);

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
  readonly start: (args: readonly string[], options?: StartOptions) => Started;
  readonly run: (args: readonly string[], options?: StartOptions) => Promise<Ended>;
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Builds the command from the sources, of all packages of this repository, and runs it as people do: as a process of
 * its own, in an environment without any trace of AWS.
 */
export function builtCommand(): BuiltCommand {
  // Inside the package, so that it finds its dependencies; apart from dist, which others may use.
  const folder = path(`node_modules/.command-test-${process.pid}`);
  const file = join(folder, 'main.mjs');
  const running = new Set<ChildProcess>();
  let home = '';
  const newHome = () => {
    home = mkdtempSync(join(tmpdir(), 'campaign-cli-'));
  };
  beforeAll(async () => {
    newHome();
    await build({
      entry: [path('src/main.ts')],
      outDir: folder,
      format: 'esm',
      // Below node_modules the package's "type" does not reach, so the extension must say what it is.
      outExtension: () => ({ js: '.mjs' }),
      target: 'node20',
      splitting: true,
      config: false,
      dts: false,
      silent: true,
      // Ours from their sources; all else as it is installed.
      noExternal: [/^@appstream-campaign\//, 'email-addresses'],
      external: [/^[@a-z]/],
      esbuildOptions: (options) => {
        options.alias = {
          '@appstream-campaign/core/prune': sources('core/src/prune/index.ts'),
          '@appstream-campaign/core/rollout': sources('core/src/rollout/index.ts'),
          '@appstream-campaign/core': sources('core/src/index.ts'),
          '@appstream-campaign/lambda-handler': sources('lambda-handler/src'),
          '@appstream-campaign/report': sources('report/src/index.ts'),
          '@appstream-campaign/simulator': sources('simulator/src/index.ts'),
          '@appstream-campaign/aws-adapters': sources('aws-adapters/src'),
          '@appstream-campaign/web-notifiers': sources('web-notifiers/src'),
        };
      },
    });
    // What only a package that is built in depends on.
    mkdirSync(join(folder, 'node_modules'));
    for (const name of ['vega', 'csv-stringify']) {
      symlinkSync(sources(`report/node_modules/${name}`), join(folder, 'node_modules', name));
    }
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
    rmSync(home, { recursive: true, force: true });
    newHome();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
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
  return { file, home: () => home, env, start, run: (args, options) => start(args, options).ended };
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
