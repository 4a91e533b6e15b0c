import { type CampaignState, ImageStoreError, type ImageStoreErrorCode } from '@appstream-campaign/core';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, waitingFor } from '../fixed-account.ts';

const enabled = { AutoUpdate: 'Enabled' };
const X = 'A-Updated-20261123';

/** A campaign whose store can be made to refuse everything of a kind, and to take it again. */
function moody(images: readonly FixedImage[], notifiers: readonly RecordingNotifier[] = []) {
  const account = fixedAccount(images);
  let refusal: ImageStoreErrorCode | undefined;
  const guarded =
    <A extends unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (refusal !== undefined) throw new ImageStoreError(refusal, 'No.');
      return method(...args);
    };
  const { find, describe, startUpdate } = account.store;
  const looking = { find: guarded(find), describe: guarded(describe) };
  const of = (store: object) => account.campaign({ store: { ...account.store, ...store }, notifiers });
  return {
    ...account,
    looks: of(looking),
    starts: of({ startUpdate: guarded(startUpdate) }),
    refuse: (code: ImageStoreErrorCode | undefined) => {
      refusal = code;
    },
  };
}

describe('a campaign that stopped', () => {
  test('before it knew its candidates finds them when it is resumed', async () => {
    const { looks, refuse } = moody([{ name: 'A', tags: enabled }]);
    refuse('access-denied');
    const stopped = await decideAndStart(looks);
    expect(stopped).toMatchObject({ status: 'stopped', images: [] });
    refuse(undefined);
    expect(await decideAndStart(looks, stopped)).toMatchObject({
      status: 'running',
      images: [{ source: 'A' }],
    });
  });

  test('with its candidates keeps them, and takes no new ones', async () => {
    const { looks, refuse } = moody(['A', 'B'].map((name) => ({ name, tags: enabled })));
    refuse('access-denied');
    const stopped = await decideAndStart(looks, waitingFor('A'));
    expect(stopped.status).toBe('stopped');
    refuse(undefined);
    const resumed = await decideAndStart(looks, stopped);
    expect(resumed).toMatchObject({ status: 'running', images: [{ source: 'A', status: 'updating' }] });
    expect(resumed).not.toHaveProperty('stopped');
  });

  test('with nothing but updates of another hand looks for their sources, and for no candidates', async () => {
    const successor = { name: 'S', condition: 'in-progress', tags: { UpdatedFrom: 'A' } } as const;
    const { looks, refuse } = moody([{ name: 'A' }, { name: 'B', tags: enabled }, successor]);
    refuse('access-denied');
    const stopped = await decideAndStart(looks, { ...waitingFor(), unresolved: ['S'] });
    expect(stopped).toMatchObject({ status: 'stopped', unresolved: ['S'] });
    refuse(undefined);
    const { images, unresolved } = await decideAndStart(looks, stopped);
    expect(images).toMatchObject([{ source: 'A', status: 'updating', successor: 'S' }]);
    expect(unresolved).toEqual([]);
  });

  test('twice before anybody could be told has one thing to tell', async () => {
    const notifier = new RecordingNotifier({ failures: Number.POSITIVE_INFINITY });
    const { looks, refuse } = moody([{ name: 'A', tags: enabled }], [notifier]);
    refuse('access-denied');
    const once = await decideAndStart(looks, waitingFor('A'));
    const twice = await decideAndStart(looks, once);
    expect(twice.outbox).toMatchObject([{ type: 'campaignStopped', attempts: 2 }]);
  });
});

test('each thing that happens to an image is a message of its own, also while the channel is down', async () => {
  const events = ['updateStarted', 'updateFailed'] as const;
  const notifier = new RecordingNotifier({ events, failures: Number.POSITIVE_INFINITY });
  const images = ['A', 'B'].map((name) => ({ name, tags: enabled }));
  const { campaign, store, clock } = fixedAccount(images);
  const state = await decideAndStart(campaign({ notifiers: [notifier] }));
  clock.advance(1000);
  const end = await decideAndStart(campaign({ notifiers: [notifier], store }), state);
  const told = end.outbox.map(({ type, source }) => `${type} ${source}`);
  expect(told).toEqual(['updateStarted A', 'updateStarted B', 'updateFailed A', 'updateFailed B']);
});

test('an image that waits although another hand has begun its update is watched, once', async () => {
  const successor = { name: 'S', condition: 'in-progress', tags: { UpdatedFrom: 'B' } } as const;
  const { campaign } = fixedAccount([
    { name: 'A', tags: enabled },
    { name: 'B' },
    { name: 'C', tags: enabled },
    successor,
  ]);
  const state = await decideAndStart(campaign({ pacing: 'batch' }), {
    ...waitingFor('A', 'B', 'C'),
    unresolved: ['S'],
  });
  expect(state.images).toMatchObject([
    { source: 'A', status: 'waiting' },
    { source: 'B', status: 'updating', successor: 'S' },
    { source: 'C', status: 'waiting' },
  ]);
});

describe('how long a campaign has been in trouble', () => {
  const A = { name: 'A', tags: enabled };
  const trouble = (state: CampaignState) => ('troubleSince' in state ? state.troubleSince : 'none');

  test('is counted from the first check that was refused something', async () => {
    const { starts, clock, refuse } = moody([A]);
    refuse('limit');
    const first = await decideAndStart(starts, waitingFor('A'));
    clock.advance(10);
    const second = await decideAndStart(starts, first);
    expect([trouble(first), trouble(second)]).toEqual([START, START]);
  });

  test('is over with a check that was refused nothing', async () => {
    const { starts, clock, refuse } = moody([A]);
    refuse('limit');
    const refused = await decideAndStart(starts, waitingFor('A'));
    refuse(undefined);
    clock.advance(10);
    expect(trouble(await decideAndStart(starts, refused))).toBe('none');
  });

  test('is counted anew from progress', async () => {
    const { starts, clock, refuse } = moody([
      A,
      { name: X, condition: 'in-progress', tags: { UpdatedFrom: 'A' } },
      { name: 'B', tags: enabled },
    ]);
    refuse('limit');
    clock.advance(30);
    const state = { ...waitingFor('A', 'B'), troubleSince: START };
    const { images, ...rest } = await decideAndStart(starts, state);
    expect(images).toMatchObject([{ source: 'A', status: 'updating' }, { status: 'waiting' }]);
    expect(rest.troubleSince).toBe(after(30));
  });
});

describe('a halt', () => {
  const stopTag = [{ name: 'A', tags: { ...enabled, StopCampaign: 'now' } }];

  test('of a campaign in which nothing runs is told as a stop, once', async () => {
    const { campaign, events } = fixedAccount(stopTag);
    await decideAndStart(campaign(), waitingFor('A'));
    expect(events.map(({ type }) => type)).toEqual(['campaignStopped']);
  });

  test('of a campaign that watches updates of another hand is told at once', () => {
    const { campaign } = fixedAccount([]);
    const notifiers = [new RecordingNotifier()];
    const halted = campaign({ notifiers }).stop({ ...waitingFor('A'), unresolved: ['S'] });
    expect(halted.outbox).toMatchObject([{ type: 'campaignHalted' }]);
    expect(campaign({ notifiers }).stop(waitingFor('A')).outbox).toEqual([]);
  });

  test('that somebody wished for pardons no failures when it is lifted; one for failures does', () => {
    const failed = {
      status: 'failed',
      source: 'F',
      endedAt: START,
      reason: { code: 'update-failed' },
    } as const;
    const state = { ...waitingFor(), images: [...waitingFor('A').images, failed] };
    const { campaign } = fixedAccount([]);
    expect(campaign().resume(campaign().stop(state))).not.toHaveProperty('acknowledgedFailures');
    const halted = { code: 'too-many-failures', at: START } as const;
    expect(campaign().resume({ ...state, halted })).toMatchObject({ acknowledgedFailures: 1 });
  });
});
