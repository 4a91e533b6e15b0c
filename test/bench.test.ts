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

test('a state machine without a function is measured beside ours, on the same images', () => {
  const { status, stdout, stderr } = bench('--quick', '--only', 'peer');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const figures = (who: string) => {
    const row = stdout.split('\n').find((line) => line.startsWith(`| ${who}`)) ?? '';
    return row.split('|').slice(2, -1).map(Number);
  };
  const [minutes = 0, toInstant = 0, calls = 0, transitions = 0] = figures('a Map over images');
  const [ourMinutes = 0, , , ourTransitions = 0] = figures('ours');
  // A look each five minutes finds each end at most so late; a look is three transitions, and one call.
  expect(toInstant).toBeGreaterThan(1);
  expect(toInstant).toBeLessThan(1.1);
  expect(calls).toBeGreaterThan(20 * (60 / 5));
  expect(transitions).toBeGreaterThan(3 * ourTransitions);
  expect(Math.abs(minutes / ourMinutes - 1)).toBeLessThan(0.1);
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
