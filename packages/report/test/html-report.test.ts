import type { CampaignImage } from '@appstream-campaign/core';
import type { CampaignReport } from '@appstream-campaign/report';
import { renderReport } from '@appstream-campaign/report';
import { describe, expect, test } from 'vitest';
import { attribute, byId, elementsOf, textOf, textsOf } from './page-tree.ts';
import {
  haltedReport,
  MORNING,
  NIGHT,
  runningReport,
  sampleReport,
  stoppedReport,
} from './sample-campaigns.ts';

const pageOf = (...campaigns: readonly CampaignReport[]) => renderReport({ at: MORNING, campaigns }, 'html');
const all = () => pageOf(sampleReport(), runningReport(), stoppedReport());

describe('a page that needs nothing else', () => {
  test('runs no script and loads nothing', () => {
    const elements = elementsOf(all());
    const kinds = new Set(elements.map(({ tagName }) => tagName));
    for (const kind of [
      'script',
      'link',
      'img',
      'iframe',
      'object',
      'embed',
      'form',
      'base',
      'use',
      'image',
    ]) {
      expect(kinds).not.toContain(kind);
    }
    const attributes = elements.flatMap(({ attrs }) => attrs);
    expect(attributes.filter(({ name }) => name.startsWith('on') || name === 'style')).toEqual([]);
    const links = attributes.filter(({ name }) => ['href', 'src', 'srcset', 'action'].includes(name));
    expect(links.filter(({ value }) => !value.startsWith('#'))).toEqual([]);
    expect(all().match(/@import|https?:\/\/(?!www\.w3\.org\/2000\/svg")/g)).toBeNull();
    for (const [, inside] of all().matchAll(/url\(([^)]*)\)/g)) expect(inside).toMatch(/^#[a-z-]+$/);
  });

  test('forbids all of that as well', () => {
    const policy = elementsOf(all()).find(
      (one) => attribute(one, 'http-equiv') === 'Content-Security-Policy',
    );
    expect(policy && attribute(policy, 'content')).toContain("default-src 'none'");
  });

  test('is light, dark and for paper', () => {
    const style = textsOf(all(), 'style').join('');
    expect(style).toContain('@media (prefers-color-scheme: dark)');
    expect(style).toContain('@media print');
    const defined = new Set([...style.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
    for (const [, name] of all().matchAll(/var\((--[\w-]+)\)/g)) expect(defined).toContain(name);
  });
});

describe('a page that can be read aloud', () => {
  test('has a language, a title, and headings without a gap', () => {
    const elements = elementsOf(all());
    expect(elements.find(({ tagName }) => tagName === 'html')?.attrs).toContainEqual({
      name: 'lang',
      value: 'en',
    });
    expect(textsOf(all(), 'title')[0]).toBe('AppStream image updates');
    const levels = elements.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    }
  });

  test('its tables have a caption, and headings for columns and rows', () => {
    const tables = elementsOf(all()).filter(({ tagName }) => tagName === 'table');
    expect(tables.length).toBeGreaterThan(3);
    for (const table of tables) {
      expect(table.childNodes.some(({ nodeName }) => nodeName === 'caption')).toBe(true);
    }
    const headings = elementsOf(all()).filter(({ tagName }) => tagName === 'th');
    for (const heading of headings) expect(attribute(heading, 'scope')).toMatch(/^(col|row)$/);
  });

  test('ids are unique, and what points at one finds it', () => {
    const elements = elementsOf(all());
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    const ownIds = ids.filter((id) => id !== 'failed-stripes');
    expect(new Set(ownIds).size).toBe(ownIds.length);
    const pointers = elements.flatMap((element) => [
      ...(attribute(element, 'aria-labelledby')?.split(' ') ?? []),
      ...(attribute(element, 'href')?.slice(1) ?? '').split(' ').filter(Boolean),
    ]);
    expect(pointers.length).toBeGreaterThan(5);
    for (const pointer of pointers) expect(ids).toContain(pointer);
  });

  test('the chart is a picture with a title, a description, and a table that says the same', () => {
    const page = pageOf(sampleReport());
    const chart = elementsOf(page).find((element) => attribute(element, 'role') === 'img');
    expect(chart?.tagName).toBe('svg');
    expect(textOf(byId(page, 'chart-1-title'))).toBe('Updates by slot over time');
    expect(textOf(byId(page, 'chart-1-desc'))).toBe(
      '4 updates in 3 slots, the first from 2026-11-23 20:00 UTC: 3 updated, 1 failed.',
    );
    const rows = elementsOf(page).flatMap((one) => (one.tagName === 'tr' ? [textOf(one)] : []));
    expect(rows).toContain(
      'Finance-DesktopUpdatedFinance-Desktop-Updated-2026112312026-11-23 21:182026-11-23 22:501 h 32 min',
    );
  });
});

test('each bar of the chart is as long as its update took, in its lane, with its name', () => {
  const elements = elementsOf(pageOf(sampleReport()));
  const number = (element: (typeof elements)[number], name: string) => Number(attribute(element, name));
  const bars = elements.filter((one) => attribute(one, 'fill')?.match(/^(var\(--updated\)|url)/));
  const [callCenter, design, finance, legal] = bars.filter((one) => number(one, 'width') > 100);
  if (!callCenter || !design || !finance || !legal) throw new Error('There are fewer than four bars.');
  // The campaign took 170 minutes, over a width of 1000.
  expect(number(callCenter, 'x')).toBe(0);
  expect(number(callCenter, 'width')).toBeCloseTo((78 / 170) * 1000, 1);
  expect(number(finance, 'x')).toBeCloseTo((78 / 170) * 1000, 1);
  expect(number(finance, 'width')).toBeCloseTo((92 / 170) * 1000, 1);
  expect(number(legal, 'x')).toBeCloseTo((70 / 170) * 1000, 1);
  expect(attribute(finance, 'y')).toBe(attribute(callCenter, 'y'));
  expect(number(design, 'y') - number(callCenter, 'y')).toBeCloseTo(30, 1);
  const labels = elements.flatMap((one) => (one.tagName === 'text' ? [textOf(one)] : []));
  expect(labels).toEqual(
    expect.arrayContaining([
      'Call-Center',
      'Finance-Desktop',
      '✕ Legal-Research',
      '20:30',
      '22:30',
      '1',
      '3',
    ]),
  );
});

describe('what the page tells', () => {
  test('the outcome, with numbers', () => {
    const page = pageOf(sampleReport());
    expect(page).toContain('Over: 1 of 5 images failed.');
    expect(textsOf(page, 'dl')[0]?.replaceAll('\n', ' ').trim()).toBe(
      'Updated3 Failed1 Skipped1 Not a candidate1',
    );
    expect(textsOf(page, 'dl')[1]).toContain('Took2 h 50 min');
  });

  test('what to do next, for what failed', () => {
    const [todo = ''] = textsOf(pageOf(sampleReport()), 'article');
    expect(todo).toContain('1 image: the update did not succeed');
    expect(todo).toContain('Legal-Research');
    expect(todo).toContain('INTERNAL_SERVICE_ERROR: Failed to update Amazon SSM Agent.');
    expect(todo).toContain('Check that the newest version of the SSM Agent is installed');
  });

  test('why a stopped campaign stopped', () => {
    const page = pageOf(stoppedReport());
    expect(page).toContain('Stopped: AWS denied access.');
    expect(page).toContain('<q>AccessDenied: &lt;not allowed&gt;</q>');
    expect(textsOf(page, 'article')[0]).toContain('Allow the action that the message above names');
  });

  test('why a halted campaign starts nothing more', () => {
    const page = pageOf(haltedReport());
    expect(page).toContain('Halted, and nothing more is started: too many updates failed.');
    expect(textsOf(page, 'article')[0]).toContain('do they have a cause in common?');
  });

  test('which successors of an image failed before', () => {
    expect(textsOf(pageOf(sampleReport()), 'td').join('\n')).toContain(
      'Successor: Legal-Research-Updated-20261123-2Tried before, and failed: Legal-Research-Updated-20261123',
    );
  });

  test('a failed attempt takes its place in the timeline, and a length that nobody saw is "at most"', () => {
    const { state, ...rest } = sampleReport();
    const images = state.images.map((image): CampaignImage => {
      if (image.status === 'failed') return { ...image, failedTimes: [[0, 60]] };
      return image.status === 'updated' ? { ...image, endSeenLate: true } : image;
    });
    const page = pageOf({ ...rest, state: { ...state, images } });
    expect(textOf(byId(page, 'chart-1-desc'))).toBe(
      '5 updates in 3 slots, the first from 2026-11-23 20:00 UTC: 3 updated, 2 failed.',
    );
    const labels = elementsOf(page).flatMap((one) => (one.tagName === 'text' ? [textOf(one)] : []));
    expect(labels.filter((label) => label === '✕ Legal-Research')).toHaveLength(2);
    expect(textsOf(page, 'td')).toContain('at most 1 h 32 min');
  });

  test('a stop that was requested is no alarm, and its words are not AppStream’s', () => {
    const { state } = stoppedReport();
    const page = pageOf({
      state: { ...state, stopped: { code: 'stop-requested', detail: 'the change window is over' } },
    });
    expect(page).toContain('Stopped as requested.');
    expect(page).toContain('Details: <q>the change window is over</q>');
    expect(page).not.toContain('AppStream says: <q>the change');
  });

  test('how far a running campaign has come', () => {
    const page = pageOf(runningReport());
    expect(page).toContain('Under way: 2 of 3 images to go.');
    expect(textsOf(page, 'dl')[1]).toContain('Next check2026-11-23 22:00');
    expect(textOf(byId(page, 'chart-1-desc'))).toContain('1 updated, 1 in progress');
  });

  test('which tags changed, and no others', () => {
    const rows = elementsOf(pageOf(sampleReport())).flatMap((one) =>
      one.tagName === 'tr' ? [textOf(one)] : [],
    );
    expect(rows).toContain(
      'Call-CenterAutoUpdate=EnabledAutoUpdate=CompletedNextVersion=Call-Center-Updated-20261123',
    );
    expect(rows).toContain('Legal-ResearchTeam=itnone of these');
    expect(rows.filter((row) => row.startsWith('HR-PortalAuto'))).toEqual([]);
  });

  test('several campaigns have an overview with the way to each', () => {
    const page = all();
    expect(textOf(byId(page, 'overview'))).toBe('Overview');
    expect(textsOf(page, 'h2')).toEqual([
      'Overview',
      'Campaign night production (123456789012), eu-west-1',
      'Campaign late',
      'Campaign stopped',
    ]);
  });

  test('updates that overlap never share a slot, and slots that stayed empty are drawn', () => {
    const page = pageOf({ ...sampleReport(), slots: 8 });
    const labels = elementsOf(page).flatMap((one) => (one.tagName === 'text' ? [textOf(one)] : []));
    expect(labels).toEqual(
      expect.arrayContaining(['1', '2', '3', '4', '5', '6', '7', '8', '✕ Legal-Research']),
    );
  });
});

describe('refuses', () => {
  const campaigns = [sampleReport()];
  test.each([
    [
      'an unknown form',
      () => renderReport({ at: NIGHT, campaigns }, 'pdf' as never),
      'Report format is "pdf"',
    ],
    [
      'a time that is none',
      () => renderReport({ at: 'now', campaigns }, 'html'),
      'Report option at is "now"',
    ],
    ['no campaign', () => renderReport({ at: NIGHT, campaigns: [] }, 'csv'), 'campaigns is empty'],
  ])('%s', (_, render, said) => {
    expect(render).toThrow(said);
  });
});
