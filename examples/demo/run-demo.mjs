import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openAccount } from './account.mjs';
import { clockSettings, createClock } from './demo-clock.mjs';
import { execute } from './execution.mjs';
import { startLambda } from './lambda-function.mjs';
import { liveView } from './live-view.mjs';
import { writeMessages } from './message-files.mjs';
import { plainView } from './plain-view.mjs';
import { readProgress } from './progress.mjs';
import { printReport } from './report.mjs';
import { createTerminal } from './terminal.mjs';
import { unexpected } from './verdict.mjs';

/** The night in which it plays. */
const START = new Date('2026-12-01T02:00:00Z');
const NAME = 'campaign-20261201';
/** The original's input. Fewer slots than images, so that there is something to wait for. */
const INPUT = { BatchSize: 3, ToAddress: 'admin@example.com', FromAddress: 'appstream-updates@example.com' };

/**
 * Plays a campaign from its first check to its report.
 *
 * @param {import('./command-line.mjs').DemoOptions} options
 * @returns {Promise<0 | 1>} the exit code: 0 when every image ended as it must
 */
export async function runDemo({ speed, output }) {
  const terminal = createTerminal(process.stdout, process.env);
  // A folder of its own, so that nothing else is ever deleted.
  const folder = join(output, 'campaign');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  const settings = clockSettings({ start: START, speed });
  const clock = createClock(settings);
  const account = await openAccount(clock);
  const { simulator } = account;
  const lambda = await startLambda({
    clock: settings,
    endpoint: simulator.url,
    logFile: join(folder, 'lambda.log'),
  });

  const before = account.owned();
  const story = {
    account,
    before,
    deleted: [],
    clock,
    speed,
    input: INPUT,
    checks: 0,
    candidates: [],
    results: undefined,
  };
  const view = (terminal.live ? liveView : plainView)(story, terminal);
  endOnSignals(view);

  clock.begin();
  const execution = await execute({
    input: INPUT,
    name: NAME,
    clock,
    invoke: lambda.invoke,
    onResults: (results) => {
      const earlier = { candidates: story.candidates, deleted: story.deleted };
      story.checks += 1;
      story.results = results;
      story.deleted = before.filter((image) => !account.owned().includes(image));
      story.candidates = readProgress(results, earlier.candidates, account, clock.now());
      view.checked(earlier);
    },
  });
  view.end();
  const endedAt = clock.now();

  const messages = await writeMessages(simulator.inbox, folder);
  await simulator.close();
  await lambda.stop();
  const wrong = unexpected(story, execution);
  printReport({ story, execution, messages, folder, endedAt, wrong }, terminal);
  return wrong.length === 0 ? 0 : 1;
}

/** Ctrl-C ends it at once: all of it is in this process, so there is nothing to clean up but the screen. */
function endOnSignals(view) {
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    // `on`, because npm may pass on the signal that the terminal has sent already.
    process.on(signal, () => {
      view.end();
      console.log('\nEnded before the campaign was over.');
      process.exit(code);
    });
  }
}

/**
 * What is told, as far as it has happened.
 *
 * @typedef {object} Story
 * @property {import('./account.mjs').Account} account
 * @property {string[]} before the images that the account owned
 * @property {string[]} deleted those that are gone
 * @property {import('./demo-clock.mjs').DemoClock} clock
 * @property {number} speed
 * @property {typeof INPUT} input
 * @property {number} checks so far
 * @property {import('./progress.mjs').Candidate[]} candidates after the last check
 * @property {any} results of the last check
 */
