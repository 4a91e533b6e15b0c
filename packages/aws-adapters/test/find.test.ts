import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { describe, expect } from 'vitest';
import { arnOf, namesOf, test } from './aws-account.ts';

const ENROLLED = { key: 'AutoUpdate', values: ['Enabled'] };
const image = (name: string) => ({
  Name: name,
  Arn: arnOf(name),
  State: 'AVAILABLE',
  Visibility: 'PRIVATE',
});

describe('find has every image of the account that matches', () => {
  const crowd = Array.from({ length: 1200 }, (_, index) => ({
    name: `Image-${index}`,
    tags: index % 4 === 0 ? { AutoUpdate: 'Enabled', Owner: `team ${index}` } : {},
  }));

  test('with one call per 25 of them, and one per 100 through the tagging API, however many others there are', async ({
    openAccount,
  }) => {
    const { clients, callsOf, calls } = await openAccount({ images: crowd });
    const store = new AppStreamImageStore({ client: clients.appstream, taggingClient: clients.tagging });

    const records = await store.find(ENROLLED);

    expect(namesOf(records)).toEqual(namesOf(crowd.filter(({ tags }) => tags.AutoUpdate === 'Enabled')));
    expect(callsOf('DescribeImages')).toHaveLength(12);
    expect(callsOf('GetResources')).toHaveLength(3);
    expect(calls).toHaveLength(15);
    expect(records.find(({ name }) => name === 'Image-8')?.tags).toEqual({
      AutoUpdate: 'Enabled',
      Owner: 'team 8',
    });
  });

  test('with one call per image for the tags when there is no tagging client', async ({ openAccount }) => {
    const { clients, callsOf, calls } = await openAccount({ images: crowd });
    const store = new AppStreamImageStore({ client: clients.appstream, concurrency: 50 });

    const records = await store.find(ENROLLED);

    expect(callsOf('DescribeImages')).toHaveLength(48);
    expect(callsOf('ListTagsForResource')).toHaveLength(1200);
    expect(calls).toHaveLength(1248);
    expect(records).toHaveLength(300);
  });

  test('and no others: shared and public images are left out', async ({ openAccount }) => {
    const { clients } = await openAccount({
      images: [
        { name: 'Own', tags: { AutoUpdate: 'Enabled' } },
        { name: 'Theirs', owned: false, tags: { AutoUpdate: 'Enabled' } },
        { name: 'Base', visibility: 'PUBLIC', tags: { AutoUpdate: 'Enabled' } },
      ],
    });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(namesOf(await store.find(ENROLLED))).toEqual(['Own']);
  });

  test('across a page that is empty but not the last', async ({ openServer }) => {
    const { clients } = await openServer(({ operation, input }) => {
      if (operation === 'ListTagsForResource') return { body: { Tags: { AutoUpdate: 'Enabled' } } };
      if (input.NextToken === undefined) return { body: { Images: [image('A')], NextToken: 'one' } };
      if (input.NextToken === 'one') return { body: { Images: [], NextToken: 'two' } };
      return { body: { Images: [image('B')], NextToken: '' } };
    });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(namesOf(await store.find(ENROLLED))).toEqual(['A', 'B']);
  });

  test('once, when two pages show the same image', async ({ openServer }) => {
    const { clients } = await openServer(({ operation, input }) => {
      if (operation === 'ListTagsForResource') return { body: { Tags: { AutoUpdate: 'Enabled' } } };
      return input.NextToken === undefined
        ? { body: { Images: [image('A'), { ...image('B'), State: 'CREATING' }], NextToken: 'one' } }
        : { body: { Images: [image('B')] } };
    });
    const store = new AppStreamImageStore({ client: clients.appstream });

    const records = await store.find(ENROLLED);

    expect(namesOf(records)).toEqual(['A', 'B']);
    expect(records.find(({ name }) => name === 'B')?.condition).toBe('available');
  });
});

describe('find rejects rather than answer with a part of the images', () => {
  test('when a token repeats', async ({ openServer }) => {
    const { clients, calls } = await openServer(() => ({
      body: { Images: [image('A')], NextToken: 'again' },
    }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.find(ENROLLED)).rejects.toMatchObject({
      name: 'ImageStoreError',
      code: 'busy',
      message: expect.stringContaining('the same page twice'),
    });
    expect(calls).toHaveLength(2);
  });

  test('when the list is missing from the answer', async ({ openAccount }) => {
    const { clients, faults } = await openAccount({ images: [{ name: 'A' }] });
    faults.add({ operation: 'DescribeImages', fault: { kind: 'empty' } });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.find(ENROLLED)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('DescribeImages answered without a list of images'),
    });
  });

  test.for([
    ['name', { Arn: arnOf('A'), State: 'AVAILABLE' }, 'an image without name'],
    ['ARN', { Name: 'A', State: 'AVAILABLE' }, 'an image without ARN: A'],
  ] as const)('when an image has no %s', async ([, odd, message], { openServer }) => {
    const { clients } = await openServer(() => ({ body: { Images: [image('B'), odd] } }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.find(ENROLLED)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining(message),
    });
  });
});

describe('the tags of listed images', () => {
  test('are read with bounded concurrency', async ({ openServer }) => {
    const names = Array.from({ length: 25 }, (_, index) => `Image-${index}`);
    const { clients, mostAtOnce } = await openServer(({ operation }) =>
      operation === 'DescribeImages'
        ? { body: { Images: names.map(image) } }
        : { body: { Tags: {} }, delay: 10 },
    );
    const store = new AppStreamImageStore({ client: clients.appstream, concurrency: 4 });

    await store.find(ENROLLED);

    expect(mostAtOnce()).toBe(4);
  });

  test('leave out an image that vanished since it was listed', async ({ openAccount }) => {
    const { clients, faults } = await openAccount({
      images: ['A', 'Gone'].map((name) => ({ name, tags: { AutoUpdate: 'Enabled' } })),
    });
    faults.add({
      operation: 'ListTagsForResource',
      when: ({ ResourceArn }) => ResourceArn === arnOf('Gone'),
      fault: { kind: 'error', code: 'ResourceNotFoundException' },
    });
    const store = new AppStreamImageStore({ client: clients.appstream });

    expect(namesOf(await store.find(ENROLLED))).toEqual(['A']);
  });

  test('are not read on after one call was refused', async ({ openAccount }) => {
    const images = Array.from({ length: 60 }, (_, index) => ({ name: `Image-${index}` }));
    const { clients, callsOf } = await openAccount({ images, allow: ['appstream:DescribeImages'] });
    const store = new AppStreamImageStore({ client: clients.appstream, concurrency: 5 });

    await expect(store.find(ENROLLED)).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringMatching(
        /^ListTagsForResource Image-\d+: AccessDeniedException: .*Allow the action appstream:ListTagsForResource\.$/,
      ),
    });
    // Goes through the same queue, behind whatever is left in it.
    await store.describe(['Image-0'], { tags: false });
    expect(callsOf('ListTagsForResource').length).toBeLessThanOrEqual(10);
  });
});
