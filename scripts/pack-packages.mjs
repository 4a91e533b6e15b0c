// Packs packages of this checkout as their users get them, with what they need of each other.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SCOPE = '@appstream-campaign/';
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The package.json of a package. */
function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

/** The named packages, and those of this checkout that they need. */
export function withDependencies(names) {
  const all = new Set();
  const add = (name) => {
    if (all.has(name)) return;
    all.add(name);
    for (const dependency of Object.keys(manifestOf(name).dependencies ?? {})) {
      if (dependency.startsWith(SCOPE)) add(dependency.slice(SCOPE.length));
    }
  };
  for (const name of names) add(name);
  return [...all];
}

/** Packs a package into a folder; returns the name of the file. */
export function packInto(folder, name) {
  const cwd = join(root, 'packages', name);
  // Commands are scripts on Windows, which only a shell starts; so no argument may be a path with spaces.
  const { status, stdout, stderr } = spawnSync('npx', ['--yes', packageManager, 'pack', '--json'], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`pnpm pack of packages/${name} failed: ${stderr}${stdout}`);
  const { filename } = JSON.parse(stdout);
  const file = filename.split(/[\\/]/).at(-1);
  copyFileSync(join(cwd, file), join(folder, file));
  rmSync(join(cwd, file));
  return file;
}
