// Compares the mutants that are left, in reports/mutation.json, with those that docs/mutants.md explains. Lines may
// shift: a mutant is known by its file, the code and what it was changed to. Runs after a mutation run, whole or in part.
import { readFileSync } from 'node:fs';

const PAGE = 'docs/mutants.md';
const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** The text between two positions of a source, as the report counts them: lines and columns from 1. */
function excerpt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return inOneLine(lines.join(' '));
}

const report = JSON.parse(readFileSync('reports/mutation.json', 'utf8'));
const left = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
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
  if (file in report.files)
    complaints.push(`${PAGE} explains a mutant of ${file} that is not left:\n- ${line}: ${change}`);
}
for (const complaint of complaints) console.error(complaint);
console.log(`${left.length} mutants are left, ${complaints.length} complaints`);
process.exitCode = complaints.length > 0 ? 1 : 0;
