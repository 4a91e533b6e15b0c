#!/usr/bin/env node
import { homedir } from 'node:os';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { fetchThroughNetwork } from './account/network/network.ts';
import { runCommandLine } from './command-line.ts';
import { programCall } from './terminal/hints.ts';
import { watchOutput } from './terminal/output.ts';

// The composition root: the only place that reads the process and its environment.

// In a container the user may have no home folder. The libraries that ask for it would throw; nothing is found in `/`.
try {
  homedir();
} catch {
  process.env.HOME = '/';
}
// The SDK's warning about old versions of Node is for its developers' users, not for ours.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Modules of the user's own call it as well, so it is not enough to hand it to our notifiers.
globalThis.fetch = fetchThroughNetwork(process.env) ?? globalThis.fetch;

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  outputClosed: watchOutput(process.stdout, process.stderr),
  env: process.env,
  cwd: process.cwd(),
  clock: systemClock,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  tick: 250,
  called: programCall(process.env, process.argv[1] ?? ''),
});
