import { PassThrough, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import type { runCommandLine } from '@appstream-campaign/cli';
import { functionFile } from './build-command.ts';

type Variables = Readonly<Record<string, string>>;

/** What the SDK reads anew for each of its clients, and nothing else does. */
const READ_ANEW = /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|REGION|ENDPOINT_URL|MAX_ATTEMPTS)$/;

/** How many commands run in this process, and the variables that all of them have. */
let running = 0;
let given = '{}';

/** Whether a command can have these variables in this process. */
export const canRunInProcess = (variables: Variables): boolean =>
  Object.keys(variables).every((name) => READ_ANEW.test(name)) &&
  (running === 0 || given === JSON.stringify(variables));

/** Runs the built command as a process would that has these variables besides those of this one, and no terminal. */
export async function runInProcess(args: readonly string[], cwd: string, variables: Variables) {
  const [stdout, stderr] = [collector(), collector()];
  running++;
  given = JSON.stringify(variables);
  Object.assign(process.env, variables);
  try {
    const built: { readonly runCommandLine: typeof runCommandLine } = await import(
      pathToFileURL(functionFile).href
    );
    const code = await built.runCommandLine([...args], {
      stdin: new PassThrough().end(),
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: { ...process.env },
      cwd,
      clock: systemClock,
      timeZone: 'UTC',
      tick: 250,
      called: 'appstream-campaign',
    });
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    running--;
    if (running === 0) for (const name of Object.keys(variables)) delete process.env[name];
  }
}

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

const outside = { env: { ...process.env }, cwd: process.cwd() };

/** Gives this process a folder, and variables without any of AWS or a proxy: the SDK reads those of its process. */
export function liveIn(folder: string, env: NodeJS.ProcessEnv): void {
  leave();
  for (const name of Object.keys(process.env)) {
    if (/^AWS_(?!SDK_)|_proxy$/i.test(name)) delete process.env[name];
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
