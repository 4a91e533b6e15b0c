import { type CampaignEvent, type Delivery, NotifierError, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld, RecordingNotifier, type WorldImage } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const numbered = (count: number, more: (index: number) => Partial<WorldImage>) =>
  Array.from({ length: count }, (_, index) => enrolled(`Image-${index + 1}`, more(index)));
const failing = (count: number) =>
  numbered(count, (index) => ({ outcome: 'failed', minutes: 40 + ((index * 7) % 30) }));
const namesIn = ({ events }: Delivery) =>
  events.map((event) => ('source' in event ? event.source : event.type));

async function campaignTold(images: readonly WorldImage[], ...notifiers: RecordingNotifier[]) {
  const world = await createMemoryWorld({ images });
  const { store, clock } = world;
  const options = { attempts: 1, failureThreshold: { count: 0, percent: 0 } };
  const campaign = new UpdateCampaign({ store, clock, notifiers, ...options });
  const events: CampaignEvent[] = [];
  campaign.events.on('event', (event) => events.push(event));
  return { campaign, clock, events };
}

describe('a notifier that takes several events at once', () => {
  test('gets everything that waits for it in one delivery', async () => {
    const chat = new RecordingNotifier({ together: true });
    const { campaign } = await campaignTold(
      numbered(40, () => ({ incompatible: true })),
      chat,
    );
    await campaign.run();
    expect(chat.deliveries).toHaveLength(1);
    expect(chat.delivered).toHaveLength(41);
    expect(chat.delivered.at(-1)?.type).toBe('campaignEnded');
  });

  test('learns where the campaign stands, and gets back what it asked to remember', async () => {
    const chat = new RecordingNotifier({ together: true, events: ['updateStarted', 'imageUpdated'] });
    const { campaign } = await campaignTold(
      [
        enrolled('One', { minutes: 60 }),
        enrolled('Two', { minutes: 90 }),
        enrolled('Three', { minutes: 90 }),
      ],
      chat,
    );
    await campaign.run();
    expect(chat.deliveries.map(({ memory }) => memory)).toEqual([undefined, '1 so far', '2 so far']);
    const [, second] = chat.deliveries;
    expect(second?.progress).toMatchObject({
      status: 'running',
      waiting: 0,
      updating: [{ source: 'Three' }, { source: 'Two' }],
      updated: 1,
      failed: 0,
    });
  });

  test('is given a part again only as far as the channel has not taken it', async () => {
    const deliveries: string[][] = [];
    const picky = {
      name: 'picky',
      notify: async () => {},
      notifyMany: async ({ events, memory }: Delivery) => {
        deliveries.push([memory ?? '', ...events.map(({ id }) => id.split('/').at(-1) ?? '')]);
        const [first] = events;
        if (events.length === 1 || first === undefined) return undefined;
        throw new NotifierError('Only one.', { delivered: [first.id], memory: 'one is there' });
      },
    };
    const { store, clock } = await createMemoryWorld({ images: numbered(2, () => ({ incompatible: true })) });
    await new UpdateCampaign({ store, clock, notifiers: [picky] }).run();
    expect(deliveries).toEqual([
      ['', 'Image-1', 'Image-2', 'campaignEnded'],
      ['one is there', 'Image-2', 'campaignEnded'],
      ['one is there', 'campaignEnded'],
    ]);
  });

  test('that is down is tried once a check, and then gets it all at once', async () => {
    const chat = new RecordingNotifier({ together: true, failures: 3 });
    const { campaign, events } = await campaignTold(
      numbered(40, () => ({ incompatible: true })),
      chat,
    );
    await campaign.run();
    const failures = events.filter(({ type }) => type === 'notificationFailed');
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatchObject({ others: 40, detail: 'recording is down.' });
    expect(chat.deliveries.map(({ events: all }) => all.length)).toEqual([41]);
  });

  test('that never takes one of them gets the others, one by one', async () => {
    const taken: string[] = [];
    const picky = {
      name: 'picky',
      notify: async () => {},
      notifyMany: async ({ events }: Delivery) => {
        const names = namesIn({ events } as Delivery);
        if (names.includes('Image-2')) throw new NotifierError('I do not take Image-2.');
        taken.push(...names);
        return undefined;
      },
    };
    const { store, clock } = await createMemoryWorld({ images: numbered(4, () => ({ incompatible: true })) });
    const campaign = new UpdateCampaign({ store, clock, notifiers: [picky], messagePatienceMinutes: 600 });
    const abandoned: string[] = [];
    campaign.events.on('notificationAbandoned', ({ event }) => abandoned.push(event.id));
    const end = await campaign.run();
    expect(end).toMatchObject({ status: 'over', outbox: [] });
    expect(taken.sort()).toEqual(['Image-1', 'Image-3', 'Image-4', 'campaignEnded']);
    expect(abandoned).toEqual([expect.stringContaining('Image-2')]);
  });
});

describe('a digest', () => {
  test('tells the first failure at once, gathers the others, and lets the end take the last along', async () => {
    const mail = new RecordingNotifier({ together: true, digestMinutes: 60 });
    const at: [string, number][] = [];
    const { campaign, clock } = await campaignTold(failing(40), mail);
    const began = clock.now().getTime();
    await campaign.run({
      onState: () => {
        const minutes = (clock.now().getTime() - began) / 60_000;
        for (const delivery of mail.deliveries.slice(at.length)) {
          at.push([`${delivery.events.length}`, minutes]);
        }
      },
    });
    expect(at.length).toBeLessThan(10);
    const gaps = at.slice(1, -1).map(([, minutes], index) => minutes - (at[index]?.[1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...gaps)).toBeLessThan(75);
    expect(new Set(mail.deliveries.flatMap(namesIn))).toHaveLength(41);
    expect(mail.delivered.at(-1)?.type).toBe('campaignEnded');
    // Who is told of the first failure need not wait for company.
    expect(at[0]?.[1]).toBeLessThan(60);
  });

  test('of 200 failures is a bounded number of messages that name every image', async () => {
    const mail = new RecordingNotifier({ together: true, digestMinutes: 240 });
    const { campaign, clock } = await campaignTold(failing(200), mail);
    const began = clock.now().getTime();
    await campaign.run();
    const hours = (clock.now().getTime() - began) / 3_600_000;
    expect(mail.deliveries.length).toBeLessThanOrEqual(Math.ceil(hours / 4) + 2);
    expect(mail.deliveries.length).toBeLessThanOrEqual(14);
    const named = new Set(mail.delivered.flatMap((event) => ('source' in event ? [event.source] : [])));
    expect(named.size).toBe(200);
  });

  test('is not held up by, and does not hold up, a notifier that wants each at once', async () => {
    const mail = new RecordingNotifier({ name: 'mail', together: true, digestMinutes: 600 });
    const chat = new RecordingNotifier({ name: 'chat', failures: Number.POSITIVE_INFINITY });
    const topic = new RecordingNotifier({ name: 'topic' });
    const { campaign } = await campaignTold(failing(8), mail, chat, topic);
    const end = await campaign.run();
    expect(end.outbox).toEqual([]);
    expect(topic.delivered).toHaveLength(9);
    expect(mail.delivered).toHaveLength(9);
    expect(mail.deliveries).toHaveLength(2);
    expect(chat.delivered).toEqual([]);
  });

  test('goes out when the campaign stops', async () => {
    const mail = new RecordingNotifier({ together: true, digestMinutes: 1440 });
    const { store, clock } = await createMemoryWorld({ images: failing(12) });
    let calls = 0;
    const broken = {
      ...store,
      startUpdate: (order: Parameters<typeof store.startUpdate>[0]) => {
        calls++;
        if (calls > 8) {
          const { ImageStoreError } = errors;
          throw new ImageStoreError('access-denied', 'not any more');
        }
        return store.startUpdate(order);
      },
    };
    const errors = await import('@appstream-campaign/core');
    const state = await new UpdateCampaign({ store: broken, clock, notifiers: [mail] }).run();
    expect(state).toMatchObject({ status: 'stopped', outbox: [] });
    expect(mail.delivered.at(-1)?.type).toBe('campaignStopped');
  });
});

describe('a channel that asks to be left alone', () => {
  const resting = (retryAfterSeconds: number) => {
    const calls: number[] = [];
    return {
      calls,
      make: (now: () => Date) => ({
        name: 'chat',
        notify: async () => {
          calls.push(now().getTime() / 60_000);
          if (calls.length < 2) throw new NotifierError('Too many.', { retryAfterSeconds });
        },
      }),
    };
  };

  test.each([
    [120, 2],
    [86_400, 60],
  ])(
    'for %i seconds is tried again after %i minutes, and not for the next message either',
    async (seconds, minutes) => {
      const { calls, make } = resting(seconds);
      const { store, clock } = await createMemoryWorld({
        images: numbered(3, () => ({ incompatible: true })),
      });
      const campaign = new UpdateCampaign({ store, clock, notifiers: [make(() => clock.now())] });
      const state = await decideAndStart(campaign);
      expect(calls).toHaveLength(1);
      expect(state.notifiers).toHaveLength(1);
      const end = await campaign.run({ state: JSON.parse(JSON.stringify(state)) });
      expect(calls).toHaveLength(5);
      expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBe(minutes);
      expect(end).toMatchObject({ status: 'over', outbox: [] });
    },
  );
});
