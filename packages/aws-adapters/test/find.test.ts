import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { ImageStoreError } from '@appstream-campaign/core';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { arnOf, namesOf, test } from './aws-account.ts';

/** A client that sends each call once. */
const once = (endpoint: string): AppStreamClient =>
  new AppStreamClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
const ENROLLED = { key: 'AutoUpdate', values: ['Enabled'] };
const image = (name: string) => ({
  Name: name,
  Arn: arnOf(name),
  State: 'AVAILABLE',
  Visibility: 'PRIVATE',
});

describe('find has every image of the account that matches', () => {
  const crowd = Array.from({ length: 500 }, (_, index) => ({
    name: `Image-${index}`,
    tags: index % 4 === 0 ? { AutoUpdate: 'Enabled', Owner: `team ${index}` } : {},
  }));

  test('with one call less for each image that the tagging API lists', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({ images: crowd });
    const store = new AppStreamImageStore({
      client: clients.appstream,
      taggingClient: clients.tagging,
      concurrency: 50,
    });

    const records = await store.find(ENROLLED);

    expect(namesOf(records)).toEqual(namesOf(crowd.filter(({ tags }) => tags.AutoUpdate === 'Enabled')));
    expect(callsOf('DescribeImages')).toHaveLength(20);
    expect(callsOf('GetResources')).toHaveLength(2);
    expect(callsOf('ListTagsForResource')).toHaveLength(375);
    expect(records.find(({ name }) => name === 'Image-8')?.tags).toEqual({
      AutoUpdate: 'Enabled',
      Owner: 'team 8',
    });
  });

  test('with one call per image for the tags', async ({ openAccount }) => {
    const { clients, callsOf, calls } = await openAccount({ images: crowd });
    const store = new AppStreamImageStore({ client: clients.appstream, concurrency: 50 });

    const records = await store.find(ENROLLED);

    expect(callsOf('DescribeImages')).toHaveLength(20);
    expect(callsOf('ListTagsForResource')).toHaveLength(500);
    expect(calls).toHaveLength(520);
    expect(records).toHaveLength(125);
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
    expect(calls.filter(({ operation }) => operation === 'DescribeImages')).toHaveLength(2);
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
});

describe('an odd answer costs at most the image that it is about', () => {
  const ODD: readonly unknown[] = [
    null,
    { Arn: arnOf('Nameless') },
    { Name: 'NoArn' },
    { Name: '', Arn: '' },
    { Name: 7, Arn: null },
    { Name: 'Nulls', Arn: arnOf('Nulls'), State: null, ImageErrors: [null], StateChangeReason: null },
    {
      Name: 'Texts',
      Arn: arnOf('Texts'),
      Platform: null,
      Description: null,
      BaseImageArn: null,
      CreatedTime: null,
    },
  ];

  test('nulls, and a name or an ARN that is missing', async ({ openServer }) => {
    const { clients } = await openServer(({ operation }) =>
      operation === 'DescribeImages'
        ? { body: { Images: [image('Plain'), ...ODD] } }
        : { body: { Tags: { AutoUpdate: 'Enabled', Owner: null } } },
    );
    const notices: string[] = [];
    const store = new AppStreamImageStore({
      client: clients.appstream,
      onNotice: (one) => notices.push(one),
    });

    const records = await store.find(ENROLLED);

    expect(namesOf(records)).toEqual(['Nameless', 'NoArn', 'Nulls', 'Plain', 'Texts']);
    expect(records.find(({ name }) => name === 'NoArn')?.id).toBe(arnOf('NoArn'));
    expect(records.find(({ name }) => name === 'Nulls')).toMatchObject({
      condition: 'in-progress',
      problems: [],
      tags: { AutoUpdate: 'Enabled', Owner: '' },
    });
    expect(notices).toHaveLength(2);
    expect(namesOf(await store.list())).toEqual(namesOf(records));
  });

  test('tags of one image that can not be read', async ({ openAccount }) => {
    const images = ['A', 'Odd', 'B'].map((name) => ({ name, tags: { AutoUpdate: 'Enabled' } }));
    const { clients, faults } = await openAccount({ images });
    faults.add({
      operation: 'ListTagsForResource',
      when: ({ ResourceArn }) => ResourceArn === arnOf('Odd'),
      fault: { kind: 'error', code: 'ValidationException' },
    });
    const notices: string[] = [];
    const store = new AppStreamImageStore({
      client: clients.appstream,
      onNotice: (one) => notices.push(one),
    });

    expect(namesOf(await store.find(ENROLLED))).toEqual(['A', 'B']);
    expect(notices).toEqual([expect.stringContaining('The image Odd is left out')]);
  });

  test('whatever comes: an answer, or the error of the port', async ({ openServer }) => {
    const leaf = fc.constantFrom(null, '', 'A', 7, true, [], [null], {}, { A: null }, arnOf('A'), 1e300);
    const body = fc.oneof(
      leaf,
      fc.dictionary(
        fc.constantFrom(
          'Images',
          'NextToken',
          'Tags',
          'Fleets',
          'ImageBuilders',
          'SharedImagePermissionsList',
          'image',
          'canUpdateImage',
        ),
        fc.oneof(
          leaf,
          fc.array(
            fc.dictionary(
              fc.constantFrom(
                'Name',
                'Arn',
                'State',
                'CreatedTime',
                'ImageErrors',
                'BaseImageArn',
                'ImageArn',
                'sharedAccountId',
                'imagePermissions',
              ),
              leaf,
            ),
          ),
        ),
      ),
    );
    let answer: unknown;
    const { url } = await openServer(() => ({ body: answer as object }));
    const client = once(url);
    const store = new AppStreamImageStore({ client, onNotice: () => {} });
    await fc.assert(
      fc.asyncProperty(body, async (one) => {
        answer = one;
        const reads = [
          () => store.find(ENROLLED),
          () => store.list(),
          () => store.describe(['A'], { tags: true }),
          () => readInventory({ client, onNotice: () => {} }),
          () => store.dryRun({ source: 'A', successor: 'B', displayName: 'B', tags: {} }),
          () => store.startUpdate({ source: 'A', successor: 'B', displayName: 'B', tags: {} }),
        ];
        for (const read of reads) {
          const error = await read().then(
            () => undefined,
            (reason: unknown) => reason,
          );
          if (error !== undefined) expect(error).toBeInstanceOf(ImageStoreError);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('a search that is interrupted', () => {
  test('by its deadline goes on with the next call, and reads the tags of each image once', async ({
    openAccount,
  }) => {
    const images = Array.from({ length: 400 }, (_, index) => ({
      name: `Image-${index}`,
      tags: { AutoUpdate: 'Enabled' },
    }));
    const { clients, callsOf } = await openAccount({ images });
    let calls = 0;
    const store = new AppStreamImageStore({ client: clients.appstream, timeLeft: () => 160 - ++calls });

    const found: number[] = [];
    while (found.length < 10 && (found.at(-1) ?? 0) === 0) {
      calls = 0;
      found.push(
        await store.find(ENROLLED).then(
          ({ length }) => length,
          () => 0,
        ),
      );
    }

    expect(found).toEqual([0, 0, 400]);
    const read = callsOf('ListTagsForResource').map(({ request }) => request.ResourceArn);
    expect(new Set(read).size).toBe(400);
    expect(read).toHaveLength(400);
  });

  test('goes on in another process, in whatever order images are listed, and reads the tags of each once', async ({
    openAccount,
  }) => {
    const images = Array.from({ length: 400 }, (_, index) => ({
      name: `Image-${(index * 7) % 400}`,
      tags: { AutoUpdate: index % 10 === 0 ? 'Enabled' : 'Never' },
    }));
    const { clients, callsOf } = await openAccount({ images });
    let before: { since: string; through: string; beyond: readonly string[] } | undefined;
    const tagged = new Set<string>();
    let steps = 0;
    for (; steps < 10; steps++) {
      let calls = 0;
      const store = new AppStreamImageStore({ client: clients.appstream, timeLeft: () => 160 - ++calls });
      const { images: seen, interrupted } = await store.readTags(ENROLLED, before);
      for (const { name, tags } of seen) if (tags?.AutoUpdate === 'Enabled') tagged.add(name);
      if (interrupted === undefined) break;
      const { through, beyond } = interrupted;
      before = { since: before?.since ?? new Date().toISOString(), through, beyond };
    }

    expect(steps).toBe(2);
    expect(tagged.size).toBe(40);
    // Those that were read before all names were known; the rest a single name tells.
    expect(before?.beyond.length).toBeLessThan(200);
    const read = callsOf('ListTagsForResource').map(({ request }) => request.ResourceArn);
    expect(new Set(read).size).toBe(400);
    expect(read).toHaveLength(400);
  });

  test('by a refusal keeps what it has read, and a finished one keeps nothing', async ({ openAccount }) => {
    const images = Array.from({ length: 50 }, (_, index) => ({
      name: `Image-${index}`,
      tags: { AutoUpdate: 'Enabled' },
    }));
    const { url, callsOf, faults } = await openAccount({ images });
    faults.add({ operation: 'ListTagsForResource', from: 30, to: 45, fault: { kind: 'throttle' } });
    const store = new AppStreamImageStore({ client: once(url), concurrency: 1 });

    await expect(store.find(ENROLLED)).rejects.toMatchObject({ code: 'busy' });
    faults.clear();
    expect(await store.find(ENROLLED)).toHaveLength(50);
    expect(callsOf('ListTagsForResource').filter(({ outcome }) => outcome === 'ok')).toHaveLength(50);
    await store.find(ENROLLED);
    expect(callsOf('ListTagsForResource').filter(({ outcome }) => outcome === 'ok')).toHaveLength(100);
  });
});

describe('the tags of listed images', () => {
  test('are read with bounded concurrency', async ({ openServer }) => {
    const names = Array.from({ length: 25 }, (_, index) => `Image-${index}`);
    const { clients, maxAtOnce } = await openServer(({ operation }) =>
      operation === 'DescribeImages'
        ? { body: { Images: names.map(image) } }
        : { body: { Tags: {} }, delay: 10 },
    );
    const store = new AppStreamImageStore({ client: clients.appstream, concurrency: 4 });

    await store.find(ENROLLED);

    expect(maxAtOnce()).toBe(4);
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
