import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

// The suites take any test function. Here they run, as built, under Node's own test runner.
test('contract suites and scenarios run on another test runner', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = await mkdtemp(join(root, 'dist', 'runner-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'suites.test.mjs');
  await writeFile(
    file,
    `import { test } from 'node:test';
     import { campaignScenarios, createMemoryWorld, driveLocally, imageStoreContract } from '../testing.js';
     imageStoreContract(test, createMemoryWorld);
     campaignScenarios(test, { makeWorld: createMemoryWorld, drive: driveLocally });`,
  );
  const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined };
  const args = ['--test', '--test-reporter=tap', file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  expect(stdout).toMatch(/# fail 0/);
  expect(Number(/# pass (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(25);
});
