import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { describe, expect } from 'vitest';
import { arnOf, test } from './aws-account.ts';

describe('a listing ends with an error', () => {
  const images = [{ Name: 'A', Arn: arnOf('A') }];

  test('when there is always another token', async ({ openServer }) => {
    const { clients, calls } = await openServer((_, number) => ({
      body: {
        Images: images,
        ResourceTagMappingList: null,
        PaginationToken: `${number}`,
        NextToken: `${number}`,
      },
    }));
    const store = new AppStreamImageStore({
      client: clients.appstream,
      taggingClient: clients.tagging,
      onNotice: () => {},
    });
    await expect(store.find({ key: 'AutoUpdate' })).rejects.toMatchObject({
      name: 'ImageStoreError',
      code: 'busy',
      message: expect.stringContaining('pages of images, and still another token'),
    });
    expect(calls.length).toBeLessThan(4000);
  });

  test.for([7, true, {}] as const)('when %o is the token', async (NextToken, { openServer }) => {
    const { clients } = await openServer(() => ({ body: { Images: images, NextToken } }));
    const store = new AppStreamImageStore({ client: clients.appstream });
    await expect(store.list()).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('a part of the images, and no token for the rest'),
    });
  });

  test('when a page that is not the last has something else than a list', async ({ openServer }) => {
    const { clients } = await openServer(({ input }) => ({
      body: input.NextToken === undefined ? { Images: 'A', NextToken: 'next' } : { Images: images },
    }));
    const store = new AppStreamImageStore({ client: clients.appstream });
    await expect(store.list()).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('without a list of images'),
    });
  });
});
