import type { CampaignImage } from '@appstream-campaign/core';
import { newCampaign, plusMinutes } from '@appstream-campaign/core/internal';
import { oneLine } from '@appstream-campaign/core/messages';
import { type CampaignReport, renderReport } from '@appstream-campaign/report';
import { runs } from '@appstream-campaign/test-support/sample';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { anyReport, outside } from './any-campaign.ts';
import { elementsOf, textOf, textsOf } from './page-tree.ts';
import { MORNING, NIGHT, runningReport, sampleReport, stoppedReport } from './sample-campaigns.ts';

const RUNS = { numRuns: runs(12, 60) };

/** The names that a reader has to find. */
const namesIn = ({ state, plan }: CampaignReport) => {
  const planned = plan?.images.map(({ image }) => image) ?? [];
  return [...new Set([...state.images.map(({ source }) => source), ...planned])].map(oneLine);
};

const html = (report: CampaignReport, title = 'T') =>
  renderReport({ at: MORNING, title, campaigns: [report] }, 'html');
const csv = (report: CampaignReport): string[][] =>
  parseCsv(renderReport({ at: MORNING, campaigns: [report] }, 'csv'), { record_delimiter: '\r\n' });
const markdown = (report: CampaignReport) =>
  micromark(renderReport({ at: MORNING, campaigns: [report] }, 'markdown'), {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

/** Spaces at the ends and in rows are not for people to see. */
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The kinds of elements of a page, each with the names of its attributes. */
const kindsOf = (page: string) =>
  new Set(
    elementsOf(page).map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(' ')),
  );

describe('HTML', () => {
  test('has every image, whatever its name', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const rows = textsOf(html(report), 'th').map(squeezed);
        for (const name of namesIn(report)) expect(rows).toContain(squeezed(name));
      }),
      RUNS,
    );
  });

  test('nothing from outside becomes an element or an attribute', () => {
    const at = MORNING;
    const ours = [sampleReport(), runningReport(), stoppedReport()];
    const known = ours.flatMap((report) => [...kindsOf(renderReport({ at, campaigns: [report] }, 'html'))]);
    fc.assert(
      fc.property(anyReport, outside, (report, title) => {
        const page = html(report, title);
        expect(known).toEqual(expect.arrayContaining([...kindsOf(page)]));
        const rows = elementsOf(page).filter(({ tagName }) => tagName === 'tr');
        const tables = elementsOf(page).filter(({ tagName }) => tagName === 'table').length;
        const tagged = tables === 2 ? report.state.images.length : 0;
        expect(rows).toHaveLength(namesIn(report).length + tagged + tables);
      }),
      RUNS,
    );
  });

  test('nothing from outside is a script, a link or a style, tags included', () => {
    fc.assert(
      fc.property(anyReport, outside, (report, title) => {
        const elements = elementsOf(html(report, title));
        const kinds = elements.map(({ tagName }) => tagName);
        expect(kinds.filter((kind) => ['script', 'img', 'a'].includes(kind)).length).toBeLessThanOrEqual(1);
        expect(kinds.filter((kind) => kind === 'style')).toHaveLength(1);
        const attributes = elements.flatMap(({ attrs }) => attrs);
        expect(attributes.filter(({ name }) => name.startsWith('on'))).toEqual([]);
        expect(attributes.filter(({ name, value }) => name === 'href' && !value.startsWith('#'))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('Markdown', () => {
  test('has every image, whatever its name', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const cells = textsOf(markdown(report), 'td').map(squeezed);
        for (const name of namesIn(report)) expect(cells).toContain(squeezed(name));
      }),
      RUNS,
    );
  });

  test('nothing from outside is read as Markdown or HTML', () => {
    const allowed = new Set(
      ['html', 'head', 'body', 'h1', 'h2', 'h3', 'p', 'strong', 'ul', 'ol', 'li', 'br', 'code'].concat([
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
      ]),
    );
    fc.assert(
      fc.property(anyReport, (report) => {
        const page = markdown(report);
        for (const { tagName, attrs } of elementsOf(page)) {
          expect(allowed).toContain(tagName);
          expect(attrs).toEqual([]);
        }
        const outOfCode = textOf(elementsOf(page.replace(/<code>[\s\S]*?<\/code>/g, ''))[0] as never);
        for (const word of ['alert', 'example.com', 'HYPERLINK', '@somebody'])
          expect(outOfCode).not.toContain(word);
      }),
      RUNS,
    );
  });
});

describe('CSV', () => {
  test('has every image in a line of its own, whatever its name', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const [head = [], ...lines] = csv(report);
        const column = head.indexOf('image');
        const bare = (cell: string | undefined) => cell?.replace(/^'(?=[=+\-@\t\r＝＋－＠])/u, '');
        expect(lines.map((line) => bare(line[column])).sort()).toEqual([...namesIn(report)].sort());
      }),
      RUNS,
    );
  });

  test('no cell is run as a formula', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const cell of csv(report).flat()) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      }),
      RUNS,
    );
  });

  test('is as RFC 4180 has it', () => {
    const text = renderReport({ at: MORNING, campaigns: [sampleReport()] }, 'csv');
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const [head = [], ...lines] = csv(sampleReport());
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line).toHaveLength(head.length);
    const failed = Object.fromEntries(head.map((name, index) => [name, lines[4]?.[index]]));
    expect(failed).toMatchObject({
      campaign: 'night',
      region: 'eu-west-1',
      image: 'Legal-Research',
      outcome: 'failed',
      'failed successors': 'Legal-Research-Updated-20261123',
      slot: '3',
      minutes: '98',
      reason: 'the update did not succeed',
      detail: 'INTERNAL_SERVICE_ERROR: Failed to update Amazon SSM Agent.',
      'tag changes': 'Legal-Research: Team: it -> ',
    });
  });
});

test('a thousand images with the longest names are all there, in every form', () => {
  const images = Array.from({ length: 1000 }, (_, index): CampaignImage => {
    const source = `${String(index).padStart(4, '0')}-${'n'.repeat(96)}`;
    const startedAt = plusMinutes(NIGHT, Math.floor(index / 50) * 80);
    const endedAt = plusMinutes(startedAt, 75);
    return {
      status: 'updated',
      source,
      successor: source.slice(0, 84).concat('-Updated-20261123'),
      startedAt,
      endedAt,
    };
  });
  const report = { state: { ...newCampaign('large', NIGHT), status: 'over' as const, images }, slots: 50 };
  for (const format of ['html', 'markdown', 'csv'] as const) {
    const text = renderReport({ at: MORNING, campaigns: [report] }, format);
    for (const { source } of images) expect(text).toContain(source);
    expect(text.length).toBeLessThan(1_500_000);
  }
});
