import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from '@appstream-campaign/test-support/pages';
import { expect, test } from 'vitest';

/** What users import from a built package, such as `@appstream-campaign/core/prune`, by the package's folder. */
const doors = readdirSync(join(root, 'packages')).map((folder) => {
  const { name, exports } = JSON.parse(read(`packages/${folder}/package.json`));
  const keys = Object.keys(exports).filter((key) => !key.endsWith('.json'));
  return [folder, keys.map((key) => `${name}${key.slice(1)}`)] as const;
});

/** Requires each module in a program of CommonJS, and prints those that export nothing, or why they cannot be had. */
function requireAll(folder: string, modules: readonly string[]) {
  const program = `for (const name of ${JSON.stringify(modules)}) {
    try { if (Object.keys(require(name)).length === 0) console.log(name, 'exports nothing'); }
    catch (error) { console.log(name, error.code, error.message); }
  }`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=commonjs', '-e', program],
    { cwd: join(root, 'packages', folder), encoding: 'utf8' },
  );
  return { stdout, stderr: status === 0 ? '' : stderr };
}

// Node 20.19, 22.12 and later require ES modules that await nothing at their top level, nor in what they import.
const requires = 'require_module' in process.features && process.features.require_module === true;

test.skipIf(!requires).each(doors)('%s can be required, through each of its doors', (folder, modules) => {
  expect(modules.length).toBeGreaterThan(0);
  expect(requireAll(folder, modules)).toEqual({ stdout: '', stderr: '' });
});
