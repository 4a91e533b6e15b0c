import { EventBridgeNotifier } from '@appstream-campaign/aws-adapters/eventbridge';
import { type AnnouncedEvent, type Notifier, UpdateCampaign } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, eventDocument } from '@appstream-campaign/core/messages';
import { createMemoryWorld, SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import type { EventBridgeEntry, InboxEntry } from '@appstream-campaign/simulator';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const eventsIn = (inbox: readonly InboxEntry[]) =>
  inbox.filter((entry): entry is EventBridgeEntry => entry.channel === 'eventbridge');
const detailOf = ({ detail }: EventBridgeEntry) => JSON.parse(detail) as { id: string; truncated?: true };

const at = '2026-11-23T08:00:00.000Z';
const failure = (index: number): AnnouncedEvent => ({
  id: `c/updateFailed/Image-${index}`,
  campaign: 'c',
  at,
  type: 'updateFailed',
  source: `Image-${index}`,
  reason: { code: 'update-failed' },
});
const failures = (count: number) => Array.from({ length: count }, (_, index) => failure(index));
const tell = (notifier: Notifier, events: readonly AnnouncedEvent[]) =>
  notifier.notifyMany?.({ events, progress: {} as never });

describe('EventBridgeNotifier', () => {
  test('puts each event on the bus, ready for rules', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const bus = new EventBridgeNotifier({ client: clients.events, bus: 'images' });
    expect(bus).toMatchObject({ name: 'eventbridge', events: ANNOUNCED_TYPES });
    for (const event of SAMPLE_EVENTS) await bus.notify(event);
    expect(eventsIn(inbox)).toMatchObject(
      SAMPLE_EVENTS.map((event) => ({
        bus: 'images',
        source: 'appstream-campaign',
        detailType: event.type,
        time: new Date(event.at),
        detail: JSON.stringify(eventDocument(event)),
      })),
    );
  });

  test('puts ten in a request', async ({ openAccount }) => {
    const { clients, inbox, callsOf } = await openAccount();
    await tell(new EventBridgeNotifier({ client: clients.events }), failures(23));
    expect(eventsIn(inbox).map((entry) => detailOf(entry).id)).toEqual(failures(23).map(({ id }) => id));
    expect(callsOf('PutEvents').map(({ request }) => (request.Entries as unknown[]).length)).toEqual([
      10, 10, 3,
    ]);
  });

  test('puts no more in a request than it can carry, and details of a single event aside when it must', async ({
    openAccount,
  }) => {
    const { clients, inbox, callsOf } = await openAccount();
    const bus = new EventBridgeNotifier({ client: clients.events });
    const ended = (images: number, extra: number): AnnouncedEvent => ({
      id: `c/campaignEnded/${images}`,
      campaign: 'c',
      at,
      type: 'campaignEnded',
      startedAt: at,
      updated: [],
      failed: Array.from({ length: images }, (_, index) => ({
        status: 'failed',
        source: index === 0 ? 'x'.repeat(extra) : `Image-${index}`,
        endedAt: at,
        reason: { code: 'update-failed', detail: 'y'.repeat(200) },
      })),
      skipped: [],
    });
    const bytes = (event: AnnouncedEvent) =>
      Buffer.byteLength(JSON.stringify(eventDocument(event))) +
      'appstream-campaign'.length +
      event.type.length +
      14;
    const most = 256 * 1024 - bytes(ended(800, 1)) + 1;

    await bus.notify(ended(800, most));
    await bus.notify(ended(800, most + 1));
    const [full, cut] = eventsIn(inbox).map(detailOf);
    expect(full?.truncated).toBeUndefined();
    expect(cut).toMatchObject({ truncated: true, counts: { failed: 800 } });

    await tell(bus, [ended(500, 1), ended(501, 1), failure(1)]);
    expect(
      callsOf('PutEvents')
        .slice(2)
        .map(({ outcome }) => outcome),
    ).toEqual(['ok', 'ok']);
    expect(eventsIn(inbox)).toHaveLength(5);
  });

  test('says which ones were taken when a part was refused, and the campaign puts only the others again', async ({
    openAccount,
  }) => {
    const { clients, inbox, faults } = await openAccount();
    faults.add({
      operation: 'PutEvents',
      nth: 1,
      fault: { kind: 'partial', entries: [1], code: 'ThrottlingException' },
    });
    const bus = new EventBridgeNotifier({
      client: clients.events,
      events: ['updateFailed', 'campaignEnded'],
    });
    const world = await createMemoryWorld({
      images: ['A', 'B', 'C'].map((name) => ({ name, tags: { AutoUpdate: 'Enabled' }, incompatible: true })),
    });
    const campaign = new UpdateCampaign({
      store: world.store,
      clock: world.clock,
      notifiers: [bus],
      id: 'c',
    });
    const failed: string[] = [];
    campaign.events.on('notificationFailed', ({ event, detail }) => failed.push(`${event}: ${detail}`));
    expect(await campaign.run()).toMatchObject({ status: 'over', outbox: [] });
    expect(failed).toEqual([
      'c/updateFailed/B: PutEvents to the bus default did not take c/updateFailed/B: ThrottlingException: ' +
        'Scripted ThrottlingException. It may pass; the message is tried again.',
    ]);
    expect(eventsIn(inbox).map((entry) => detailOf(entry).id)).toEqual([
      'c/updateFailed/A',
      'c/updateFailed/C',
      'c/campaignEnded',
      'c/updateFailed/B',
    ]);
  });

  test('keeps what a later request could not take', async ({ openAccount }) => {
    const { clients, inbox, faults } = await openAccount();
    faults.add({ operation: 'PutEvents', from: 2, fault: { kind: 'access-denied' } });
    const bus = new EventBridgeNotifier({ client: clients.events });
    await expect(tell(bus, failures(12))).rejects.toMatchObject({
      name: 'NotifierError',
      message: expect.stringMatching(
        /^PutEvents to the bus default: AccessDenied.* Allow the action events:PutEvents/,
      ),
      delivered: failures(10).map(({ id }) => id),
    });
    expect(inbox).toHaveLength(10);
  });

  test.for([
    ['NotAuthorizedForSourceException', 'Give another option source'],
    ['InternalFailure', 'It may pass'],
    ['InvalidArgument', 'Correct the option bus or source'],
  ] as const)('says what to do about an entry with %s', async ([code, advice], { openAccount }) => {
    const { clients, faults } = await openAccount();
    faults.add({ operation: 'PutEvents', fault: { kind: 'partial', entries: [0], code } });
    const bus = new EventBridgeNotifier({ client: clients.events });
    await expect(bus.notify(failure(1))).rejects.toMatchObject({
      name: 'NotifierError',
      message: expect.stringContaining(advice),
      delivered: [],
    });
  });

  test.for([
    [{ bus: '' }, 'option bus is ""'],
    [{ bus: 'a b' }, 'option bus is "a b"; expected the name or ARN of an event bus'],
    [{ source: 'aws.appstream' }, 'option source is "aws.appstream"'],
    [{ digestMinutes: 5 }, 'option digestMinutes is not known'],
    [{ client: {} }, 'option client has no method send'],
  ] as const)('refuses %o', async ([options, says], { openAccount }) => {
    const { clients } = await openAccount();
    const make = () => new EventBridgeNotifier({ client: clients.events, ...options } as never);
    expect(make).toThrow(says);
  });
});
