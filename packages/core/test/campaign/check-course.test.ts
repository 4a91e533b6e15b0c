import { type CampaignState, ImageStoreError } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, waitingFor } from '../fixed-account.ts';

// The order of things in one check, and when it gives up.

const enabled = { AutoUpdate: 'Enabled' };
const image = (name: string): FixedImage => ({ name, tags: enabled });
const nameFor = (source: string) => `${source}-Updated-20261123`;
const updating = (source: string) =>
  ({ status: 'updating', source, successor: nameFor(source), startedAt: START, sourceTagged: true }) as const;
const statuses = ({ images }: CampaignState) => images.map(({ status }) => status);

describe('an update that is adopted and has ended already', () => {
  const ready: FixedImage = { name: nameFor('A'), tags: { UpdatedFrom: 'A' } };

  test.each([
    ['window', ['updated', 'updating']],
    ['batch', ['updated', 'updating']],
  ] as const)(
    'leaves its slot to the next image in the next step, which is due at once, with the pacing %s: %j',
    async (pacing, expected) => {
      const { campaign } = fixedAccount([image('A'), ready, image('B')]);
      const adopted = await campaign({ pacing, batchSize: 1 }).advance(waitingFor('A', 'B'));
      expect(statuses(adopted)).toEqual(['updating', 'waiting']);
      expect(adopted.nextCheckAt).toBe(START);
      const next = await decideAndStart(campaign({ pacing, batchSize: 1 }), adopted);
      expect(statuses(next)).toEqual(expected);
    },
  );
});

test.each([
  ['is looked for while a slot is free', 2, 1],
  ['is not looked for while all slots are full', 1, 0],
])('the wish to stop %s', async (_, batchSize, searches) => {
  const running: FixedImage = { name: nameFor('A'), condition: 'in-progress' };
  const { campaign, searched } = fixedAccount([image('A'), running, image('B')]);
  const state: CampaignState = { ...waitingFor('B'), images: [updating('A'), ...waitingFor('B').images] };
  await decideAndStart(campaign({ batchSize }), state);
  expect(searched.filter(({ key }) => key === 'StopCampaign')).toHaveLength(searches);
});

test('the wish to stop is not looked for when nothing waits', async () => {
  const { campaign, searched } = fixedAccount([image('A'), { name: nameFor('A'), condition: 'in-progress' }]);
  await decideAndStart(campaign(), { ...waitingFor(), images: [updating('A')] });
  expect(searched).toEqual([]);
});

describe('a check that the store cannot answer', () => {
  test('is told with what the store said', async () => {
    const { campaign, store, events } = fixedAccount([image('A')]);
    const find = () => Promise.reject(new ImageStoreError('busy', 'Come back later.'));
    await decideAndStart(campaign({ store: { ...store, find } }), waitingFor('A'));
    expect(events).toMatchObject([{ type: 'checkPostponed', detail: 'Come back later.' }]);
  });
});

describe('with starts refused for as long as an update may take', () => {
  const LIMIT = 720;
  const refusing = (images: readonly FixedImage[], code: 'limit' | 'unknown' = 'limit') => {
    const account = fixedAccount(images, after(LIMIT));
    const startUpdate = () => Promise.reject(new ImageStoreError(code, 'Not now.'));
    return { ...account, store: { ...account.store, startUpdate } };
  };
  const since = (troubleSince: string | undefined, state: CampaignState): CampaignState =>
    troubleSince === undefined ? state : { ...state, troubleSince, checksWithoutProgress: 3 };

  test.each([
    ['to the minute, what waits is skipped', START, 'skipped'],
    ['but a moment, it waits', after(0.01), 'waiting'],
    ['for the first time, it waits', undefined, 'waiting'],
  ])('%s', async (_, troubleSince, status) => {
    const { campaign, store } = refusing([image('A')]);
    const next = await decideAndStart(campaign({ store }), since(troubleSince, waitingFor('A')));
    expect(statuses(next)).toEqual([status]);
  });

  test('what waits goes on waiting while something is in progress', async () => {
    const running: FixedImage = { name: nameFor('A'), condition: 'in-progress', createdAt: after(700) };
    const { campaign, store } = refusing([image('A'), running, image('B')]);
    const state: CampaignState = {
      ...waitingFor(),
      images: [
        { ...updating('A'), startedAt: after(700) },
        { status: 'waiting', source: 'B' },
      ],
    };
    expect(statuses(await decideAndStart(campaign({ store }), since(START, state)))).toEqual([
      'updating',
      'waiting',
    ]);
  });

  test('and when there was progress in this very check', async () => {
    const done: FixedImage = { name: nameFor('A') };
    const source = { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: nameFor('A') } };
    const { campaign, store } = refusing([source, done, image('B')]);
    const state: CampaignState = {
      ...waitingFor(),
      images: [updating('A'), { status: 'waiting', source: 'B' }],
    };
    expect(statuses(await decideAndStart(campaign({ store }), since(START, state)))).toEqual([
      'updated',
      'waiting',
    ]);
  });

  test('a campaign that stops in this check leaves what waits to be resumed', async () => {
    const { campaign, store } = refusing([image('A'), image('B')]);
    const startUpdate = async ({ source }: { readonly source: string }) => {
      throw new ImageStoreError(source === 'A' ? 'unknown' : 'access-denied', 'No.');
    };
    const next = await decideAndStart(
      campaign({ store: { ...store, startUpdate }, batchSize: 2 }),
      since(START, waitingFor('A', 'B')),
    );
    expect(next.status).toBe('stopped');
    // Both are asked for again when somebody resumes.
    expect(statuses(next)).toEqual(['starting', 'starting']);
  });

  test('a campaign that is halted comes to rest, and nothing of it is skipped', async () => {
    const { campaign } = refusing([image('A')]);
    const halted = { code: 'stop-requested', at: START } as const;
    const next = await decideAndStart(campaign(), since(START, { ...waitingFor('A'), halted }));
    expect(next).toMatchObject({ status: 'stopped', stopped: { code: 'stop-requested' } });
    expect(statuses(next)).toEqual(['waiting']);
  });
});

test('an update that is adopted takes one place of its batch, and the others are started beside it', async () => {
  const running: FixedImage = { name: nameFor('A'), condition: 'in-progress', tags: { UpdatedFrom: 'A' } };
  const { campaign, started } = fixedAccount([image('A'), running, image('B'), image('C')]);
  await decideAndStart(campaign({ pacing: 'batch', batchSize: 2 }), waitingFor('A', 'B', 'C'));
  expect(started).toEqual([['B', nameFor('B')]]);
});

describe('images of one lineage', () => {
  const X = 'Same-Updated-20261123';

  test('leave the name, in a plan, to the one whose start is put off', async () => {
    const same = (name: string) => ({ name, tags: { ...enabled, BaseName: 'Same' } });
    const { campaign, store } = fixedAccount(['A', 'B'].map(same));
    const dryRun: typeof store.dryRun = async (order) => {
      if (order.source === 'A') throw new ImageStoreError('limit', 'Not now.');
      return store.dryRun(order);
    };
    const { images } = await campaign({ store: { ...store, dryRun } }).plan();
    expect(images).toMatchObject([
      { image: 'A', verdict: 'postpone' },
      { image: 'B', verdict: 'wait', successor: `${X}-2` },
    ]);
  });

  test('are asked about under the names that they will get', async () => {
    const same = (name: string) => ({ name, tags: { ...enabled, BaseName: 'Same' } });
    const { campaign, store, started } = fixedAccount(['A', 'B'].map(same));
    const asked: string[] = [];
    const dryRun: typeof store.dryRun = async (order) => {
      asked.push(order.successor);
      return store.dryRun(order);
    };
    await decideAndStart(campaign({ store: { ...store, dryRun } }), waitingFor('A', 'B'));
    expect(asked).toEqual(started.map(([, successor]) => successor));
  });
});

describe('with deleteFailed', () => {
  const failed = (name: string, from: string): FixedImage => ({
    name,
    condition: 'failed',
    tags: { UpdatedFrom: from },
  });
  const again = (...failedSuccessors: string[]): CampaignState => ({
    ...waitingFor(),
    images: [{ status: 'waiting', source: 'A', failedSuccessors }],
    deletions: failedSuccessors.map((successor) => ({ source: 'A', successor })),
  });

  test.each<[what: string, removed: string[], holder: FixedImage]>([
    ['a failed update of the image', ['F'], failed('F', 'A')],
    ['and nothing that was made under its name since', [], { name: 'F', tags: { UpdatedFrom: 'A' } }],
    ['nor the failure of another image', [], failed('F', 'B')],
    ['nor one without tags', [], { name: 'F', condition: 'failed' }],
  ])('%s is deleted before the next attempt', async (_, expected, holder) => {
    const { campaign, removed, started, events } = fixedAccount([image('A'), holder]);
    await decideAndStart(campaign({ deleteFailed: true }), again('F'));
    expect(removed).toEqual(expected);
    expect(events.flatMap((event) => (event.type === 'failedImageDeleted' ? [event.successor] : []))).toEqual(
      expected,
    );
    expect(started).toEqual([['A', nameFor('A')]]);
  });

  test('a store that is busy postpones the attempt', async () => {
    const { campaign, store, started } = fixedAccount([image('A'), failed('F', 'A')]);
    const remove = () => Promise.reject(new ImageStoreError('busy', 'Not now.'));
    const next = await decideAndStart(
      campaign({ store: { ...store, remove }, deleteFailed: true }),
      again('F'),
    );
    expect(next).toMatchObject({ status: 'running', images: [{ status: 'waiting' }], deletions: [{}] });
    expect(started).toEqual([]);
  });

  const fails = (attempts: number, deleteFailed = true) => {
    const source = { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: nameFor('A') } };
    const account = fixedAccount([source, failed(nameFor('A'), 'A'), image('B')], after(60));
    const state: CampaignState = {
      ...waitingFor(),
      images: [updating('A'), { status: 'waiting', source: 'B' }],
    };
    const campaign = account.campaign({ deleteFailed, attempts, failureThreshold: { count: 0 } });
    return decideAndStart(campaign, state).then((next) => ({ next, ...account }));
  };

  test('what failed is deleted in the step that tries again, and not before the state names it', async () => {
    const { next, started, removed } = await fails(2);
    expect(next.images).toMatchObject([{ status: 'updating' }, { status: 'updating' }]);
    expect(started.map(([source]) => source).toSorted()).toEqual(['A', 'B']);
    expect(removed).toEqual([nameFor('A')]);
    expect(next).not.toHaveProperty('deletions');
  });

  test('without it, nothing is deleted', async () => {
    const { started, removed } = await fails(2, false);
    expect(started.map(([source]) => source).toSorted()).toEqual(['A', 'B']);
    expect(removed).toEqual([]);
  });

  test('one that failed for good needs no check of its own', async () => {
    const { next } = await fails(1);
    expect(next.images).toMatchObject([{ status: 'failed' }, { status: 'updating' }]);
    expect(next.nextCheckAt).not.toBe(after(60));
  });
});
