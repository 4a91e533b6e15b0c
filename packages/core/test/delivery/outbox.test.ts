import { type CampaignState, type ImageStore, ImageStoreError } from '@appstream-campaign/core';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { announcing, entry, failed } from '../announcing.ts';
import { decideAndStart } from '../decide-and-start.ts';
import { after, fixedAccount } from '../fixed-account.ts';

const down = () => new RecordingNotifier({ name: 'down', failures: Number.POSITIVE_INFINITY });

describe('a message that was not taken', () => {
  test.each([
    [0, 1],
    [1, 2],
    [5, 32],
    [6, 60],
    [50, 60],
  ])('after %i tries before is tried again in %i minutes', async (attempts, minutes) => {
    const { campaign } = fixedAccount([]);
    const state = await decideAndStart(campaign({ notifiers: [down()] }), announcing([entry({ attempts })]));
    expect(state).toMatchObject({ status: 'announcing', nextCheckAt: after(minutes) });
    expect(state.outbox).toMatchObject([{ attempts: attempts + 1 }]);
  });

  test('is tried again as soon, however few checks the driver has left', async () => {
    const { campaign } = fixedAccount([]);
    const state = await decideAndStart(
      campaign({ notifiers: [down()], checkBudget: 3 }),
      announcing([entry()]),
    );
    expect(state.nextCheckAt).toBe(after(1));
  });

  test('is behind those that were tried less when the channel fails again', async () => {
    const about = (source: string, attempts: number) => entry({ type: 'updateFailed', source, attempts });
    const outbox = [about('A', 4), about('B', 4), about('C', 0), entry()];
    const state = await decideAndStart(
      fixedAccount([]).campaign({ notifiers: [down()] }),
      announcing(outbox),
    );
    expect(state.outbox.map(({ attempts }) => attempts)).toEqual([5, 4, 1, 0]);
    expect(state.nextCheckAt).toBe(after(1));
  });

  test('by one of two channels waits for that one alone', async () => {
    const up = new RecordingNotifier({ name: 'up' });
    const { campaign } = fixedAccount([]);
    const notifiers = [down(), up];
    const state = await decideAndStart(
      campaign({ notifiers }),
      announcing([entry({ to: ['down', 'up'], attempts: 2 })]),
    );
    expect(state.outbox).toEqual([entry({ to: ['down'], attempts: 3 })]);
    expect(up.delivered).toHaveLength(1);
  });

  test('and means nothing any more is let go', async () => {
    const up = new RecordingNotifier({ name: 'down' });
    const outbox = [entry({ type: 'campaignStopped' }), entry({ type: 'updateFailed', source: 'Z' })];
    const state = await decideAndStart(fixedAccount([]).campaign({ notifiers: [up] }), announcing(outbox));
    expect(state).toMatchObject({ status: 'over', outbox: [] });
    expect(up.delivered).toEqual([]);
  });
});

describe('patience with a message that nobody takes', () => {
  /** Whether a message is given up at a check some minutes after the start, with a patience of an hour. */
  async function givenUp(minutes: number, state: CampaignState, describe?: ImageStore['describe']) {
    const { campaign, events, store: still } = fixedAccount([], after(minutes));
    const store = describe === undefined ? still : { ...still, describe };
    const next = await decideAndStart(
      campaign({ store, notifiers: [down()], messagePatienceMinutes: 60 }),
      state,
    );
    const told = events.flatMap((event) => (event.type === 'notificationAbandoned' ? [event] : []));
    return { ...next, told, heard: events.map(({ type }) => type) };
  }

  test('lasts from the last outcome', async () => {
    const state = announcing([entry({ at: after(-600) })], { endedAt: after(10) });
    expect(await givenUp(69.9, state)).toMatchObject({ status: 'announcing', outbox: [{}], told: [] });
    const over = await givenUp(70, state);
    expect(over).toMatchObject({ status: 'over', outbox: [] });
    expect(over.told).toMatchObject([
      { notifiers: ['down'], event: { type: 'campaignEnded', failed: [{}, {}, {}] } },
    ]);
    expect(over.told[0]?.id).toContain('campaignEnded');
  });

  test('lasts from the message when that is later', async () => {
    const state = announcing([entry({ at: after(30) })], { endedAt: after(10) });
    expect(await givenUp(89.9, state)).toMatchObject({ status: 'announcing', told: [] });
    expect(await givenUp(90, state)).toMatchObject({ status: 'over', told: [{}] });
  });

  test('ends quietly for a message that means nothing any more', async () => {
    const outbox = [
      entry(),
      entry({ type: 'campaignStarted' }),
      entry({ type: 'updateFailed', source: 'Z' }),
    ];
    const over = await givenUp(60, announcing(outbox));
    expect(over).toMatchObject({ status: 'over', outbox: [] });
    expect(over.told.map(({ event }) => event.type)).toEqual(['campaignEnded', 'campaignStarted']);
    const twice = (type: string) => [type, type];
    expect(over.heard).toEqual([...twice('notificationFailed'), ...twice('notificationAbandoned')]);
  });

  test('ends while the campaign is stopped, and not while it runs', async () => {
    const updating = {
      status: 'updating',
      source: 'W',
      successor: 'S',
      startedAt: after(100),
      sourceTagged: true,
    } as const;
    const { endedAt: _, ...rest } = announcing([entry({ type: 'updateFailed', source: 'A' })]);
    const running: CampaignState = { ...rest, status: 'running', images: [updating, failed('A')] };
    expect(await givenUp(100, running)).toMatchObject({ status: 'running', outbox: [{}], told: [] });
    const denied = async () => Promise.reject(new ImageStoreError('access-denied', 'No.'));
    const stopped = await givenUp(100, running, denied);
    expect(stopped).toMatchObject({ status: 'stopped', outbox: [{ type: 'campaignStopped' }] });
    expect(stopped.told).toMatchObject([{ event: { type: 'updateFailed', source: 'A' } }]);
    expect(await givenUp(59.9, running, denied)).toMatchObject({ status: 'stopped', told: [] });
  });
});
