// Publishes what the version in each package.json says and the registry does not have: `npm run release`, which the
// release workflow calls. `npm run release -- --dry-run` proves in an empty clone of the last commit that it would work:
// versions, changelogs, packages. Nothing is published, and this checkout stays as it is.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printedBy } from './pnpm-command.mjs';
import { rehearse } from './release-rehearsal.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Why a release cannot start from this checkout. */
function obstacles() {
  const found = [];
  const changed = printedBy('git', ['status', '--porcelain'], root).trim();
  if (changed !== '') found.push(`There are changes that are not committed:\n${changed}`);
  const pending = readdirSync(`${root}/.changeset`).filter((file) => /^(?!README).*\.md$/.test(file));
  if (pending.length > 0)
    found.push(
      `Changesets wait in .changeset: ${pending.join(', ')}. Merge the pull request "Version packages" first.`,
    );
  return found;
}

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== '--dry-run')) {
  console.error('Usage: npm run release [-- --dry-run]');
  process.exit(2);
}
if (option === '--dry-run') {
  rehearse(root);
} else {
  const found = obstacles();
  for (const obstacle of found) console.error(obstacle);
  if (found.length > 0) process.exit(1);
  const { version } = JSON.parse(readFileSync(`${root}/packages/core/package.json`, 'utf8'));
  console.log(`Publishing ${version} …`);
  // It skips what the registry has, so a release that broke off goes on; and it tags what it published.
  const { status } = spawnSync('pnpm', ['exec', 'changeset', 'publish'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
