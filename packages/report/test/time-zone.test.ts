import type { CampaignState } from '@appstream-campaign/core';
import { newCampaign, plusMinutes } from '@appstream-campaign/core/internal';
import { lineageTrees } from '@appstream-campaign/core/planning';
import { renderLineage, renderReport } from '@appstream-campaign/report';
import { describe, expect, test } from 'vitest';
import { elementsOf, textOf } from './page-tree.ts';
import { MORNING, sampleReport } from './sample-campaigns.ts';
import { SAMPLE_INVENTORY } from './sample-lineage.ts';

const input = { at: MORNING, campaigns: [sampleReport()], timeZone: 'Asia/Kolkata' };

describe('a report in the zone of its readers', () => {
  test('as a page', () => {
    const page = renderReport(input, 'html');
    expect(page).toContain('Report of 2026-11-24 11:30 IST. All times are in Asia/Kolkata.');
    expect(page).toContain('the first from 2026-11-24 01:30 IST:');
    expect(page).toContain('<time datetime="2026-11-23T21:18:00.000Z">2026-11-24 02:48</time>');
    expect(page).not.toContain('UTC');
  });

  test('as Markdown', () => {
    const markdown = renderReport(input, 'markdown');
    expect(markdown).toContain('- Started 2026-11-24 01:30 IST, took 2 h 50 min');
    expect(markdown).toContain('| Started (Asia/Kolkata) | Ended (Asia/Kolkata) |');
    expect(markdown).toContain('Made 2026-11-24 11:30 IST.');
  });

  test('is no other as CSV, which programs read', () => {
    expect(renderReport(input, 'csv')).toBe(renderReport({ ...input, timeZone: 'UTC' }, 'csv'));
  });

  test('in no zone there is, is none', () => {
    expect(() => renderReport({ ...input, timeZone: 'Nowhere' }, 'html')).toThrow(
      'Report option timeZone is "Nowhere"; expected a time zone',
    );
  });
});

test('lineages have the days of their readers', () => {
  const trees = lineageTrees(SAMPLE_INVENTORY);
  for (const format of ['text', 'markdown'] as const) {
    expect(renderLineage(trees, format)).toContain('2026-11-05');
    const honolulu = renderLineage(trees, format, { timeZone: 'Pacific/Honolulu' });
    expect(honolulu).toContain('2026-11-04');
    expect(honolulu).not.toContain('2026-11-05');
  }
});

describe('the axis of time has round times', () => {
  /** What stands at the axis of a campaign with one update, which is as long as that. */
  const axisOf = (startedAt: string, minutes: number, timeZone: string) => {
    const endedAt = plusMinutes(startedAt, minutes);
    const state: CampaignState = {
      ...newCampaign('c', startedAt),
      status: 'over',
      endedAt,
      images: [{ status: 'updated', source: 'A', successor: 'B', startedAt, endedAt }],
    };
    const page = renderReport({ at: endedAt, campaigns: [{ state }], timeZone }, 'html');
    const texts = elementsOf(page).flatMap((one) => (one.tagName === 'text' ? [textOf(one)] : []));
    return texts.filter((text) => /^(\d\d:\d\d|\d+ [A-Z]\w\w|[A-Z]\w\w \d{4})$/.test(text)).join(' ');
  };

  test.each<[what: string, startedAt: string, minutes: number, timeZone: string, axis: string]>([
    ['hours', '2026-11-23T20:10:00Z', 310, 'UTC', '21:00 22:00 23:00 24 Nov 01:00'],
    [
      'where an hour begins at half past',
      '2026-11-23T20:10:00Z',
      200,
      'Asia/Kolkata',
      '02:00 02:30 03:00 03:30 04:00 04:30 05:00',
    ],
    [
      'when clocks go back',
      '2026-10-24T22:00:00Z',
      600,
      'Europe/Berlin',
      '25 Oct 01:00 02:00 02:00 03:00 04:00 05:00 06:00 07:00 08:00 09:00',
    ],
    [
      'on days with 25 hours',
      '2026-10-23T12:00:00Z',
      4 * 1440,
      'Europe/Berlin',
      '24 Oct 12:00 25 Oct 12:00 26 Oct 12:00 27 Oct 12:00',
    ],
    [
      'days',
      '2026-11-01T12:00:00Z',
      8 * 1440,
      'America/New_York',
      '2 Nov 3 Nov 4 Nov 5 Nov 6 Nov 7 Nov 8 Nov 9 Nov',
    ],
    ['years', '2020-01-01T00:00:00Z', 6 * 366 * 1440, 'UTC', ''],
  ])('%s', (what, startedAt, minutes, timeZone, axis) => {
    if (what === 'years') expect(axisOf(startedAt, minutes, timeZone)).toMatch(/^Jan 2020 .*202[56]$/);
    else expect(axisOf(startedAt, minutes, timeZone)).toBe(axis);
  });
});
