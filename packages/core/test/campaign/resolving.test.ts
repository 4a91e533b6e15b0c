import { type CampaignState, ImageStoreError } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, waitingFor } from '../fixed-account.ts';

// Updates in progress that another program began, and handed over by the names of their successors alone.

const S: FixedImage = { name: 'S', condition: 'in-progress', createdAt: after(-20) };
const enabled = { AutoUpdate: 'Enabled' };
const unresolved = (...names: readonly string[]): CampaignState => ({ ...waitingFor(), unresolved: names });

/** Source and successor of each update, after one check. */
async function resolved(images: readonly FixedImage[], state: CampaignState = unresolved('S')) {
  const account = fixedAccount(images);
  const next = await decideAndStart(account.campaign(), state);
  const updates = next.images.map((image) => [image.source, 'successor' in image ? image.successor : '']);
  return { ...account, next, updates };
}

describe('the source of an update is', () => {
  test.each<[what: string, source: string, ...images: FixedImage[]]>([
    ['the image that its tag names', 'A', { name: 'A', tags: enabled }, { ...S, tags: { UpdatedFrom: 'A' } }],
    ['the image that the store knows of', 'A', { name: 'A', tags: enabled }, { ...S, updateOf: 'A' }],
    [
      'of two, the one that names the successor',
      'B',
      { name: 'A', tags: enabled },
      { name: 'B', tags: { AutoUpdate: 'Completed', NextVersion: 'S' } },
      { ...S, tags: { UpdatedFrom: 'A' }, updateOf: 'B' },
    ],
    [
      'the image that names the successor, when that says nothing',
      'C',
      { name: 'B', tags: { AutoUpdate: 'Completed', NextVersion: 'Other' } },
      { name: 'C', tags: { AutoUpdate: 'Completed', NextVersion: 'S' } },
      S,
    ],
    [
      'what the successor says, whoever names it',
      'A',
      { name: 'A', tags: enabled },
      { name: 'C', tags: { AutoUpdate: 'Completed', NextVersion: 'S' } },
      { ...S, tags: { UpdatedFrom: 'A' } },
    ],
    ['not known, and it stands for itself', 'S', { name: 'A', tags: enabled }, S],
  ])('%s', async (_, source, ...images) => {
    const { next, updates } = await resolved(images);
    expect(updates).toEqual([[source, 'S']]);
    expect(next.unresolved).toEqual([]);
    expect(next.images).toMatchObject([{ status: 'updating', startedAt: after(-20) }]);
  });
});

test('a search that answers with more than it was asked for changes nothing', async () => {
  const images = [
    { name: 'A', tags: enabled },
    { ...S, tags: { UpdatedFrom: 'A' } },
    { ...S, name: 'T' },
    { name: 'B', tags: { AutoUpdate: 'Completed', NextVersion: 'S' } },
    { name: 'C', tags: { AutoUpdate: 'Completed', NextVersion: 'T' } },
  ];
  const { store, campaign } = fixedAccount(images);
  const generous = { ...store, find: ({ key }: { readonly key: string }) => store.find({ key }) };
  const next = await decideAndStart(campaign({ store: generous }), unresolved('S', 'T'));
  expect(next.images).toMatchObject([
    { source: 'A', successor: 'S' },
    { source: 'C', successor: 'T' },
  ]);
});

test('the store is searched only for what its images do not say themselves', async () => {
  const { searched } = await resolved([
    { name: 'A', tags: enabled },
    { ...S, tags: { UpdatedFrom: 'A' } },
  ]);
  expect(searched.map(({ key }) => key)).not.toContain('NextVersion');
  const silent = await resolved([{ name: 'A', tags: enabled }, S]);
  expect(silent.searched).toContainEqual({ key: 'NextVersion', values: ['S'] });
});

describe('a source has one outcome', () => {
  const pointing = { tags: { UpdatedFrom: 'A' } };

  test('a second successor of it stands for itself', async () => {
    const images = [
      { name: 'A', tags: enabled },
      { ...S, ...pointing },
      { ...S, name: 'T', ...pointing },
    ];
    const { updates } = await resolved(images, unresolved('S', 'T'));
    expect(updates).toEqual([
      ['A', 'S'],
      ['T', 'T'],
    ]);
  });

  test('so does a successor of an image that was updated already', async () => {
    const done = { status: 'updated', source: 'A', successor: 'A-2' } as const;
    const images = [
      { name: 'A', tags: enabled },
      { ...S, ...pointing },
    ];
    const { updates } = await resolved(images, { ...unresolved('S'), images: [done] });
    expect(updates).toEqual([
      ['A', 'A-2'],
      ['S', 'S'],
    ]);
  });

  test('while an image that waits is updating from now on', async () => {
    const images = [
      { name: 'A', tags: enabled },
      { ...S, ...pointing },
    ];
    const { updates, started } = await resolved(images, { ...waitingFor('A'), unresolved: ['S'] });
    expect([updates, started]).toEqual([[['A', 'S']], []]);
  });
});

test('the tags of both images say so from then on', async () => {
  const { retagged, next } = await resolved([
    { name: 'A', tags: enabled },
    { ...S, updateOf: 'A' },
  ]);
  expect(retagged.map(({ image }) => image)).toEqual(['S', 'A']);
  expect(retagged[1]?.put).toEqual({ AutoUpdate: 'Completed', NextVersion: 'S' });
  expect(next.images).toMatchObject([{ sourceTagged: true }]);
});

describe('an update whose source nobody knows', () => {
  test('touches no tags, neither while it runs nor when it fails, and is not tried again', async () => {
    for (const condition of ['in-progress', 'failed'] as const) {
      const { retagged, next } = await resolved([{ ...S, condition }]);
      expect(retagged).toEqual([]);
      expect(next.images).toMatchObject([{ status: condition === 'failed' ? 'failed' : 'updating' }]);
      if (next.images[0]?.status === 'failed')
        expect(next.images[0].reason).toEqual({ code: 'update-failed' });
    }
  });

  test('is missed, when it is gone, from the start of the campaign on', async () => {
    const { next, campaign, clock } = await resolved([]);
    expect(next.images).toMatchObject([{ status: 'updating', source: 'S', startedAt: START }]);
    clock.advance(11);
    expect((await decideAndStart(campaign(), next)).images).toMatchObject([
      { status: 'failed', reason: { code: 'successor-gone' } },
    ]);
  });
});

test('a campaign does not end while the store cannot say whose updates these are', async () => {
  const { campaign, store } = fixedAccount([S]);
  const down = { ...store, describe: () => Promise.reject(new ImageStoreError('busy', 'No.')) };
  const next = await decideAndStart(campaign({ store: down }), unresolved('S'));
  expect(next).toMatchObject({ status: 'running', unresolved: ['S'] });
});
