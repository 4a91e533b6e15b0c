import { readFile } from 'node:fs/promises';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { compileMail } from '../../build-mail.mjs';

const at = (minutes: number) => new Date(Date.parse('2026-12-01T02:00:00Z') + minutes * 60_000).toISOString();
const failure = (
  source: string,
  code: 'update-failed' | 'incompatible' = 'update-failed',
): AnnouncedEvent => ({
  id: `c/updateFailed/${source}`,
  campaign: 'c',
  at: at(51),
  type: 'updateFailed',
  source,
  successor: `${source}-2`,
  startedAt: at(0),
  reason: { code, detail: 'INTERNAL_SERVICE_ERROR' },
});
const end: AnnouncedEvent = {
  id: 'c/campaignEnded',
  campaign: 'c',
  at: at(95),
  type: 'campaignEnded',
  startedAt: at(0),
  updated: [{ status: 'updated', source: 'Good', successor: 'Good-2', startedAt: at(5), endedAt: at(95) }],
  failed: [
    { status: 'failed', source: 'Bad', startedAt: at(0), endedAt: at(51), reason: { code: 'update-failed' } },
  ],
  skipped: [{ status: 'skipped', source: 'Same', endedAt: at(1), reason: { code: 'current' } }],
};

/** What a reader sees of an HTML page, without its marks. */
const seen = (html: string) =>
  html
    .replace(/^[\s\S]*<body/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');

test('the template in the sources is what MJML makes of the template in mail/', async () => {
  const template = await readFile(new URL('../../mail/template.mjml', import.meta.url), 'utf8');
  const current = await readFile(new URL('../../src/messages/mail-template.ts', import.meta.url), 'utf8');
  expect(await compileMail(template)).toBe(current);
});

describe('a mail', () => {
  test('loads nothing from elsewhere and runs nothing', () => {
    for (const event of [end, ...SAMPLE_EVENTS]) {
      const { html } = renderMessage(event);
      expect(html).not.toMatch(
        /<(img|link|script|iframe|form|input|object|video|a)\b|@import|url\(|src=|\son\w+=/i,
      );
      expect(html.match(/https?:[^"' ]+/g) ?? []).toEqual(['http://www.w3.org/1999/xhtml']);
      expect(html).not.toContain('{{');
    }
  });

  test('has a look for dark mode and for phones', () => {
    const { html } = renderMessage(end);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('@media (max-width: 480px)');
    expect(html).toContain('name="viewport"');
  });

  test('shows every image with outcome, reason, duration and successor; failures first', () => {
    const { html, text } = renderMessage(end);
    const page = seen(html);
    expect(page).toMatch(/Bad The update did not succeed failed 51 min .*Good → Good-2 updated 1 h 30 min/);
    expect(page).toMatch(/Same It is up to date already skipped/);
    expect(page).toMatch(/ 1 failed 1 updated 1 skipped /);
    for (const part of ['Bad', 'The update did not succeed', '51 min', 'Good-2', '1 h 30 min', 'Same']) {
      expect(text).toContain(part);
    }
  });

  test.each<[string, AnnouncedEvent | readonly AnnouncedEvent[]]>([
    ['Failed: Design-Workstation-2022', failure('Design-Workstation-2022')],
    ['1 failed, 1 updated, 1 skipped: AppStrea', end],
    ['Stopped: AWS denied access', SAMPLE_EVENTS.find(({ type }) => type === 'campaignStopped') ?? []],
    ['3 failed: A, B and 1 more', ['A', 'B', 'C'].map((name) => failure(name))],
    [
      '1 failed, 1 updated: Bad',
      [failure('Bad'), { ...failure('X'), type: 'imageUpdated', source: 'X', successor: 'X-2' }],
    ],
  ])('says its result in the first 40 characters: %s', (start, events) => {
    expect(renderMessage(events).subject.slice(0, 40)).toContain(start.slice(0, 40));
  });
});

describe('a mail about several events', () => {
  test('names each image, and each advice once', () => {
    const names = Array.from({ length: 40 }, (_, index) => `Image-${index}`);
    const { text, html } = renderMessage([
      ...names.map((name) => failure(name)),
      failure('Old', 'incompatible'),
    ]);
    for (const name of [...names, 'Old']) {
      expect(text).toContain(`- ${name}\n`);
      expect(html).toContain(`>${name}<`);
    }
    expect(text.match(/newest version of the SSM Agent/g)).toHaveLength(1);
    expect(text).toContain('What to do next where the update did not succeed (40):');
    expect(text).toContain('What to do next where AppStream cannot apply managed updates to it (1):');
  });

  test('is the summary when the campaign is over: that has them all', () => {
    expect(renderMessage([failure('Bad'), end])).toEqual(renderMessage(end));
  });

  test('is the stop, with the images beneath it, when the campaign stopped', () => {
    const stop = SAMPLE_EVENTS.find(({ type }) => type === 'campaignStopped');
    const { subject, text } = renderMessage([failure('Bad'), ...(stop === undefined ? [] : [stop])]);
    expect(subject).toMatch(/^Stopped: /);
    expect(text).toContain('- Bad\n');
  });

  test('says of each image what was heard last', () => {
    const { text, subject } = renderMessage([
      { id: '1', campaign: 'c', at: at(0), type: 'campaignStarted', candidates: 2 },
      { id: '2', campaign: 'c', at: at(0), type: 'updateStarted', source: 'A', successor: 'A-2' },
      { id: '3', campaign: 'c', at: at(0), type: 'updateStarted', source: 'B', successor: 'B-2' },
      { id: '4', campaign: 'c', at: at(60), type: 'imageUpdated', source: 'A', successor: 'A-2' },
    ]);
    expect(subject).toBe('1 in progress, 1 updated: B (AppStream images)');
    expect(text).toContain('The campaign has started, with 2 enrolled images. Since the last message');
    expect(text.match(/- A\n/g)).toHaveLength(1);
  });
});
