import type { AnnouncedEvent } from '@appstream-campaign/core';
import { describeEvents } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { quickTiming, test } from '@appstream-campaign/test-support/channel-server';
import { teamsWorkflow, workflowPath } from '@appstream-campaign/test-support/teams-server';
import { TeamsNotifier } from '@appstream-campaign/web-notifiers/teams';
import * as cards from 'adaptivecards';
import { describe, expect } from 'vitest';
import { toTeamsMessages } from '../src/teams-card.ts';

const EVENT = SAMPLE_EVENTS.find(({ type }) => type === 'updateFailed') as AnnouncedEvent;
const failures = (count: number): AnnouncedEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    ...EVENT,
    id: `f/${index}`,
    source: `${'n'.repeat(90)}-${String(index).padStart(4, '0')}`,
  })) as AnnouncedEvent[];
/** As Teams keeps it: a text in a text. */
const bytes = (message: object) => Buffer.byteLength(JSON.stringify(JSON.stringify(message)));

describe('a card for Teams', () => {
  test('is one, by the library that its publisher renders cards with', () => {
    for (const events of [...SAMPLE_EVENTS.map((event) => [event]), SAMPLE_EVENTS, failures(40)]) {
      for (const { attachments } of toTeamsMessages(describeEvents(events))) {
        const context = new cards.SerializationContext(cards.Versions.v1_4);
        const card = new cards.AdaptiveCard();
        card.parse(attachments[0].content, context);
        const told = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
        expect(told.map(({ message }) => message)).toEqual([]);
        expect(card.validateProperties().validationEvents).toEqual([]);
        expect(card.getItemCount()).toBe(attachments[0].content.body.length);
      }
    }
  });

  test('would be found out by that library, if it were wrong', () => {
    const context = new cards.SerializationContext(cards.Versions.v1_4);
    new cards.AdaptiveCard().parse(
      { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'Nothing' }] },
      context,
    );
    expect(context.eventCount).toBeGreaterThan(0);
  });

  test('shows outside texts as they are: as Markdown they could be links', () => {
    const source = '[free](https://example.com) **bold** <b>';
    const [message] = toTeamsMessages(describeEvents({ ...EVENT, source } as AnnouncedEvent));
    const [card] = message?.attachments ?? [];
    const runs = card?.content.body.flatMap(({ type, inlines }) => {
      expect(type).toBe('RichTextBlock');
      return inlines;
    });
    expect(runs).toContainEqual(expect.objectContaining({ type: 'TextRun', text: source }));
  });

  test('is one as long as it fits into the limit, and two when it is a row over', () => {
    let count = 1;
    while (toTeamsMessages(describeEvents(failures(count + 1))).length === 1) count++;
    const [full, ...none] = toTeamsMessages(describeEvents(failures(count)));
    expect(none).toEqual([]);
    expect(bytes(full ?? {})).toBeLessThanOrEqual(27_000);
    expect(bytes(full ?? {})).toBeGreaterThan(26_000);
    const over = toTeamsMessages(describeEvents(failures(count + 1)));
    expect(over).toHaveLength(2);
    for (const message of over) expect(bytes(message)).toBeLessThanOrEqual(27_000);
    expect(JSON.stringify(over[1])).toContain('(2 of 2)');
  });
});

test('a card fits however many quotes and backslashes its texts have', () => {
  const texts = ['"', '\\', 'ü', '\u{1F600}', 'x'].map((one) => one.repeat(5000));
  for (const text of texts) {
    const reason = { code: 'update-failed', detail: text } as const;
    const events = failures(3).map((event) => ({
      ...event,
      campaign: text,
      source: text,
      successor: text,
      reason,
    }));
    for (const message of toTeamsMessages(describeEvents(events as AnnouncedEvent[]))) {
      expect(bytes(message)).toBeLessThanOrEqual(27_000);
    }
  }
});

describe('TeamsNotifier', () => {
  test('pauses between the parts of a long message', async ({ open }) => {
    const server = await open(teamsWorkflow);
    const timing = quickTiming();
    const teams = new TeamsNotifier({ url: server.url + workflowPath, timing });
    await teams.notifyMany({ events: failures(200), progress: {} as never });
    expect(server.seen.length).toBeGreaterThan(1);
    expect(server.seen.length).toBeLessThanOrEqual(4);
    expect(timing.pauses).toEqual(server.seen.slice(1).map(() => 1000));
  });

  test.for([1, 20, 60, 70, 80, 120])('of %d failures, none is lost on its way', async (count, { open }) => {
    const server = await open(teamsWorkflow);
    const teams = new TeamsNotifier({ url: server.url + workflowPath, timing: quickTiming() });
    const events = failures(count).map((event, index) => ({ ...event, source: `Image-${index}-of-finance` }));
    await teams.notifyMany({ events: events as AnnouncedEvent[], progress: {} as never });
    const seen = server.seen.join('\n');
    expect(events.filter(({ source }) => !seen.includes(source))).toEqual([]);
  });

  test.for([
    [
      401,
      { error: { code: 'DirectApiAuthorizationRequired' } },
      /answered 401 and ".*" ?\. Copy the address of the workflow again|Copy the address/,
    ],
    [404, 'WorkflowNotFound', /was deleted or its address has changed/],
    [400, 'TriggerInputSchemaMismatch', /Check in Power Automate/],
    [
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413',
      /Look at the runs/,
    ],
  ] as const)('says what to do about %s', async ([status, body, says], { open }) => {
    const server = await open(teamsWorkflow);
    server.instead.push({ status, body });
    const teams = new TeamsNotifier({ url: server.url + workflowPath, timing: quickTiming() });
    const error: unknown = await teams.notify(EVENT).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(says);
    expect(String(error)).not.toContain('right-and-secret');
  });

  test('leaves Teams alone for as long as it asks', async ({ open }) => {
    const server = await open(teamsWorkflow);
    server.instead.push({ status: 429, headers: { 'retry-after': '37' } });
    const teams = new TeamsNotifier({ url: server.url + workflowPath, timing: quickTiming() });
    await expect(teams.notify(EVENT)).rejects.toMatchObject({ retryAfterSeconds: 37 });
  });

  test('with a wrong signature, says so', async ({ open }) => {
    const server = await open(teamsWorkflow);
    const url = `${server.url}${workflowPath}`.replace('sig=right', 'sig=wrong');
    await expect(new TeamsNotifier({ url }).notify(EVENT)).rejects.toThrow('its signature is not valid');
  });

  test('has the route that it is said to have', () => {
    expect(new TeamsNotifier({ url: 'https://example.com' })).toMatchObject({
      name: 'teams',
      digestMinutes: 15,
    });
    expect(() => new TeamsNotifier({ uri: 'x' } as never)).toThrow('option uri is not known');
  });
});
