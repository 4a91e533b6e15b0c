import { ImageStoreError, type ImageStoreErrorCode } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { fixedAccount, waitingFor } from '../fixed-account.ts';

const X = 'A-Updated-20261123';
const images = ['A', 'B'].map((name) => ({ name, tags: { AutoUpdate: 'Enabled' } }));

/** One check in which the store refuses to start an update of A. */
async function refused(code: ImageStoreErrorCode, message = 'No.') {
  const account = fixedAccount(images);
  const store = {
    ...account.store,
    async startUpdate(order: Parameters<typeof account.store.startUpdate>[0]) {
      if (order.source === 'A') throw new ImageStoreError(code, message);
      return account.store.startUpdate(order);
    },
  };
  const state = await decideAndStart(account.campaign({ store }), waitingFor('A', 'B'));
  return { ...account, state, statuses: state.images.map(({ status }) => status) };
}

describe('a start that the store refuses', () => {
  test.each<[code: ImageStoreErrorCode, status: string]>([
    ['busy', 'starting'],
    ['limit', 'waiting'],
  ])('as %s holds up all starts until the next step, with that image %s', async (code, status) => {
    const { statuses, events } = await refused(code);
    expect(statuses).toEqual([status, 'waiting']);
    expect(events).toMatchObject([{ type: 'startPostponed', source: 'A', detail: 'No.' }]);
  });

  test.each<[code: ImageStoreErrorCode]>([['unknown'], ['exists']])(
    'as %s leaves open whether that one began, and others start',
    async (code) => {
      const { statuses, events } = await refused(code);
      expect(statuses).toEqual(['starting', 'updating']);
      expect(events[0]).toMatchObject({ type: 'startPostponed', source: 'A', detail: 'No.' });
    },
  );

  test.each<[code: ImageStoreErrorCode]>([['incompatible'], ['not-permitted'], ['not-found'], ['invalid']])(
    'as %s fails that image, and others start',
    async (code) => {
      const { statuses, state } = await refused(code);
      expect(statuses).toEqual(['failed', 'updating']);
      expect(state.images[0]).toMatchObject({ reason: { code, detail: 'No.' } });
    },
  );

  test.each<[code: ImageStoreErrorCode]>([['access-denied'], ['suspended']])(
    'as %s stops the campaign',
    async (code) => {
      const { statuses, state } = await refused(code);
      // It is asked for again, under the same name, when somebody resumes.
      expect(statuses).toEqual(['starting', 'waiting']);
      expect(state).toMatchObject({ status: 'stopped', stopped: { code, detail: 'No.' } });
    },
  );

  test('is looked after: a step that died may have started it before', async () => {
    expect((await refused('limit')).read.filter((name) => name === X)).toHaveLength(2);
    expect((await refused('busy')).read.filter((name) => name === X)).toHaveLength(2);
  });
});

test('what a store says is kept up to 240 characters, and cut visibly beyond', async () => {
  const kept = async (length: number) => {
    const { state } = await refused('invalid', 'x'.repeat(length));
    const [image] = state.images;
    return image?.status === 'failed' ? image.reason.detail : undefined;
  };
  expect(await kept(240)).toBe('x'.repeat(240));
  expect(await kept(241)).toBe(`${'x'.repeat(239)}…`);
});
