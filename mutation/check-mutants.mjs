// Compares the mutants that are left, in reports/mutation-*.json, with those that docs/mutants.md explains. Lines may
// shift: a mutant is known by its file, the code and what it was changed to. Runs after a mutation run, whole or in part.
import { readdirSync, readFileSync } from 'node:fs';

const PAGE = 'docs/mutants.md';
/** Mutants that tests have to notice, in percent of all. */
const LEAST_NOTICED = 90;
const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** The text between two positions of a source, as the report counts them: lines and columns from 1. */
function excerpt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return inOneLine(lines.join(' '));
}

/** Mutated files, over the newest report of each part. */
const files = Object.assign(
  {},
  ...readdirSync('reports')
    .filter((name) => /^mutation-\w+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(`reports/${name}`, 'utf8')).files),
);
const all = Object.values(files).flatMap(({ mutants }) => mutants);
// What does not compile, or was left out, is no mutant; one that never ends was noticed.
const noticed = all.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
const left = Object.entries(files).flatMap(([file, { source, mutants }]) =>
  mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ location, replacement }) => ({
      file,
      line: location.start.line,
      change: `\`${excerpt(source, location)}\` → \`${inOneLine(replacement)}\``,
    })),
);

const complaints = [];
let file = '';
const explained = readFileSync(PAGE, 'utf8')
  .split('\n')
  .flatMap((line, index, lines) => {
    file = /^## `(.+)`$/.exec(line)?.[1] ?? file;
    const [, number, change] = /^- (\d+): (`.+` → `.*`)$/.exec(line) ?? [];
    if (change === undefined) return [];
    if (!/^ {2}\S/.test(lines[index + 1] ?? '')) complaints.push(`${PAGE}:${index + 2} gives no reason`);
    return [{ file, line: Number(number), change }];
  });

const open = [...explained];
for (const mutant of left) {
  const known = open.findIndex(({ file, change }) => file === mutant.file && change === mutant.change);
  if (known >= 0) open.splice(known, 1);
  else complaints.push(`${mutant.file} has an unexplained mutant:\n- ${mutant.line}: ${mutant.change}`);
}
for (const { file, line, change } of open) {
  if (file in files)
    complaints.push(`${PAGE} explains a mutant of ${file} that is not left:\n- ${line}: ${change}`);
}
const share = (100 * noticed) / (noticed + left.length);
if (share < LEAST_NOTICED) complaints.push(`Fewer than ${LEAST_NOTICED} % of the mutants are noticed.`);
for (const complaint of complaints) console.error(complaint);
console.log(
  `${noticed + left.length} mutants, ${noticed} noticed (${share.toFixed(1)} %), ${left.length} left, ${complaints.length} complaints`,
);
process.exitCode = complaints.length > 0 ? 1 : 0;
