// Runs a script of package.json on a machine that has only Node and npm: fetches the pinned pnpm, installs what the
// lock file says, and hands over. `node scripts/pnpm.mjs test:prepared`
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Node ${process.versions.node} is too old: version 20 or later is needed.`);
  process.exit(1);
}

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const cwd = new URL('..', import.meta.url);

function pnpm(...args) {
  const windows = process.platform === 'win32';
  const { status, signal } = spawnSync('npx', ['--yes', packageManager, ...args], {
    cwd,
    stdio: 'inherit',
    shell: windows,
  });
  if (signal !== null) process.exit(130);
  if (status !== 0) process.exit(status ?? 1);
}

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error('Which script? For example: node scripts/pnpm.mjs test:prepared');
  process.exit(2);
}
console.log(`Installing what pnpm-lock.yaml says, with ${packageManager} …`);
pnpm('install', '--frozen-lockfile', '--reporter=silent');
pnpm('--silent', 'run', script, ...rest);
