#!/usr/bin/env node
import { readCommandLine } from './command-line.mjs';
import { missingParts } from './missing-parts.mjs';

/** Ends with the first fault of the demo itself: one sentence for what a reader can mend, all for a bug. */
function fail(error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
}

async function main() {
  const asked = readCommandLine(process.argv.slice(2));
  if (asked.answer !== undefined) {
    (asked.exitCode === 0 ? console.log : console.error)(asked.answer);
    process.exitCode = asked.exitCode;
    return;
  }
  const missing = missingParts();
  if (missing !== undefined) {
    console.error(missing);
    process.exitCode = 1;
    return;
  }
  // Only now, because it imports what the check above has found to be there.
  const { runDemo } = await import('./run-demo.mjs');
  process.exitCode = await runDemo(asked.options);
}

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error) => (error.code === 'EPIPE' ? process.exit(0) : fail(error)));
main().catch(fail);
