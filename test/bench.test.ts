import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bench = (...words: string[]) =>
  spawnSync(
    process.execPath,
    ['--no-warnings', fileURLToPath(new URL('../bench/bench.mjs', import.meta.url)), ...words],
    {
      encoding: 'utf8',
      timeout: 50_000,
    },
  );

test('a what-if answers when a campaign would be over', () => {
  const { status, stdout } = bench('--what-if', 'images=40', 'batch=5', 'median=90m');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^40 images, 5 at once/);
  expect(stdout).toMatch(
    /within 1[234] h \d+ min as likely as not, and within 1[3-6] h \d+ min in nine of ten cases/,
  );
});

test('a benchmark measures, prints a table and compares with its goals', () => {
  const { status, stdout, stderr } = bench('--quick', '--only', 'growth');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/\| 10000 +\| \d+\.\d \(/);
  expect(stdout).toMatch(/exponent of state +\| ≤ 1\.05 +\| 0\.\d+ +\| reached/);
});

test('the page on performance shows what was measured last', async () => {
  const { pageWith } = (await import(new URL('../bench/tables.mjs', import.meta.url).href)) as {
    pageWith: (results: unknown, page: string) => string;
  };
  const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
  const page = await read('../docs/performance.md');
  expect(pageWith(JSON.parse(await read('../bench/results.json')), page)).toBe(page);
});

test('a benchmark that does not exist is refused by name', () => {
  const { status, stderr } = bench('--only', 'speed');
  expect(status).toBe(2);
  expect(stderr).toContain('There is no benchmark "speed". Known: makespan, calls');
});
