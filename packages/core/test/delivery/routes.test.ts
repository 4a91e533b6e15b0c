import {
  type AnnouncedEvent,
  InvalidOptionsError,
  type Notifier,
  type Route,
  route,
  UpdateCampaign,
} from '@appstream-campaign/core';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';

const typesOf = (events: readonly AnnouncedEvent[]) => events.map(({ type }) => type);

async function run(images: Parameters<typeof enrolled>[], notifiers: readonly Notifier[]): Promise<void> {
  const { store, clock } = await createMemoryWorld({ images: images.map((image) => enrolled(...image)) });
  await new UpdateCampaign({ store, clock, notifiers }).run();
}

describe('routes', () => {
  test('send failures to the chat at once, and the summary to the mail', async () => {
    const chat = new RecordingNotifier({ name: 'chat' });
    const mail = new RecordingNotifier({ name: 'mail' });
    await run(
      [['Good'], ['Bad', { outcome: 'failed' }]],
      [
        route(chat, { events: ['updateFailed', 'campaignStopped'] }),
        route(mail, { events: ['campaignEnded'] }),
      ],
    );
    expect(typesOf(chat.delivered)).toEqual(['updateFailed']);
    expect(typesOf(mail.delivered)).toEqual(['campaignEnded']);
  });

  test('go by severity: the end of a campaign is worth a warning only when something failed', async () => {
    const hear = async (images: Parameters<typeof enrolled>[]) => {
      const pager = new RecordingNotifier({ name: 'pager', minSeverity: 'error' });
      const desk = new RecordingNotifier({ name: 'desk' });
      await run(images, [pager, route(desk, { minSeverity: 'warning' })]);
      return [typesOf(pager.delivered), typesOf(desk.delivered)];
    };
    expect(await hear([['Good']])).toEqual([[], []]);
    expect(await hear([['Bad', { outcome: 'failed' }]])).toEqual([
      ['updateFailed'],
      ['updateFailed', 'campaignEnded'],
    ]);
  });

  test('lead to one channel twice, under two names', async () => {
    const chat = new RecordingNotifier({ together: true });
    await run(
      [['Bad', { incompatible: true }]],
      [
        route(chat, { name: 'now', events: ['updateFailed'] }),
        route(chat, { name: 'end', events: ['campaignEnded'] }),
      ],
    );
    expect(chat.deliveries.map(({ events }) => typesOf(events))).toEqual([
      ['updateFailed'],
      ['campaignEnded'],
    ]);
  });

  test.each([
    [{ want: [] }, 'Route option want is not known. Known: name, events, minSeverity, digestMinutes.'],
    [{ events: ['imageFailed'] }, 'events is "imageFailed"; expected a list of campaignStarted'],
    [{ events: 'updateFailed' }, 'events is "updateFailed"; expected a list'],
    [{ minSeverity: 'fatal' }, 'minSeverity is "fatal"; expected one of info, warning, error'],
    [{ digestMinutes: -1 }, 'digestMinutes is -1; expected minutes from 0 to 1440'],
    [{ digestMinutes: 1441 }, 'digestMinutes is 1441'],
    [{ digestMinutes: '60' }, 'digestMinutes is "60"'],
    [{ name: '' }, 'name is ""; expected a name of at most 100 characters'],
    [{ name: '  ' }, 'name is "  "; expected a name'],
    [{ name: 5 }, 'name is 5; expected a name'],
    [{ name: () => 'chat' }, 'name is a function; expected a name'],
    [{ name: 'x'.repeat(101) }, 'at most 100 characters'],
  ])('that are wrong are refused by name: %o', (by, says) => {
    const make = () => route(new RecordingNotifier(), by as Route);
    expect(make).toThrow(InvalidOptionsError);
    expect(make).toThrow(says);
  });

  test('can have a name of 100 characters', () => {
    const name = 'x'.repeat(100);
    expect(route(new RecordingNotifier(), { name })).toMatchObject({ name });
  });

  test('are checked when a campaign is made of a notifier that has a wrong one', async () => {
    const { store, clock } = await createMemoryWorld({ images: [] });
    const notifiers = [{ name: 'chat', digestMinutes: 1e9, notify: async () => {} }];
    expect(() => new UpdateCampaign({ store, clock, notifiers })).toThrow(
      'Campaign option notifiers: "chat" option digestMinutes is 1000000000',
    );
  });
});
