// Keeps files readable: sources at most 250 lines, tests at most 400, and names that say what a file holds.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const MOST_LINES = [
  { what: /^(packages|examples|test)\/.*\.test\.ts$/, lines: 400 },
  { what: /^(packages|examples|scripts)\/.*\.(ts|mjs)$/, lines: 250 },
];
const EMPTY_NAMES = /^(utils?|helpers?|common|misc|types|shared|manager|service)\./;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(ts|mjs)$/.test(file) && existsSync(file));

const complaints = files.flatMap((file) => {
  const found = [];
  if (EMPTY_NAMES.test(basename(file))) found.push(`${file}: the name does not say what it holds`);
  const limit = MOST_LINES.find(({ what }) => what.test(file));
  const lines = readFileSync(file, 'utf8').split('\n').length - 1;
  if (limit !== undefined && lines > limit.lines) {
    found.push(`${file}: ${lines} lines, ${limit.lines} are the most; split it by what it holds`);
  }
  return found;
});

for (const complaint of complaints) console.error(complaint);
console.log(`${files.length} files looked at, ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
