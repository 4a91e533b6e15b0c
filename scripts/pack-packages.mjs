// Packs packages of this checkout as their users get them, with what they need of each other.
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printedByPnpm } from './pnpm-command.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What the names of our packages begin with. */
export const SCOPE = '@appstream-campaign/';

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
  const { filename } = JSON.parse(printedByPnpm(['pack', '--json'], cwd));
  const file = filename.split(/[\\/]/).at(-1);
  copyFileSync(join(cwd, file), join(folder, file));
  rmSync(join(cwd, file));
  return file;
}
