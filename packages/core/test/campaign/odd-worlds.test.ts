import { type CampaignEvent, ImageStoreError, UpdateCampaign } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const EVIL = '<script>alert(1)</script>\r\nBcc: x@example.com \u202eevil\u0007\u001b[31m\u2028end';

describe('texts from outside come out harmless', () => {
  test('what a store says, in events, states and messages', async () => {
    const images = [
      enrolled('A', { outcome: 'failed', problem: { code: 'X', message: EVIL } }),
      enrolled('B'),
    ];
    const { campaign, world, events, notifier } = await createCampaignWorld({ images }, { batchSize: 1 });
    const state = await decideAndStart(campaign);
    world.setTags('B', { AutoUpdate: EVIL });
    const end = await campaign.run({ state });
    const printed = JSON.stringify([
      end,
      events,
      notifier.delivered.map((event) => renderMessage(event).text),
    ]);
    for (const harm of ['\\r', '\u202e', '\\u0007', '\\u001b', '\u2028']) expect(printed).not.toContain(harm);
    for (const event of notifier.delivered) expect(renderMessage(event).html).not.toContain('<script');
    expect(printed).toContain('Bcc: x@example.com');
  });

  test('what a store throws, and what a notifier throws', async () => {
    const world = await createMemoryWorld({ images: [enrolled('A')] });
    const store = {
      ...world.store,
      startUpdate: async () => Promise.reject(new ImageStoreError('limit', EVIL)),
    };
    const notifier = new RecordingNotifier({ events: ['campaignStarted'] });
    notifier.notify = async () => Promise.reject(new Error(EVIL));
    const campaign = new UpdateCampaign({ store, clock: world.clock, notifiers: [notifier] });
    const events: CampaignEvent[] = [];
    campaign.events.on('event', (event) => events.push(event));
    await decideAndStart(campaign);
    const details = events.flatMap((event) => ('detail' in event ? [event.detail] : []));
    expect(details).toHaveLength(2);
    for (const detail of details) {
      expect(detail).toBe('<script>alert(1)</script> Bcc: x@example.com evil [31m end');
    }
  });
});

test('a clock that goes backwards loses and doubles nothing', async () => {
  const { world } = await createCampaignWorld({ images: [enrolled('A'), enrolled('B')] });
  let back = 0;
  const clock = {
    now: () => new Date(world.clock.now().getTime() - back * 60_000),
    sleepUntil: async (instant: Date) => {
      world.clock.advanceTo(new Date(Math.max(instant.getTime(), world.clock.now().getTime() + 60_000)));
      // Every other time the clock is set back by three hours.
      back = back === 0 ? 180 : 0;
    },
  };
  const campaign = new UpdateCampaign({ store: world.store, clock, batchSize: 1 });
  const end = await campaign.run();
  expect(end.images).toMatchObject([{ status: 'updated' }, { status: 'updated' }]);
  expect(world.updates()).toHaveLength(2);
});

test('a state that a store does not know is in progress, until the time limit', async () => {
  const { campaign, world } = await createCampaignWorld({ images: [enrolled('A', { outcome: 'never' })] });
  const end = await campaign.run();
  expect(end.images).toMatchObject([{ status: 'failed', reason: { code: 'timed-out' } }]);
  expect(world.clock.now().getTime() - Date.parse(end.startedAt)).toBeLessThan(13 * 3_600_000);
});

test('an image that a listing has twice is a candidate once', async () => {
  const world = await createMemoryWorld({ images: [enrolled('A')] });
  const { readTags: _, ...rest } = world.store;
  const find: typeof rest.find = async (query) => {
    const found = await world.store.find(query);
    return [...found, ...found];
  };
  const readTags = async () => ({ images: await find({ key: 'AutoUpdate' }) });
  for (const store of [
    { ...rest, find },
    { ...rest, readTags },
  ]) {
    expect(await new UpdateCampaign({ store, clock: world.clock }).plan()).toMatchObject({
      images: [{ image: 'A', verdict: 'start' }],
    });
  }
  const store = { ...rest, readTags };
  const end = await new UpdateCampaign({ store, clock: world.clock }).run();
  expect(end.images).toHaveLength(1);
  expect(world.updates()).toHaveLength(1);
});
