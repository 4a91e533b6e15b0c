import {
  type CampaignOptions,
  type CampaignState,
  type ImageStore,
  ImageStoreError,
  type ImageStoreErrorCode,
} from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, waitingFor } from '../fixed-account.ts';

// What a store refuses, call by call, and what a campaign makes of it.

const X = 'A-Updated-20261123';
const enabled = { AutoUpdate: 'Enabled' };
const closed = { AutoUpdate: 'Completed', NextVersion: X };
const updating = (more: object = {}) =>
  ({ status: 'updating', source: 'A', successor: X, startedAt: START, sourceTagged: true, ...more }) as const;
const refusal = (code: ImageStoreErrorCode) => new ImageStoreError(code, `That is ${code}.`);

/** An account in which one call fails, for the images that it fails for. */
function failing(
  images: readonly FixedImage[],
  method: 'startUpdate' | 'dryRun' | 'retag' | 'remove',
  error: Error,
  about: readonly string[] = images.map(({ name }) => name),
) {
  const account = fixedAccount(images, after(60));
  let calls = 0;
  const store = {
    ...account.store,
    [method]: async (subject: { readonly source: string } & { readonly name: string }, change: never) => {
      calls++;
      if (about.includes(subject.source ?? subject.name)) throw error;
      return (account.store[method] as (...args: readonly unknown[]) => unknown)(subject, change);
    },
  } as unknown as ImageStore;
  return {
    ...account,
    calls: () => calls,
    check: (state: CampaignState, options: CampaignOptions = {}) =>
      decideAndStart(account.campaign({ store, ...options }), state),
  };
}

describe('an error that is none of a store’s is not swallowed:', () => {
  const bug = new TypeError('undefined is not a function');
  const A = { name: 'A', tags: enabled };
  test.each<
    [what: 'startUpdate' | 'dryRun' | 'retag' | 'remove', state: CampaignState, images: FixedImage[]]
  >([
    ['dryRun', waitingFor('A'), [A]],
    ['startUpdate', waitingFor('A'), [A]],
    ['retag', waitingFor('A'), [A]],
    [
      'remove',
      { ...waitingFor('A'), deletions: [{ source: 'A', successor: 'F' }] },
      [A, { name: 'F', condition: 'failed', tags: { UpdatedFrom: 'A' } }],
    ],
  ])('%s', async (method, state, images) => {
    const { check } = failing(images, method, bug);
    await expect(check(state, { deleteFailed: method === 'remove' })).rejects.toThrow(bug);
  });

  test('while the time of an update is written down', async () => {
    const { check } = failing([{ name: 'A', tags: closed }, { name: X }], 'retag', bug, [X]);
    await expect(check({ ...waitingFor(), images: [updating()] })).rejects.toThrow(bug);
  });
});

test('the advice of an error stays whole in the state, however long the text before it is', async () => {
  const arn = `arn:aws:appstream:eu-west-1:123456789012:image/${'x'.repeat(100)}`;
  const text = `User: arn:aws:sts::123456789012:assumed-role/${'r'.repeat(60)} is not authorized on resource: ${arn}`;
  const advice = 'Allow the action appstream:CreateUpdatedImage and, for the tags, appstream:TagResource.';
  const error = new ImageStoreError('access-denied', text, {
    operation: 'appstream:CreateUpdatedImage',
    advice,
  });
  const { check } = failing([{ name: 'A', tags: enabled }], 'startUpdate', error);
  const { stopped } = await check(waitingFor('A'));
  expect(stopped?.detail).toHaveLength(240);
  expect(stopped?.detail).toMatch(/^User: arn:aws:sts::123456789012:assumed-role\/.*… Allow the action /);
  expect(stopped?.detail?.endsWith(advice)).toBe(true);
  expect(error).toMatchObject({ operation: 'appstream:CreateUpdatedImage', advice });
});

describe('tags that the store does not take', () => {
  const images = [{ name: 'A', tags: enabled }, { name: X }];
  const state: CampaignState = { ...waitingFor(), images: [updating({ sourceTagged: false })] };

  test.each<[code: ImageStoreErrorCode, outcome: string]>([
    ['busy', 'updating'],
    ['unknown', 'updating'],
    ['limit', 'updating'],
    ['invalid', 'updated'],
    ['not-found', 'updated'],
  ])('for a reason that passes hold up the outcome, and for good they do not: %s', async (code, outcome) => {
    const { check, events } = failing(images, 'retag', refusal(code), ['A']);
    const next = await check(state, { rememberDurations: false });
    expect(next.images).toMatchObject([{ status: outcome }]);
    expect(events.filter(({ type }) => type === 'taggingFailed')).toMatchObject([
      { source: 'A', successor: X, detail: `That is ${code}.` },
    ]);
    // What passes is trouble, which has an end; what does not is none.
    expect(next.troubleSince).toBe(outcome === 'updating' ? after(60) : undefined);
  });

  test('for want of rights stop the campaign', async () => {
    const { check, events } = failing(images, 'retag', refusal('access-denied'), ['A']);
    expect(await check(state)).toMatchObject({ status: 'stopped', stopped: { code: 'access-denied' } });
    expect(events.map(({ type }) => type)).not.toContain('taggingFailed');
  });

  test('for as long as an update may take stop it, too, with what the store said', async () => {
    const { check } = failing(images, 'retag', refusal('busy'), ['A']);
    const since = { ...state, troubleSince: after(60 - 720) };
    expect(await check(since)).toMatchObject({
      status: 'stopped',
      stopped: { code: 'unreachable', detail: 'That is busy.' },
    });
  });

  test('about the time that an update took are told, and it is done all the same', async () => {
    const done = [{ name: 'A', tags: closed }, { name: X }];
    const { check, events } = failing(done, 'retag', refusal('busy'), [X]);
    expect((await check({ ...waitingFor(), images: [updating()] })).images).toMatchObject([
      { status: 'updated' },
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'taggingFailed',
        source: 'A',
        successor: X,
        detail: 'That is busy.',
      }),
    );
  });

  describe('to open a source again', () => {
    const failed = { name: X, condition: 'failed', tags: { ...enabled, UpdatedFrom: 'A' } } as const;
    const reopening = (code: ImageStoreErrorCode, refusals: number) => {
      const account = fixedAccount([{ name: 'A', tags: closed }, failed]);
      let left = refusals;
      const retag: ImageStore['retag'] = async (image, change) => {
        if (left-- > 0) throw refusal(code);
        return account.store.retag(image, change);
      };
      return { ...account, again: account.campaign({ store: { ...account.store, retag } }) };
    };
    const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

    test('for a while put off the search for candidates, and lose none', async () => {
      const { again, events, started } = reopening('busy', 1);
      const first = await decideAndStart(again);
      expect(first).toMatchObject({ status: 'discovering', images: [] });
      expect(first.nextCheckAt).toBeDefined();
      const second = await decideAndStart(again, first);
      expect(second.images).toMatchObject([{ source: 'A', status: 'updating' }]);
      expect(started).toHaveLength(1);
      expect(typesOf(events).filter((type) => type === 'sourceReopened')).toHaveLength(1);
    });

    test('for half an hour leave that source out, and the others are updated', async () => {
      const account = fixedAccount([{ name: 'A', tags: closed }, failed, { name: 'B', tags: enabled }]);
      const retag: ImageStore['retag'] = async (image, change) => {
        if (image.name === 'A') throw refusal('unknown');
        return account.store.retag(image, change);
      };
      const again = account.campaign({ store: { ...account.store, retag } });
      let state = await decideAndStart(again);
      for (const minutes of [10, 19.9]) {
        account.clock.advance(minutes);
        state = await decideAndStart(again, state);
        expect([state.status, account.started]).toEqual(['discovering', []]);
      }
      account.clock.advance(0.1);
      expect((await decideAndStart(again, state)).images).toMatchObject([
        { source: 'A', status: 'skipped', reason: { code: 'no-longer-enrolled' } },
        { source: 'B', status: 'updating' },
      ]);
    });

    test('for good leave the source as it is, and are not told as done', async () => {
      const { again, events } = reopening('invalid', Number.POSITIVE_INFINITY);
      const { images } = await decideAndStart(again);
      expect(images).toMatchObject([{ status: 'skipped', reason: { code: 'no-longer-enrolled' } }]);
      expect(typesOf(events)).toContain('taggingFailed');
      expect(typesOf(events)).not.toContain('sourceReopened');
    });
  });
});

describe('an adopted update and its source', () => {
  const filled = (count: number, more: object = {}): FixedImage => ({
    name: 'A',
    tags: { ...Object.fromEntries(Array.from({ length: count }, (_, key) => [`K${key}`, 'x'])), ...more },
  });
  const amazons = { 'aws:one': 'x', 'aws:two': 'x', 'AWS:three': 'x' };
  const state: CampaignState = { ...waitingFor(), images: [updating({ sourceTagged: false })] };
  const inProgress: FixedImage = { name: X, condition: 'in-progress', tags: { UpdatedFrom: 'A' } };

  test('may have exactly 50 tags, beside those of AWS itself', async () => {
    const { campaign, retagged } = fixedAccount([filled(48, { ...enabled, ...amazons }), inProgress]);
    await decideAndStart(campaign(), state);
    expect(retagged).toContainEqual({
      image: 'A',
      put: { AutoUpdate: 'Completed', NextVersion: X },
      remove: [],
    });
  });

  test('are left with fewer than the campaign needs when they have no room, and that is told', async () => {
    const { campaign, retagged, events } = fixedAccount([filled(49, enabled), inProgress]);
    await decideAndStart(campaign(), state);
    expect(retagged.map(({ image }) => image)).not.toContain('A');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'taggingFailed',
        detail: "A has no room for the campaign's tags: 51 are needed, and the maximum is 50.",
      }),
    );
  });
});

describe('a start', () => {
  const A = { name: 'A', tags: enabled };

  test('that finds nothing to update skips the image', async () => {
    const { campaign, store } = fixedAccount([A]);
    const startUpdate: ImageStore['startUpdate'] = async () => 'current';
    const next = await decideAndStart(campaign({ store: { ...store, startUpdate } }), waitingFor('A'));
    expect(next.images).toEqual([
      { status: 'skipped', source: 'A', endedAt: START, reason: { code: 'current' } },
    ]);
  });

  test('that is refused for want of rights costs no look at the successor', async () => {
    for (const code of ['access-denied', 'suspended'] as const) {
      const { check, read } = failing([A], 'startUpdate', refusal(code));
      await check(waitingFor('A'));
      expect(read).toEqual(['A', X, 'A']);
    }
  });

  test('is tried once in a step', async () => {
    const images = [A, { name: 'C', tags: enabled }];
    const { check, calls, started } = failing(images, 'startUpdate', refusal('unknown'), ['A']);
    await check(waitingFor('A', 'C'), { batchSize: 2 });
    expect(started).toEqual([['C', 'C-Updated-20261123']]);
    expect(calls()).toBe(2);
  });
});
