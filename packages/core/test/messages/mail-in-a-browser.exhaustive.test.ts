import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { findBrowser } from '@appstream-campaign/test-support/find-browser';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// A mail is shown within the page of a mail program, which has the landmarks.
const AXE_RUN = `axe.run({ rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } } })`;
const path = findBrowser();
let browser: Browser | undefined;
beforeAll(async () => {
  if (path === undefined) return;
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

const at = '2026-11-23T12:30:00.000Z';
/** The longest names that images can have, without a place to break them; and the longest texts. */
const long = (letter: string): AnnouncedEvent => ({
  id: letter,
  campaign: 'c'.repeat(120),
  at,
  type: 'updateFailed',
  source: letter.repeat(101),
  successor: `${letter}2`.repeat(50),
  startedAt: '2026-11-23T08:30:00.000Z',
  reason: { code: 'update-failed', detail: letter.repeat(240) },
});
const MAILS: readonly [what: string, html: string][] = [
  ...SAMPLE_EVENTS.map((event): [string, string] => [event.type, renderMessage(event).html]),
  ['the longest names there are', renderMessage([long('W'), long('m')]).html],
  ['the longest name there is', renderMessage(long('W')).html],
];

async function open(
  context: TestContext,
  look: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
) {
  if (browser === undefined) {
    context.skip('No Chromium was found: set CHROMIUM_PATH, or install one, to look at mails in it.');
    throw new Error('unreachable: the test was skipped');
  }
  const { width, colorScheme } = look;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, offline: true });
  context.onTestFinished(() => page.close());
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const show = (html: string) => page.setContent(html, { waitUntil: 'load' });
  return { page, requests, show };
}

describe.each([
  { width: 1000, colorScheme: 'light' },
  { width: 1000, colorScheme: 'dark' },
  { width: 375, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const)('a mail, $width pixels wide, $colorScheme', (look) => {
  test('fits, and asks for nothing', async (context) => {
    const { page, requests, show } = await open(context, look);
    for (const [what, html] of MAILS) {
      await show(html);
      expect(await page.evaluate('document.documentElement.scrollWidth'), what).toBe(look.width);
      expect(requests).toEqual([]);
    }
  });

  test('has contrast, and no other fault of accessibility that axe knows', async (context) => {
    const { page, show } = await open(context, look);
    for (const [what, html] of MAILS.filter(([name]) =>
      /^(updateFailed|campaign(Stopped|Ended))$/.test(name),
    )) {
      await show(html);
      await page.evaluate(AXE);
      const { violations, passes } = (await page.evaluate(AXE_RUN)) as AxeResults;
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))]),
        what,
      ).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
    }
  });

  test('has the colours of the scheme', async (context) => {
    const { page, show } = await open(context, look);
    await show(MAILS.at(-1)?.[1] ?? '');
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(look.colorScheme === 'dark' ? 'rgb(20, 24, 29)' : 'rgb(238, 241, 244)');
  });
});
