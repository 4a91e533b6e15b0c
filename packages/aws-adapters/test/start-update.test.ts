import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { UpdateRequest } from '@appstream-campaign/core';
import type { AppStreamClientConfig } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { arnOf, clientsOf, test } from './aws-account.ts';

const ORDER: UpdateRequest = {
  source: 'Finance',
  successor: 'Finance-Updated-20261123',
  displayName: 'Finance Updated: 2026-11-23',
  description: 'For finance',
  tags: { AutoUpdate: 'Enabled', UpdatedFrom: 'Finance' },
};
const IMAGES = [{ name: 'Finance' }];

describe('startUpdate', () => {
  test('starts the update with name, texts and tags in one call', async ({ openAccount }) => {
    const { clients, calls, world } = await openAccount({ images: IMAGES });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.startUpdate(ORDER)).toBe('accepted');

    expect(world.image(ORDER.successor)).toMatchObject({ tags: ORDER.tags });
    expect(calls.map(({ request }) => request)).toEqual([
      {
        existingImageName: 'Finance',
        newImageName: 'Finance-Updated-20261123',
        newImageDisplayName: 'Finance Updated: 2026-11-23',
        newImageDescription: 'For finance',
        newImageTags: ORDER.tags,
        dryRun: false,
      },
    ]);
  });

  test('leaves out a description and tags that are not there', async ({ openAccount }) => {
    const { clients, calls } = await openAccount({ images: IMAGES });
    const store = new AppStreamImageStore({ client: clients.appstream });
    const { source, successor, displayName } = ORDER;

    await store.startUpdate({ source, successor, displayName, tags: {} });

    expect(calls[0]?.request).not.toHaveProperty('newImageDescription');
    expect(calls[0]?.request).not.toHaveProperty('newImageTags');
  });

  test.for([
    ['an explicit no without an image', { canUpdateImage: false }, 'current'],
    ['a no beside an image', { canUpdateImage: false, image: { Name: ORDER.successor } }, 'accepted'],
    ['an image alone', { image: { Name: ORDER.successor } }, 'accepted'],
    ['a yes alone', { canUpdateImage: true }, 'accepted'],
  ] as const)('takes %s for %s', async ([, body, answer], { openServer }) => {
    const { clients } = await openServer(() => ({ body }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.startUpdate(ORDER)).toBe(answer);
  });
});

describe('dryRun', () => {
  test('tells whether there is something to update, and starts nothing', async ({ openAccount }) => {
    const { clients, world } = await openAccount({
      images: [{ name: 'Finance' }, { name: 'Fresh', update: { current: true } }],
    });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.dryRun(ORDER)).toBe('accepted');
    expect(await store.dryRun({ ...ORDER, source: 'Fresh' })).toBe('current');
    expect(world.updatesInProgress()).toEqual([]);
  });

  test('takes only an explicit no for "current"', async ({ openServer }) => {
    const { clients } = await openServer(() => ({ body: {} }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.dryRun(ORDER)).toBe('accepted');
  });

  test('is retried as the client is configured, since it changes nothing', async ({ openAccount }) => {
    const { clients, callsOf, faults } = await openAccount({ images: IMAGES });
    faults.add({ operation: 'CreateUpdatedImage', nth: 1, fault: { kind: 'internal' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.dryRun(ORDER)).toBe('accepted');
    expect(callsOf('CreateUpdatedImage')).toHaveLength(2);
  });
});

describe('an update is ordered at most once', () => {
  const faults = [
    [{ kind: 'internal' }, 'busy'],
    [{ kind: 'throttle' }, 'busy'],
    [{ kind: 'html' }, 'busy'],
    [{ kind: 'empty' }, 'busy'],
    [{ kind: 'drop', side: 'before' }, 'busy'],
    [{ kind: 'drop', side: 'after' }, 'busy'],
    [{ kind: 'error', code: 'LimitExceededException' }, 'limit'],
    [{ kind: 'error', code: 'ConcurrentModificationException' }, 'busy'],
  ] as const;

  test.for(faults)('with a client of the SDK’s defaults: %o', async ([fault, code], { openAccount }) => {
    const account = await openAccount({ images: IMAGES });
    account.faults.add({ operation: 'CreateUpdatedImage', fault });
    const store = new AppStreamImageStore({ client: account.clients.appstream });

    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({ name: 'ImageStoreError', code });
    expect(account.callsOf('CreateUpdatedImage')).toHaveLength(1);
  });

  test('even when the connection breaks after the update was begun', async ({ openAccount }) => {
    const { clients, callsOf, faults: script, world } = await openAccount({ images: IMAGES });
    script.add({ operation: 'CreateUpdatedImage', nth: 1, fault: { kind: 'drop', side: 'after' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({ code: 'busy' });
    expect(callsOf('CreateUpdatedImage')).toHaveLength(1);
    expect(world.updatesInProgress()).toHaveLength(1);
    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({ code: 'exists' });
  });

  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  /** Retries whatever happened, five times, and remembers what it was told of. */
  function stubbornStrategy(told: string[]): NonNullable<AppStreamClientConfig['retryStrategy']> {
    return {
      acquireInitialRetryToken: async () => token(0),
      refreshRetryTokenForRetry: async (last, { errorType }) => {
        told.push(errorType);
        if (last.getRetryCount() >= 5) throw new Error('enough');
        return token(last.getRetryCount() + 1);
      },
      recordSuccess: () => undefined,
    };
  }

  test('with a retry strategy that retries everything', async ({ openServer }) => {
    const { url, calls } = await openServer(() => ({ status: 500, body: { __type: 'InternalFailure' } }));
    const { appstream } = clientsOf(url, { retryStrategy: stubbornStrategy([]) });
    const store = new AppStreamImageStore({ client: appstream });

    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('CreateUpdatedImage Finance: InternalFailure'),
    });
    expect(calls).toHaveLength(1);

    await expect(store.describe(['Finance'], { tags: false })).rejects.toMatchObject({ code: 'busy' });
    expect(calls.filter(({ operation }) => operation === 'DescribeImages')).toHaveLength(6);
  });

  test.for([
    { status: 500, body: { __type: 'InternalFailure' } },
    { status: 400, body: { __type: 'LimitExceededException' } },
    { cut: true },
  ] as const)(
    'and a strategy hears of nothing that is worth waiting for: %o',
    async (answer, { openServer }) => {
      const told: string[] = [];
      const { url } = await openServer(() => answer);
      const { appstream } = clientsOf(url, { retryStrategy: stubbornStrategy(told) });

      await expect(new AppStreamImageStore({ client: appstream }).startUpdate(ORDER)).rejects.toThrow();
      expect(new Set(told)).toEqual(new Set(['CLIENT_ERROR']));
    },
  );

  test('while the same client goes on to retry its other calls', async ({ openAccount }) => {
    const { clients, callsOf, faults: script } = await openAccount({ images: IMAGES });
    script.add({ operation: '*', calls: [1, 2], fault: { kind: 'internal' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({ code: 'busy' });
    expect(await store.describe(['Finance'], { tags: false })).toHaveLength(1);
    expect(callsOf('CreateUpdatedImage')).toHaveLength(1);
    expect(callsOf('DescribeImages')).toHaveLength(2);
  });
});

describe('retag', () => {
  const source = {
    name: 'Finance',
    id: arnOf('Finance'),
    condition: 'available',
    state: 'AVAILABLE',
    problems: [],
  } as const;

  test('writes, then removes', async ({ openAccount }) => {
    const { clients, calls, world } = await openAccount({
      images: [{ name: 'Finance', tags: { AutoUpdate: 'Enabled', NextVersion: 'Old', Owner: 'it' } }],
    });
    const store = new AppStreamImageStore({ client: clients.appstream });
    const change = { put: { AutoUpdate: 'Completed', Empty: '' }, remove: ['NextVersion', 'NotThere'] };

    await store.retag(source, change);
    await store.retag(source, change);

    expect(world.image('Finance')?.tags).toEqual({ AutoUpdate: 'Completed', Owner: 'it', Empty: '' });
    const order = ['TagResource', 'UntagResource'];
    expect(calls.map(({ operation }) => operation)).toEqual([...order, ...order]);
  });

  test('makes only the calls that are needed', async ({ openAccount }) => {
    const { clients, calls } = await openAccount({ images: IMAGES });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await store.retag(source, { put: {}, remove: [] });
    await store.retag(source, { put: { Owner: 'it' }, remove: [] });
    await store.retag(source, { put: {}, remove: ['Owner'] });

    expect(calls.map(({ operation }) => operation)).toEqual(['TagResource', 'UntagResource']);
  });

  test('is retried as the client is configured, since it may be repeated', async ({ openAccount }) => {
    const { clients, faults, world } = await openAccount({ images: IMAGES });
    faults.add({ operation: '*', calls: [1, 3], fault: { kind: 'drop', side: 'after' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await store.retag(source, { put: { Owner: 'it' }, remove: ['NextVersion'] });

    expect(world.image('Finance')?.tags).toEqual({ Owner: 'it' });
  });

  test('removes nothing when writing was refused', async ({ openAccount }) => {
    const { clients, calls, faults } = await openAccount({ images: IMAGES });
    faults.add({ operation: 'TagResource', fault: { kind: 'access-denied' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.retag(source, { put: { A: 'b' }, remove: ['C'] })).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringMatching(/^TagResource Finance: .* Allow the action appstream:TagResource\.$/),
    });
    expect(calls).toHaveLength(1);
  });
});
