import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount } from '../fixed-account.ts';

const DAY = 24 * 60;
const enabled = { AutoUpdate: 'Enabled' };
const closedFor = (NextVersion: string) => ({ AutoUpdate: 'Completed', NextVersion });
const ofA = { ...enabled, UpdatedFrom: 'A' };
const long = after(-30 * DAY);

/** Each candidate of a campaign over these images with what becomes of it, before anything is done. */
async function planned(images: readonly FixedImage[]) {
  const plan = await fixedAccount(images).campaign({ attempts: 1 }).plan();
  return plan.images.flatMap((image) => (image.verdict === 'exclude' ? [] : [[image.image, image.verdict]]));
}

describe('an image and a successor of it', () => {
  const A = (tags: Record<string, string>, more: Partial<FixedImage> = {}): FixedImage => ({
    name: 'A',
    tags,
    createdAt: long,
    ...more,
  });
  const S = (
    condition: NonNullable<FixedImage['condition']>,
    more: Partial<FixedImage> = {},
  ): FixedImage => ({
    name: 'S',
    condition,
    tags: ofA,
    createdAt: after(condition === 'in-progress' ? -30 : -10 * DAY),
    ...more,
  });
  test.each<[what: string, verdict: string | undefined, source: FixedImage, successor: FixedImage]>([
    ['in progress, of an enrolled image: under way', 'updating', A(enabled), S('in-progress')],
    ['in progress, of a closed image: under way', 'updating', A(closedFor('S')), S('in-progress')],
    [
      'in progress by another hand, of an enrolled image: under way',
      'updating',
      A(enabled),
      S('in-progress', { tags: {}, updateOf: 'A' }),
    ],
    [
      'in progress by another hand, of an image without tags: not ours',
      undefined,
      A({}),
      S('in-progress', { tags: {}, updateOf: 'A' }),
    ],
    ['available, of an enrolled image that does not name it: done', 'updated', A(enabled), S('available')],
    [
      'available, of an image that was enrolled again by hand: updated anew',
      'start',
      A({ ...enabled, NextVersion: 'S' }),
      S('available'),
    ],
    [
      'available, without a pointer, of an enrolled image: updated anew',
      'start',
      A(enabled),
      S('available', { tags: {}, updateOf: 'A' }),
    ],
    ['available, of a closed image: nothing to do', undefined, A(closedFor('S')), S('available')],
    [
      'available since the start, of a closed image: the work of a first step that died',
      'updated',
      A(closedFor('S')),
      S('available', { createdAt: after(1) }),
    ],
    [
      'available since the start, of an image that a person disabled: nothing to do',
      undefined,
      A({ AutoUpdate: 'Disabled' }),
      S('available', { createdAt: after(1) }),
    ],
    ['failed, of an enrolled image: updated anew', 'start', A(enabled), S('failed')],
    ['failed since the start: failed', 'fail', A(enabled), S('failed', { createdAt: after(1) })],
    ['failed, of an image closed for it: updated anew', 'start', A(closedFor('S')), S('failed')],
    ['failed, of an image closed for another one: nothing to do', undefined, A(closedFor('T')), S('failed')],
    [
      'failed, of an image that names it but was disabled: nothing to do',
      undefined,
      A({ AutoUpdate: 'Disabled', NextVersion: 'S' }),
      S('failed'),
    ],
    [
      'failed, of an image that is not available itself: nothing to do',
      undefined,
      A(closedFor('S'), { condition: 'failed' }),
      S('failed'),
    ],
    [
      'failed since the start, of an image that is not available itself: nothing to do',
      undefined,
      A(closedFor('S'), { condition: 'failed' }),
      S('failed', { createdAt: after(1) }),
    ],
    [
      'failed, of an image that was deleted right after the listing: nothing to do',
      undefined,
      A({}, { vanished: true }),
      S('failed'),
    ],
    ['being deleted, of an enrolled image: updated anew', 'start', A(enabled), S('deleting')],
    ['being deleted, of a closed image: nothing to do', undefined, A(closedFor('S')), S('deleting')],
    [
      'being deleted, made since the start, of an enrolled image: updated anew',
      'start',
      A(enabled),
      S('deleting', { createdAt: after(1) }),
    ],
  ])('%s', async (_, verdict, source, successor) => {
    const ofSource = (await planned([source, successor])).filter(([image]) => image === 'A');
    expect(ofSource).toEqual(verdict === undefined ? [] : [['A', verdict]]);
  });
});

describe('an enrolled successor', () => {
  const closed = { name: 'A', tags: closedFor('S'), createdAt: long };
  const S = (more: Partial<FixedImage>): FixedImage => ({ name: 'S', tags: ofA, ...more });
  test.each<[what: string, candidate: boolean, ...images: FixedImage[]]>([
    ['less than a day old is as new as can be', false, closed, S({ createdAt: after(-DAY + 0.001) })],
    ['a day old is a candidate', true, closed, S({ createdAt: after(-DAY) })],
    ['of unknown age is a candidate', true, closed, S({})],
    [
      'of today that nobody updated, but imported, is a candidate',
      true,
      S({ tags: enabled, createdAt: after(-60) }),
    ],
  ])('%s', async (_, candidate, ...images) => {
    expect(await planned(images)).toEqual(candidate ? [['S', 'start']] : []);
  });

  test('of today whose own update is running is watched', async () => {
    const next = { name: 'T', condition: 'in-progress', tags: { ...enabled, UpdatedFrom: 'S' } } as const;
    expect(await planned([closed, S({ createdAt: after(-60) }), next])).toEqual([['S', 'updating']]);
  });

  test('of today that failed is not in the way of its source', async () => {
    const failed = S({ condition: 'failed', createdAt: after(-60) });
    expect(await planned([{ name: 'A', tags: enabled }, failed])).toEqual([['A', 'start']]);
  });
});

describe('of several updates of one image', () => {
  const A = { name: 'A', tags: enabled, createdAt: long };
  const X = 'A-Updated-20261123';
  const made = (name: string, condition: FixedImage['condition'], minutes: number): FixedImage => ({
    name,
    tags: ofA,
    createdAt: after(minutes),
    ...(condition && { condition }),
  });

  test('the running one is followed, not an older one that is done', async () => {
    const { images } = await decideAndStart(
      fixedAccount([A, made('T', 'in-progress', -30), made('S', 'available', -3000)]).campaign(),
    );
    expect(images).toMatchObject([{ source: 'A', status: 'updating', successor: 'T' }, { source: 'S' }]);
  });

  describe('that a lost first step has tried one after the other, each attempt counts', () => {
    test('while the second runs', async () => {
      const images = [A, made(`${X}-2`, 'in-progress', 40), made(X, 'failed', 1)];
      const { campaign, started } = fixedAccount(images, after(60));
      expect((await decideAndStart(campaign())).images).toMatchObject([
        { source: 'A', status: 'updating', successor: `${X}-2`, failedSuccessors: [X] },
      ]);
      expect(started).toEqual([]);
    });

    test('when the second has failed, too', async () => {
      const images = [A, made(`${X}-2`, 'failed', 40), made(X, 'failed', 1)];
      const { campaign, started } = fixedAccount(images, after(60));
      const state = await campaign().advance();
      expect(state.images).toMatchObject([{ source: 'A', failedSuccessors: [X] }]);
      expect(started).toEqual([]);
    });
  });
});

describe('a failed update', () => {
  test('does not take the place of a second one that is running, nor is its source opened in between', async () => {
    const images: FixedImage[] = [
      { name: 'A', tags: closedFor('F') },
      { name: 'B', condition: 'in-progress', tags: ofA, createdAt: after(-30) },
      { name: 'F', condition: 'failed', tags: ofA, createdAt: long },
    ];
    const { campaign, retagged } = fixedAccount(images);
    const state = await decideAndStart(campaign());
    expect(state.images).toMatchObject([{ status: 'updating', source: 'A', successor: 'B' }]);
    expect(retagged).toEqual([{ image: 'A', put: closedFor('B'), remove: [] }]);
  });

  test('has its source opened again, once, by what it was before and nothing more', async () => {
    const images: FixedImage[] = [
      { name: 'A', tags: { ...closedFor('F'), Team: 'IT' } },
      { name: 'F', condition: 'failed', tags: ofA, createdAt: long },
    ];
    const { campaign, retagged } = fixedAccount(images);
    await decideAndStart(campaign());
    expect(retagged[0]).toEqual({ image: 'A', put: enabled, remove: ['NextVersion'] });
  });
});

describe('after a search by tag, which may lag behind, these are looked at:', () => {
  const old = { createdAt: long };
  test.each<[what: string, read: readonly string[], images: readonly FixedImage[]]>([
    [
      'no images that never took part',
      [],
      [
        { name: 'A', tags: { Team: 'IT' }, ...old },
        { name: 'B', condition: 'in-progress', updateOf: 'A' },
      ],
    ],
    ['all that seem to be enrolled', ['A'], [{ name: 'A', tags: enabled, ...old }]],
    [
      'no older successor of an image that was enrolled again by hand',
      ['A'],
      [
        { name: 'A', tags: { ...enabled, NextVersion: 'Old' }, ...old },
        { name: 'Old', ...old },
      ],
    ],
    [
      'an image in progress, and its source',
      ['S', 'A'],
      [
        { name: 'A', tags: closedFor('S'), ...old },
        { name: 'S', condition: 'in-progress', tags: ofA, updateOf: 'A', createdAt: after(-60) },
      ],
    ],
    ['no closed image', [], [{ name: 'A', tags: { AutoUpdate: 'Completed' }, ...old }]],
    [
      'a closed image that was made since the start',
      ['A'],
      [{ name: 'A', tags: { AutoUpdate: 'Completed' }, createdAt: after(1) }],
    ],
    ['no note in the place of a successor', [], [{ name: 'A', tags: closedFor('see ticket 42'), ...old }]],
    [
      'a successor that a closed image names, and its possible sources',
      ['S', 'B', 'A'],
      [
        { name: 'A', tags: closedFor('S'), ...old },
        { name: 'S', condition: 'in-progress', tags: { UpdatedFrom: 'B' }, updateOf: 'A', ...old },
      ],
    ],
    [
      'the source of a failed successor: it may be closed for it',
      ['F', 'A'],
      [
        { name: 'A', tags: closedFor('F'), ...old },
        { name: 'F', condition: 'failed', tags: ofA, ...old },
      ],
    ],
    [
      'both sources where tag and store disagree',
      ['S', 'A', 'B'],
      [
        { name: 'A', tags: closedFor('S'), ...old },
        { name: 'B', tags: closedFor('A'), ...old },
        { name: 'S', tags: ofA, updateOf: 'B', ...old },
      ],
    ],
    [
      'not the source of a finished update, where they agree',
      ['S'],
      [
        { name: 'A', tags: closedFor('S'), ...old },
        { name: 'S', tags: ofA, updateOf: 'A', ...old },
      ],
    ],
    [
      'each of them once, also one that is gone',
      ['A'],
      [{ name: 'A', tags: enabled, vanished: true, ...old }],
    ],
  ])('%s', async (_, read, images) => {
    const account = fixedAccount(images);
    // No image gets a slot, so that nothing is looked at for starts; nor for near misses, which come from the listing.
    const store = { ...account.store, list: async () => [] };
    await decideAndStart(account.campaign({ selector: { include: ['None'] }, store }));
    expect(account.read).toEqual(read);
  });
});

test('candidates are kept by name, whatever the order of the listing', async () => {
  const images = ['C', 'A', 'D', 'B'].map((name) => ({ name, tags: enabled }));
  const state = await decideAndStart(fixedAccount(images).campaign());
  expect(state.images.map(({ source }) => source)).toEqual(['A', 'B', 'C', 'D']);
});
