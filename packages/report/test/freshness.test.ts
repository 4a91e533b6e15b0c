import { InvalidOptionsError } from '@appstream-campaign/core';
import { type FreshnessReport, renderFreshness } from '@appstream-campaign/report';
import { expect, test } from 'vitest';

const BAD = '<script>|`x`';
const REPORT: FreshnessReport = {
  account: '123456789012',
  region: 'eu-west-1',
  at: '2026-11-28T08:00:00.000Z',
  maxAgeDays: 45,
  fleets: [
    {
      ...{ fleet: BAD, state: 'RUNNING', image: 'Desk', lineage: 'Desk', ageDays: 60, agent: BAD },
      ...{ newest: 'Desk-2', versionsBehind: 1, daysBehind: 30, tooOld: true },
    },
    { fleet: 'Lent', state: 'STOPPED', image: 'Foreign', versionsBehind: 0, tooOld: false },
  ],
  newest: [{ image: 'Desk-2', ageDays: 1, tooOld: false }],
  unseen: [{ what: 'fleets', detail: BAD }],
};

test('Markdown: a table of fleets, and one of the newest images; names are harmless', () => {
  const text = renderFreshness([REPORT], 'markdown');
  expect(text).toContain('# Freshness of account 123456789012, eu-west-1');
  expect(text).toContain('2 fleets, 1 behind the newest version. 1 of all are older than 45 days.');
  expect(text).toContain('| `Desk` | 60 days, too old |');
  expect(text).toContain('| `Lent` | `Foreign` | not known |');
  expect(text).toContain('| `Desk-2` | 1 day |');
  expect(text).not.toContain('<script>');
});

test('HTML: one page without scripts', () => {
  const page = renderFreshness([REPORT, { ...REPORT, fleets: [], unseen: [] }], 'html');
  expect(page).not.toContain('<script>');
  expect(page).toContain('<p class="verdict bad">2 fleets');
  expect(page).toContain('<p class="verdict good">0 fleets');
  expect(page).toContain('Fleets were not seen');
});

test('another form is refused', () => {
  expect(() => renderFreshness([], 'pdf' as 'html')).toThrow(InvalidOptionsError);
});
