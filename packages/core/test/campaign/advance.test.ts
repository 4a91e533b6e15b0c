import { setImmediate } from 'node:timers/promises';
import {
  type CampaignState,
  type Clock,
  type ImageStore,
  ImageStoreError,
  UpdateCampaign,
} from '@appstream-campaign/core';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const minutesUntil = (state: CampaignState, from: string) =>
  state.nextCheckAt === undefined ? undefined : (Date.parse(state.nextCheckAt) - Date.parse(from)) / 60_000;

describe('the next check', () => {
  test('comes closer and closer until the usual age, and then more and more seldom', async () => {
    const { campaign, world } = await createCampaignWorld({ images: [enrolled('A', { minutes: 700 })] });
    const waits: number[] = [];
    let state = await decideAndStart(campaign);
    while (state.nextCheckAt !== undefined && waits.length < 40) {
      waits.push(minutesUntil(state, world.clock.now().toISOString()) ?? -1);
      world.clock.advanceTo(new Date(state.nextCheckAt));
      state = await decideAndStart(campaign, state);
    }
    const shortest = waits.indexOf(Math.min(...waits));
    expect(waits.slice(0, shortest)).toEqual(waits.slice(0, shortest).toSorted((a, b) => b - a));
    expect(waits.slice(shortest)).toEqual(waits.slice(shortest).toSorted((a, b) => a - b));
  });

  test('comes at fixed times when asked to', async () => {
    const options = { checkSchedule: { everyMinutes: 7 } };
    const { campaign } = await createCampaignWorld({ images: [enrolled('A')] }, options);
    expect(minutesUntil(await decideAndStart(campaign), '2026-11-23T08:00:00.000Z')).toBe(7);
  });

  test('is at once when a check left images because it had done enough', async () => {
    const images = Array.from({ length: 130 }, (_, index) => enrolled(`I-${index}`, { current: true }));
    const { campaign } = await createCampaignWorld({ images });
    const state = await decideAndStart(campaign);
    expect(state.nextCheckAt).toBe('2026-11-23T08:00:00.000Z');
    expect(state.images.filter(({ status }) => status === 'waiting')).toHaveLength(30);
  });
});

describe('a store that fails', () => {
  const failing = async (code: ConstructorParameters<typeof ImageStoreError>[0]) => {
    const world = await createMemoryWorld({ images: [enrolled('A')] });
    const notifier = new RecordingNotifier();
    let down = false;
    const store = {
      ...world.store,
      describe: (...args: Parameters<typeof world.store.describe>) =>
        down ? Promise.reject(new ImageStoreError(code, 'No.')) : world.store.describe(...args),
    };
    const campaign = new UpdateCampaign({ store, clock: world.clock, notifiers: [notifier] });
    const fail = (value: boolean) => {
      down = value;
    };
    return { world, campaign, notifier, fail };
  };

  test('for a while postpones the check and changes nothing', async () => {
    const { campaign, world, fail } = await failing('busy');
    const state = await decideAndStart(campaign);
    fail(true);
    world.clock.advance(80);
    const postponed = await decideAndStart(campaign, state);
    expect(postponed).toMatchObject({ status: 'running', images: state.images, checksWithoutProgress: 1 });
    fail(false);
    expect(await campaign.run({ state: postponed })).toMatchObject({
      status: 'over',
      images: [{ status: 'updated' }],
    });
  });

  test('for too long stops the campaign, which can be resumed', async () => {
    const { campaign, notifier, fail } = await failing('busy');
    const state = await decideAndStart(campaign);
    fail(true);
    const stopped = await campaign.run({ state });
    expect(stopped).toMatchObject({ status: 'stopped', stopped: { code: 'unreachable', detail: 'No.' } });
    expect(notifier.delivered).toMatchObject([{ type: 'campaignStopped', updating: [{ source: 'A' }] }]);
    fail(false);
    expect(await campaign.run({ state: stopped })).toMatchObject({
      status: 'over',
      images: [{ status: 'updated' }],
    });
  });

  test('for want of rights stops at once, tells what is in flight, and can be resumed', async () => {
    const { campaign, world, notifier, fail } = await failing('access-denied');
    const state = await decideAndStart(campaign);
    fail(true);
    world.clock.advance(30);
    const stopped = await decideAndStart(campaign, state);
    expect(stopped).toMatchObject({ status: 'stopped', stopped: { code: 'access-denied' } });
    expect(stopped.nextCheckAt).toBeUndefined();
    expect(notifier.delivered).toMatchObject([
      { updating: [{ successor: 'A-Updated-20261123' }], waiting: [] },
    ]);
    fail(false);
    expect(await campaign.run({ state: stopped })).toMatchObject({ status: 'over' });
  });

  test('before the candidates are known leaves a state that discovers them later', async () => {
    const world = await createMemoryWorld({ images: [enrolled('A')] });
    let tries = 0;
    const { readTags, ...rest } = world.store;
    const store: ImageStore = {
      ...rest,
      readTags: async (...args) => {
        if (++tries < 3 || readTags === undefined) throw new ImageStoreError('busy', 'No.');
        return readTags(...args);
      },
    };
    const campaign = new UpdateCampaign({ store, clock: world.clock });
    const state = await decideAndStart(campaign);
    expect(state).toMatchObject({ status: 'discovering', images: [] });
    expect(await campaign.run({ state })).toMatchObject({ status: 'over', images: [{ status: 'updated' }] });
  });

  test('with every start for as long as the limit skips what waits, and says why', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({
      images: [enrolled('A')],
      imageQuota: 1,
    });
    const end = await campaign.run();
    expect(end.images).toMatchObject([
      { status: 'skipped', reason: { code: 'refused-too-long', detail: 'Too many images.' } },
    ]);
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(notifier.delivered).toMatchObject([{ type: 'campaignDelayed' }, { type: 'campaignEnded' }]);
  });
});

describe('messages', () => {
  test('that nobody takes are given up in the end, whole, and the campaign is over', async () => {
    const { campaign, world, notifier, events } = await createCampaignWorld(
      { images: [enrolled('A', { outcome: 'failed' })] },
      { messagePatienceMinutes: 120 },
    );
    notifier.failures = Number.POSITIVE_INFINITY;
    const end = await campaign.run();
    expect(end).toMatchObject({ status: 'over', outbox: [] });
    const abandoned = events.filter((event) => event.type === 'notificationAbandoned');
    expect(abandoned.map(({ event }) => event.type)).toEqual(['updateFailed', 'campaignEnded']);
    const hours = (world.clock.now().getTime() - Date.parse('2026-11-23T08:00:00.000Z')) / 3_600_000;
    expect(hours).toBeGreaterThan(3.2);
    expect(hours).toBeLessThan(5);
  });

  test('go to each notifier that wants them, and one that is down does not hold up the others', async () => {
    const world = await createMemoryWorld({ images: [enrolled('A')] });
    const all = new RecordingNotifier({
      name: 'all',
      events: ['campaignStarted', 'updateStarted', 'imageUpdated', 'campaignEnded'],
    });
    const down = new RecordingNotifier({ name: 'down', failures: 2 });
    const campaign = new UpdateCampaign({ store: world.store, clock: world.clock, notifiers: [down, all] });
    await campaign.run();
    expect(all.delivered.map(({ type }) => type)).toEqual([
      'campaignStarted',
      'updateStarted',
      'imageUpdated',
      'campaignEnded',
    ]);
    expect(down.delivered.map(({ type }) => type)).toEqual(['campaignEnded']);
  });

  test('for a notifier that was taken away are let go, and that is told', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({ images: [] });
    notifier.failures = 1;
    const state = await decideAndStart(campaign);
    expect(state.status).toBe('announcing');
    const other = new UpdateCampaign({ store: world.store, clock: world.clock });
    const told: unknown[] = [];
    other.events.on('notificationAbandoned', ({ notifiers, event }) => told.push([notifiers, event.type]));
    expect(await decideAndStart(other, state)).toMatchObject({ status: 'over' });
    expect(told).toEqual([[['recording'], 'campaignEnded']]);
  });
});

describe('run', () => {
  test('hands over each state to be saved, and goes on from any of them', async () => {
    const { campaign } = await createCampaignWorld(
      { images: [enrolled('A'), enrolled('B')] },
      { batchSize: 1 },
    );
    const saved: CampaignState[] = [];
    const end = await campaign.run({ onState: (state) => void saved.push(state) });
    expect(saved.at(-1)).toEqual(end);
    const other = await createCampaignWorld({ images: [enrolled('A'), enrolled('B')] }, { batchSize: 1 });
    const stop = new AbortController();
    let last: CampaignState | undefined;
    const interrupted = other.campaign.run({
      signal: stop.signal,
      onState: (state) => {
        last = state;
        stop.abort(new Error('Ctrl-C'));
      },
    });
    await expect(interrupted).rejects.toThrow('Ctrl-C');
    expect(await other.campaign.run(last === undefined ? {} : { state: last })).toEqual(end);
    expect(other.world.updates()).toHaveLength(2);
  });
});

describe('run with requests to start nothing more', () => {
  const images = [enrolled('A', { minutes: 600 }), enrolled('B')];

  // Others have their turn before it sleeps, as with every real clock.
  const yielding = (inner: Clock): Clock => ({
    now: () => inner.now(),
    sleepUntil: async (instant, signal) => {
      await setImmediate();
      await inner.sleepUntil(instant, signal);
    },
  });

  test('ends the wait at once, watches what is in progress, and stops with the others as they were', async () => {
    const { campaign, world } = await createCampaignWorld({ images }, { batchSize: 1 });
    const clock = yielding(world.clock);
    let why: string | undefined;
    const halts: Date[] = [];
    campaign.events.on('campaignHalted', () => void halts.push(clock.now()));
    const startedAt = clock.now();
    const end = await campaign.run({
      clock,
      halt: {
        reason: () => why,
        asked: (over) =>
          why === undefined
            ? new Promise((resolve) => over.addEventListener('abort', () => resolve()))
            : Promise.resolve(),
      },
      onState: (state) => {
        if (state.images.some(({ status }) => status === 'updating')) why = 'Friday';
      },
    });
    expect(halts).toEqual([startedAt]);
    expect(end.status).toBe('stopped');
    expect(end.images).toMatchObject([
      { source: 'A', status: 'updated' },
      { source: 'B', status: 'waiting' },
    ]);
  });

  test('is told when asking fails', async () => {
    const { campaign, world } = await createCampaignWorld({ images });
    const halt = { reason: () => undefined, asked: () => Promise.reject(new Error('no such folder')) };
    await expect(campaign.run({ halt, clock: yielding(world.clock) })).rejects.toThrow('no such folder');
  });
});

test('a naming function of one’s own is used, and a bad name fails that image only', async () => {
  const naming = ({ baseName }: { baseName: string }) =>
    baseName === 'B' ? 'not a name' : `${baseName}.next`;
  const { campaign } = await createCampaignWorld({ images: [enrolled('A'), enrolled('B')] }, { naming });
  expect((await campaign.run()).images).toMatchObject([
    { source: 'A', status: 'updated', successor: 'A.next' },
    {
      source: 'B',
      status: 'failed',
      reason: { code: 'invalid', detail: expect.stringContaining('"not a name"') },
    },
  ]);
});

test('an image without room for the campaign’s tags is skipped before anything is spent', async () => {
  const tags = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`Key${index}`, 'x']));
  const images = [{ name: 'Full', tags: { ...tags, AutoUpdate: 'Enabled' } }];
  const { campaign, world } = await createCampaignWorld({ images });
  expect((await campaign.run()).images).toMatchObject([
    { status: 'skipped', reason: { code: 'too-many-tags' } },
  ]);
  expect(world.updates()).toEqual([]);
});

test('a campaign that its driver could not carry is refused before anything starts', async () => {
  const world = await createMemoryWorld({ images: [enrolled('A'), enrolled('B')] });
  const stateLimit = { bytes: 800, measure: (state: CampaignState) => JSON.stringify(state).length };
  const campaign = new UpdateCampaign({ store: world.store, clock: world.clock, stateLimit });
  await expect(decideAndStart(campaign)).rejects.toMatchObject({
    name: 'CampaignTooLargeError',
    candidates: 2,
    limit: 800,
  });
  expect(world.updates()).toEqual([]);
});
