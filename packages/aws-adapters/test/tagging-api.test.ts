import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect } from 'vitest';
import { arnOf, clientsOf, test } from './aws-account.ts';

const ENROLLED = { key: 'AutoUpdate', values: ['Enabled'] };
const IMAGES = [{ name: 'Enrolled', tags: { AutoUpdate: 'Enabled' } }, { name: 'Other' }];
const EVERYTHING = ['appstream:*'];

/** A store with a tagging client, and the notices that it gives. */
function noticingStore(clients: ReturnType<typeof clientsOf>) {
  const notices: string[] = [];
  const store = new AppStreamImageStore({
    client: clients.appstream,
    taggingClient: clients.tagging,
    onNotice: (notice) => notices.push(notice),
  });
  return { store, notices };
}

describe('when the tagging API can not be used, tags are read one by one', () => {
  test('access denied: said once, and not asked again', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({ images: IMAGES, allow: EVERYTHING });
    const { store, notices } = noticingStore(clients);

    const first = await store.find(ENROLLED);
    const second = await store.find(ENROLLED);

    expect(first.find(({ name }) => name === 'Enrolled')?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(second).toEqual(first);
    expect(callsOf('GetResources')).toHaveLength(1);
    expect(callsOf('ListTagsForResource')).toHaveLength(4);
    expect(notices).toEqual([expect.stringContaining('Allow the action tag:GetResources.')]);
  });

  test.for([
    ['InvalidParameterException', 400, 1],
    ['UnauthorizedOperation', 403, 1],
    ['PaginationTokenExpiredException', 400, 2],
    ['InternalServiceException', 500, 2],
    ['ThrottledException', 400, 2],
  ] as const)('%s: said once', async ([code, status, searches], { openAccount }) => {
    const { clients, callsOf, faults } = await openAccount({ images: IMAGES });
    faults.add({ operation: 'GetResources', fault: { kind: 'error', code, status } });
    const { store, notices } = noticingStore(clients);

    const records = await store.find(ENROLLED);
    await store.find(ENROLLED);

    expect(records.find(({ name }) => name === 'Enrolled')?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(notices).toEqual([expect.stringContaining(code)]);
    const asked = callsOf('GetResources').filter(({ attempt }) => attempt === 1);
    expect(asked).toHaveLength(searches);
  });

  test('an answer without a list is not taken for "no image matches"', async ({ openAccount }) => {
    const { clients, faults } = await openAccount({ images: IMAGES });
    faults.add({ operation: 'GetResources', nth: 1, fault: { kind: 'empty' } });
    const { store, notices } = noticingStore(clients);

    const [enrolled] = await store.find(ENROLLED);

    expect(enrolled?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(notices).toEqual([expect.stringContaining('without a list of resources')]);
  });

  test('a token that repeats', async ({ openServer }) => {
    const { clients } = await openServer(({ operation }) => {
      if (operation === 'GetResources') {
        return { body: { ResourceTagMappingList: [], PaginationToken: 'again' } };
      }
      return operation === 'DescribeImages'
        ? { body: { Images: [{ Name: 'A', Arn: arnOf('A') }] } }
        : { body: { Tags: { AutoUpdate: 'Enabled' } } };
    });
    const { store, notices } = noticingStore(clients);

    expect(await store.find(ENROLLED)).toMatchObject([{ name: 'A', tags: { AutoUpdate: 'Enabled' } }]);
    expect(notices).toEqual([expect.stringContaining('the same page twice')]);
  });

  test('a client for another Region, whose empty answer would look like "no image is enrolled"', async ({
    openAccount,
  }) => {
    const { clients, callsOf, url } = await openAccount({ images: IMAGES });
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const tagging = new ResourceGroupsTaggingAPIClient({ endpoint: url, region: 'eu-west-1', credentials });
    const { store, notices } = noticingStore({ ...clients, tagging });

    const [enrolled] = await store.find(ENROLLED);

    expect(enrolled?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(callsOf('GetResources')).toHaveLength(0);
    expect(notices).toEqual([expect.stringContaining('is for eu-west-1, the images are in us-east-1')]);
  });

  test('a Region or network without its endpoint', async ({ openAccount }) => {
    const { clients } = await openAccount({ images: IMAGES });
    const { tagging } = clientsOf('http://tagging.invalid');
    const { store, notices } = noticingStore({ ...clients, tagging });

    expect((await store.find(ENROLLED))[0]?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(notices).toHaveLength(1);
  });

  test('a function that can not make the client', async ({ openAccount }) => {
    const { clients } = await openAccount({ images: IMAGES });
    const notices: string[] = [];
    const store = new AppStreamImageStore({
      client: clients.appstream,
      taggingClient: () => Promise.reject(new Error('not installed')),
      onNotice: (notice) => notices.push(notice),
    });

    expect((await store.find(ENROLLED))[0]?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(notices).toEqual([expect.stringContaining('not installed')]);
  });
});

describe('the answer of the tagging API', () => {
  test('comes from a client that is made once, when it is first needed', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({ images: IMAGES });
    let made = 0;
    const store = new AppStreamImageStore({
      client: clients.appstream,
      taggingClient: async () => {
        made += 1;
        return clients.tagging;
      },
    });
    expect(made).toBe(0);

    await store.find(ENROLLED);
    await store.find(ENROLLED);

    expect(made).toBe(1);
    expect(callsOf('GetResources')).toHaveLength(2);
  });

  test('counts only where the tag still has a wanted value', async ({ openServer }) => {
    const mapping = (name: string, tags: Readonly<Record<string, string>>) => ({
      ResourceARN: arnOf(name),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
    const { clients } = await openServer(({ operation }) => ({
      body:
        operation === 'DescribeImages'
          ? { Images: ['Match', 'Bare', 'Changed'].map((name) => ({ Name: name, Arn: arnOf(name) })) }
          : {
              ResourceTagMappingList: [
                mapping('Match', { AutoUpdate: 'Enabled', Owner: '' }),
                mapping('Bare', {}),
                mapping('Changed', { AutoUpdate: 'Completed' }),
                mapping('Deleted', { AutoUpdate: 'Enabled' }),
              ],
              PaginationToken: null,
            },
    }));
    const { store, notices } = noticingStore(clients);

    const records = await store.find(ENROLLED);

    expect(records.map(({ name, tags }) => [name, tags])).toEqual([
      ['Match', { AutoUpdate: 'Enabled', Owner: '' }],
    ]);
    expect(notices).toEqual([]);
  });

  test('is asked for at most 20 values at a time', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({
      images: Array.from({ length: 45 }, (_, index) => ({ name: `I-${index}`, tags: { Wave: `${index}` } })),
    });
    const { store } = noticingStore(clients);
    const values = Array.from({ length: 45 }, (_, index) => `${index}`);

    const records = await store.find({ key: 'Wave', values });

    expect(records).toHaveLength(45);
    expect(callsOf('GetResources')).toHaveLength(3);
  });

  test('is asked once for any value, and not at all about named images', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({
      images: Array.from({ length: 45 }, (_, index) => ({ name: `I-${index}`, tags: { Wave: `${index}` } })),
    });
    const { store } = noticingStore(clients);

    expect(await store.find({ key: 'Wave' })).toHaveLength(45);
    expect(callsOf('GetResources')).toHaveLength(1);
    const records = await store.find({ key: 'Wave', among: ['I-3', 'I-44', 'Nobody'] });

    expect(records.map(({ name, tags }) => [name, tags])).toEqual([
      ['I-3', { Wave: '3' }],
      ['I-44', { Wave: '44' }],
    ]);
    expect(callsOf('GetResources')).toHaveLength(1);
  });

  test('is not asked for at all with an empty list of values', async ({ openAccount }) => {
    const { clients, callsOf } = await openAccount({ images: IMAGES });
    const { store } = noticingStore(clients);

    const records = await store.find({ key: 'AutoUpdate', values: [] });

    expect(records).toEqual([]);
    expect(callsOf('GetResources')).toHaveLength(0);
  });
});

test('without onNotice the notice is a process warning', async ({ openAccount }) => {
  const { clients } = await openAccount({ images: IMAGES, allow: EVERYTHING });
  const store = new AppStreamImageStore({ client: clients.appstream, taggingClient: clients.tagging });
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));

  await store.find(ENROLLED);

  expect(await warned).toMatchObject({
    name: 'AppStreamImageStore',
    message: expect.stringContaining('tag:GetResources'),
  });
});
