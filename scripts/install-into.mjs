// Installs packages of this checkout into a project: `node scripts/install-into.mjs ../your-project [package…]`.
// They are packed into a folder of the project, so its package.json names no path outside of it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packInto, withDependencies } from './pack-packages.mjs';

const [target, ...wanted] = process.argv.slice(2);
const known = readdirSync(new URL('../packages/', import.meta.url));
const unknown = wanted.find((name) => !known.includes(name));
if (target === undefined || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no package ${unknown}. Known: ${known.join(', ')}.`);
  console.error('Name the folder of your project: npm run install-into -- ../your-project [package…]');
  process.exit(2);
}
// The construct takes the whole CDK along, which only those want who ask for it.
const names = wanted.length > 0 ? wanted : known.filter((name) => name !== 'cdk');

const project = resolve(target);
const packed = join(project, 'appstream-campaign');
mkdirSync(packed, { recursive: true });
// Without one, npm would install into a folder above.
const manifest = join(project, 'package.json');
if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true, "type": "module" }\n');
const files = withDependencies(names).map((name) => {
  const before = readdirSync(packed).filter((file) => file.startsWith(`appstream-campaign-${name}-`));
  for (const file of before) rmSync(join(packed, file));
  return `./appstream-campaign/${packInto(packed, name)}`;
});
const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...files], {
  cwd: project,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(status ?? 1);
console.log(`Installed from ${packed}, which package.json refers to: keep it with your project.`);
