import { spawnSync } from 'node:child_process';
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
