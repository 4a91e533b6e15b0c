import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MONTH = fileURLToPath(new URL('./month.mjs', import.meta.url));

test('two months: update, ring by ring, an approval, a bad version taken back, and what goes at the end', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MONTH], { encoding: 'utf8' });
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  const told = [...stdout.matchAll(/^ {2}\d\d-\d\d \d\d:\d\d {2}(\w+) +([\w.-]+)/gm)].map(
    ([, what, about]) => `${what} ${about}`,
  );
  const finance = told.filter((line) => /Finance/.test(line));
  expect(finance.slice(0, 9)).toEqual([
    'updated Finance-Desktop-Updated-20261103',
    'switched Finance-Test',
    'soaking Finance-Desktop-Updated-20261201',
    'switched Finance-Pilot',
    'soaking Finance-Desktop-Updated-20261201',
    'approval Finance-Desktop-Updated-20261201',
    'approved Finance-Desktop-Updated-20261201',
    'switched Finance-Berlin',
    'switched Finance-Porto',
  ]);
  expect(told.filter((line) => line.startsWith('back '))).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining(['revoked Finance-Desktop-Updated-20270105', 'deleted CAD-Workstation']),
  );
  // The way back of the fleets that were rolled back.
  expect(told).not.toContain('deleted Finance-Desktop-Updated-20261103');
  expect(stdout).toMatch(/Finance-Berlin +Finance-Desktop-Updated-20261201\n/);
  expect(stdout).toMatch(/CAD +CAD-Workstation-Updated-20270105\n/);
});
