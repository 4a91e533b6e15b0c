import type { AnnouncedEvent } from '@appstream-campaign/core';
import { describeEvents } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { quickTiming, test } from '@appstream-campaign/test-support/channel-server';
import { slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { SlackWebhookNotifier } from '@appstream-campaign/web-notifiers/slack';
import { describe, expect } from 'vitest';
import { type SlackMessage, toSlackMessages } from '../src/slack-blocks.ts';

const EVENT = SAMPLE_EVENTS.find(({ type }) => type === 'updateFailed') as AnnouncedEvent;
const failures = (count: number, length: number = 90): AnnouncedEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    ...EVENT,
    id: `f/${index}`,
    source: `${'n'.repeat(length)}-${String(index).padStart(4, '0')}`,
  })) as AnnouncedEvent[];
const lengthOf = ({ blocks }: SlackMessage) =>
  blocks
    .flatMap((block): readonly { readonly text: string }[] =>
      block.type === 'context' ? block.elements : [block.text],
    )
    .reduce((sum, { text }) => sum + text.length, 0);
const paragraphs = (texts: readonly string[]) => ({
  ...describeEvents(EVENT),
  blocks: texts.map((text) => ({ kind: 'paragraph', text }) as const),
});
const right = '/services/T000/B000/right';

describe('a message for Slack', () => {
  test('is one as long as its characters fit, and two when there is one more', () => {
    // Five paragraphs within the limit of a section; the small print with campaign and time comes last.
    const { origin } = describeEvents(EVENT);
    const room = 12_000 - 150 - origin.length;
    const exactly = [3000, 3000, 3000, room - 9000].map((length) => 'x'.repeat(length));
    expect(toSlackMessages(paragraphs(exactly))).toHaveLength(1);
    const over = toSlackMessages(paragraphs([...exactly, 'x']));
    expect(over).toHaveLength(2);
    for (const message of over) expect(lengthOf(message)).toBeLessThanOrEqual(12_000);
    expect(over[1]?.blocks[0]).toMatchObject({
      type: 'header',
      text: { text: expect.stringMatching(/ \(2 of 2\)$/) },
    });
  });

  test('has at most 50 blocks', () => {
    const most = Array.from({ length: 48 }, () => 'x');
    expect(toSlackMessages(paragraphs(most)).map(({ blocks }) => blocks.length)).toEqual([50]);
    expect(toSlackMessages(paragraphs([...most, 'x'])).map(({ blocks }) => blocks.length)).toEqual([50, 2]);
  });

  test('has sections of at most 3,000 characters, cut visibly and never within an escaped one', () => {
    for (const text of ['x'.repeat(3000), 'x'.repeat(3001), `${'x'.repeat(2996)}&&&&`, '😀'.repeat(1501)]) {
      const [message] = toSlackMessages(paragraphs([text]));
      const shown = message?.blocks[1];
      const content = shown?.type === 'section' ? shown.text.text : '';
      expect(content.length).toBeLessThanOrEqual(3000);
      expect(content.endsWith('…')).toBe(text !== 'x'.repeat(3000));
      expect(content.isWellFormed()).toBe(true);
      expect(content.replaceAll('&amp;', '')).not.toContain('&');
    }
  });

  test('has a headline of at most 150 characters', () => {
    const headline = (length: number) => {
      const [message] = toSlackMessages({ ...describeEvents(EVENT), headline: 'h'.repeat(length) });
      const [block] = message?.blocks ?? [];
      return block?.type === 'header' ? block.text.text : '';
    };
    expect(headline(150)).toBe('h'.repeat(150));
    expect(headline(151)).toBe(`${'h'.repeat(149)}…`);
  });

  test('escapes what would call people or make links', () => {
    const detail = '<!channel> <https://example.com|click> & <@U012>';
    const told = { ...EVENT, reason: { code: 'update-failed', detail } } as AnnouncedEvent;
    const json = JSON.stringify(toSlackMessages(describeEvents(told)));
    expect(json).not.toMatch(/<[!@h]/);
    expect(json).toContain('&lt;!channel&gt; &lt;https://example.com|click&gt; &amp; &lt;@U012&gt;');
  });
});

describe('SlackWebhookNotifier', () => {
  test('tells of 200 failures in a handful of messages, a second apart', async ({ open }) => {
    const server = await open(slackWebhook);
    const timing = quickTiming();
    const slack = new SlackWebhookNotifier({ url: server.url + right, timing });
    const events = failures(200);
    await slack.notifyMany({ events, progress: {} as never });
    expect(server.seen.length).toBeLessThanOrEqual(8);
    for (const event of events) expect(server.seen.join()).toContain('source' in event ? event.source : '?');
    expect(timing.pauses).toEqual(server.seen.slice(1).map(() => 1000));
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test.for([
    [404, 'no_service', 'Make a new incoming webhook'],
    [403, 'invalid_token', 'Make a new incoming webhook'],
    [410, 'channel_is_archived', 'Unarchive the channel'],
    [404, 'user_not_found', 'Make a new one for a channel'],
    [403, 'action_prohibited', 'An admin of the workspace has restricted posting'],
    [403, 'posting_to_general_channel_denied', 'Choose another one'],
    [403, 'team_disabled', 'Ask its owner'],
    [400, 'invalid_payload', 'please report it'],
    [400, 'no_text', 'please report it'],
    [400, 'constructor', 'It may pass'],
    [200, 'something else than ok', 'It may pass'],
  ] as const)('says what to do about %s %s', async ([status, code, advice], { open }) => {
    const server = await open(slackWebhook);
    server.instead.push({ status, body: code });
    const slack = new SlackWebhookNotifier({ url: server.url + right, timing: quickTiming() });
    const error: unknown = await slack.notify(EVENT).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(new RegExp(`answered ${status} and "${code}"\\. .*${advice}`));
    expect(String(error)).not.toContain('/services');
  });

  test('waits as Slack says: a little itself, and longer in the outbox', async ({ open }) => {
    const server = await open(slackWebhook);
    const timing = quickTiming();
    const slack = new SlackWebhookNotifier({ url: server.url + right, timing });
    server.instead.push({ status: 429, headers: { 'retry-after': '3' } });
    await slack.notify(EVENT);
    expect(timing.pauses).toEqual([3000]);
    server.instead.push({ status: 429, headers: { 'retry-after': '30' } });
    await expect(slack.notify(EVENT)).rejects.toMatchObject({ retryAfterSeconds: 30 });
  });

  test('has the route that it is said to have', () => {
    const slack = new SlackWebhookNotifier({ url: 'https://hooks.slack.com/services/T/B/x' });
    expect(slack).toMatchObject({ name: 'slack', digestMinutes: 15, minSeverity: 'info' });
    expect(() => new SlackWebhookNotifier({ url: 'https://example.com', chanel: 'x' } as never)).toThrow(
      'SlackWebhookNotifier option chanel is not known',
    );
  });
});
