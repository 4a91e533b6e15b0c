import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { describe, expect } from 'vitest';
import { arnOf, namesOf, test } from './aws-account.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `Image-${index}`);
const withoutTags = { tags: false };

describe('describe asks about many images in few calls', () => {
  test('one per 25 names', async ({ openAccount }) => {
    const wanted = names(60);
    const { clients, calls } = await openAccount({ images: names(200).map((name) => ({ name })) });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(namesOf(await store.describe([...wanted, 'Image-1'], withoutTags))).toEqual([...wanted].sort());
    expect(calls).toHaveLength(3);
  });

  test('none for no names', async ({ openAccount }) => {
    const { clients, calls } = await openAccount();
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.describe([], withoutTags)).toEqual([]);
    expect(calls).toHaveLength(0);
  });

  test.for([
    { unknownNames: 'fail', maxCalls: 11 },
    { unknownNames: 'omit', maxCalls: 1 },
  ] as const)(
    'and one unknown name spoils nothing when AppStream would $unknownNames it',
    async ({ unknownNames, maxCalls }, { openAccount }) => {
      for (const missing of ['Image-0', 'Image-13', 'Image-24']) {
        const there = names(25).filter((name) => name !== missing);
        const { clients, calls } = await openAccount({
          unknownNames,
          images: there.map((name) => ({ name })),
        });
        const store = new AppStreamImageStore({ client: clients.appstream });

        expect(namesOf(await store.describe(names(25), withoutTags))).toEqual([...there].sort());
        expect(calls.length).toBeLessThanOrEqual(maxCalls);
      }
    },
  );

  test('when none of a few names exists, with one call each beside the first', async ({ openAccount }) => {
    const { clients, calls } = await openAccount();
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(await store.describe(names(5), withoutTags)).toEqual([]);
    expect(calls).toHaveLength(6);
  });

  test('with bounded concurrency', async ({ openServer }) => {
    const { clients, maxAtOnce } = await openServer(() => ({ body: { Images: [] }, delay: 10 }));
    const store = new AppStreamImageStore({ client: clients.appstream, concurrency: 3 });

    await store.describe(names(500), withoutTags);

    expect(maxAtOnce()).toBe(3);
  });
});

describe('describe answers', () => {
  test('current tags when asked for them', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({
      taggingLagMinutes: 60,
      images: [{ name: 'A', tags: { Owner: 'it' } }, { name: 'B' }, { name: 'C' }],
    });
    const store = new AppStreamImageStore({ client: clients.appstream, taggingClient: clients.tagging });

    const records = await store.describe(['A', 'B', 'Gone'], { tags: true });

    expect(records.map(({ name, tags }) => [name, tags])).toEqual([
      ['A', { Owner: 'it' }],
      ['B', {}],
    ]);
    expect(callsOf('ListTagsForResource')).toHaveLength(2);
    expect(callsOf('GetResources')).toHaveLength(0);
  });

  test('only images that the account owns', async ({ openServer }) => {
    const { clients } = await openServer(() => ({
      body: {
        Images: ['PRIVATE', 'SHARED', 'PUBLIC', undefined].map((Visibility, index) => ({
          Name: `Image-${index}`,
          Arn: arnOf(`Image-${index}`),
          Visibility,
        })),
      },
    }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(namesOf(await store.describe(names(4), withoutTags))).toEqual(['Image-0', 'Image-3']);
  });

  test('all pages, should a call have more than one', async ({ openServer }) => {
    const { clients } = await openServer(({ input }) => {
      const name = input.NextToken === undefined ? 'Image-0' : 'Image-1';
      const NextToken = input.NextToken === undefined ? 'more' : undefined;
      return { body: { Images: [{ Name: name, Arn: arnOf(name) }], NextToken } };
    });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(namesOf(await store.describe(names(2), withoutTags))).toEqual(['Image-0', 'Image-1']);
  });

  test('nothing rather than "gone" when the list is missing', async ({ openAccount }) => {
    const { clients, faults } = await openAccount({ images: [{ name: 'A' }] });
    faults.add({ operation: 'DescribeImages', fault: { kind: 'empty' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.describe(['A'], withoutTags)).rejects.toMatchObject({ code: 'busy' });
  });
});
