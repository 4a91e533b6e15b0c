import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CampaignImage } from '@appstream-campaign/core';
import { newCampaign, plusMinutes } from '@appstream-campaign/core/internal';
import { renderReport } from '@appstream-campaign/report';
import { findBrowser } from '@appstream-campaign/test-support/find-browser';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { MORNING, NIGHT, runningReport, sampleReport, stoppedReport } from './sample-campaigns.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE = renderReport(
  { at: MORNING, campaigns: [sampleReport(), runningReport(), stoppedReport()] },
  'html',
);
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const path = findBrowser();
let browser: Browser | undefined;
beforeAll(async () => {
  if (path === undefined) return;
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

interface Look {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
  readonly html?: string;
}

/** Opens the report without a network; tells what it asked for and what it complained about. */
async function open(context: TestContext, { viewport, colorScheme, html = PAGE }: Look) {
  if (browser === undefined) {
    context.skip('No Chromium was found: set CHROMIUM_PATH, or install one, to open the report in it.');
    throw new Error('unreachable: the test was skipped');
  }
  const page = await browser.newPage({ viewport, colorScheme, offline: true });
  context.onTestFinished(() => page.close());
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.setContent(html, { waitUntil: 'load' });
  return { page, requests, complaints };
}

const widthOf = (page: Page) => page.evaluate('document.documentElement.scrollWidth');

const LOOKS: readonly [what: string, look: Look][] = [
  ['on a desktop, light', { viewport: DESKTOP, colorScheme: 'light' }],
  ['on a desktop, dark', { viewport: DESKTOP, colorScheme: 'dark' }],
  ['on a phone, light', { viewport: PHONE, colorScheme: 'light' }],
  ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark' }],
];

describe.each(LOOKS)('%s', (_, look) => {
  test('has no fault of accessibility that axe knows', async (context) => {
    const { page } = await open(context, look);
    await page.evaluate(AXE);
    const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const checked = passes.map(({ id }) => id);
    expect(checked).toEqual(expect.arrayContaining(['color-contrast', 'svg-img-alt', 'document-title']));
  });

  test('opens without a network, and is as wide as its window', async (context) => {
    const { page, requests, complaints } = await open(context, look);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await widthOf(page)).toBe(look.viewport.width);
  });
});

test('the names in the chart stay in their bars', async (context) => {
  const images = Array.from({ length: 40 }, (_, index): CampaignImage => {
    const startedAt = plusMinutes(NIGHT, Math.floor(index / 5) * 60);
    const source = `${'WMm_iIl-'.repeat(index % 9)}${index}`;
    return {
      status: 'updated',
      source,
      successor: `${source}-2`,
      startedAt,
      endedAt: plusMinutes(startedAt, 60),
    };
  });
  const state = { ...newCampaign('wide', NIGHT), status: 'over' as const, images };
  const html = renderReport({ at: MORNING, campaigns: [{ state }] }, 'html');
  const { page } = await open(context, { viewport: DESKTOP, colorScheme: 'light', html });
  const widths = await page.evaluate(
    `[...document.querySelectorAll('figure > svg text')].filter((text) => text.textContent.endsWith('…') || /^[WMm_iIl-]*\\d+$/.test(text.textContent)).map((text) => text.getBBox().width)`,
  );
  expect(Array.isArray(widths) && widths.length).toBeGreaterThan(40);
  expect(Math.max(...(widths as number[]))).toBeLessThanOrEqual(1000 / 8);
});

test('goes on paper without losing what is beside the window', async (context) => {
  const { page } = await open(context, { viewport: PHONE, colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 1040, height: 700 });
  expect(await widthOf(page)).toBe(1040);
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(background).toBe('rgb(255, 255, 255)');
  expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-');
});
