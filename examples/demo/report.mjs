import { isAbsolute, relative } from 'node:path';
import {
  callsSection,
  messagesSection,
  outcomesSection,
  roomSection,
  statesSection,
  tagsSection,
} from './report-sections.mjs';

/**
 * Prints what came of the campaign.
 *
 * @param {object} ended
 * @param {import('./run-demo.mjs').Story} ended.story
 * @param {import('./execution.mjs').Execution} ended.execution
 * @param {import('./message-files.mjs').WrittenMessage[]} ended.messages
 * @param {string} ended.folder where they and the log were written
 * @param {string[]} ended.wrong what did not go as it must
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function printReport({ story, execution, messages, folder, wrong }, terminal) {
  const { paint } = terminal;
  const section = (title, text) => console.log(`\n${paint.bold(title)}\n${text}`);

  section('Outcome of each image', outcomesSection(story, terminal));
  section('Tags, before → after', tagsSection(story, terminal));
  section('Room for images', roomSection(story));
  section('Calls to AWS', callsSection(story.account.simulator.calls));
  section('States of the execution', statesSection(execution));
  section('Messages', messagesSection(messages, terminal));
  console.log(`\n  They and the log of the function are in\n  ${paint.cyan(shortPath(folder))}`);
  if (wrong.length > 0) {
    section(paint.red('It should have ended otherwise'), wrong.map((sentence) => `  ${sentence}`).join('\n'));
    return;
  }
  console.log('\nEvery image ended as it must.');
  console.log('Next: README.md, to use it; packages/simulator, to try it on an account of your own making.');
}

/** Relative while that leads downwards, because it is shorter then. */
function shortPath(folder) {
  const path = relative(process.cwd(), folder);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? folder : path;
}
