import { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import type { runCommandLine } from '@appstream-campaign/cli';
import { functionFile } from './build-command.ts';

/** A stream that nobody sees, and what was written to it. */
function collector() {
  const heard: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      heard.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => heard.join('') };
}

/** Runs the built command as a process would that has these variables, and no terminal. */
export async function runInProcess(
  args: readonly string[],
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
) {
  const built = (await import(pathToFileURL(functionFile).href)) as {
    readonly runCommandLine: typeof runCommandLine;
  };
  const [stdout, stderr] = [collector(), collector()];
  const code = await built.runCommandLine([...args], {
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    cwd,
    clock: systemClock,
    timeZone: 'UTC',
    tick: 250,
    called: 'appstream-campaign',
  });
  return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
}

const outside = { env: { ...process.env }, cwd: process.cwd() };

/** Gives this process a folder, and variables without any of AWS or a proxy: the SDK reads those of its process. */
export function liveIn(folder: string, env: NodeJS.ProcessEnv): void {
  leave();
  for (const name of Object.keys(process.env)) {
    if (/^AWS_|_proxy$/i.test(name)) delete process.env[name];
  }
  Object.assign(process.env, env);
  process.chdir(folder);
}

/** Gives this process the folder and the variables that it had. */
export function leave(): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in outside.env)) delete process.env[name];
  }
  Object.assign(process.env, outside.env);
  process.chdir(outside.cwd);
}
