import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { ImageRecord } from '@appstream-campaign/core';
import { describe, expect } from 'vitest';
import { arnOf, test } from './aws-account.ts';

const NOW = 1_795_420_800;

interface Asking {
  readonly openServer: (answer: () => { body: unknown }) => Promise<{
    readonly clients: { readonly appstream: ConstructorParameters<typeof AppStreamImageStore>[0]['client'] };
  }>;
}

/** The record of an image that the service describes like this. */
async function recordOf({ openServer }: Asking, image: object): Promise<ImageRecord> {
  const { clients } = await openServer(() => ({
    body: { Images: [{ Name: 'A', Arn: arnOf('A'), ...image }] },
  }));
  const store = new AppStreamImageStore({ client: clients.appstream });
  const [record] = await store.describe(['A'], { tags: false });
  if (record === undefined) throw new Error('The image was left out.');
  return record;
}

test('a record tells what the service tells', async ({ openServer }) => {
  const record = await recordOf(
    { openServer },
    {
      State: 'FAILED',
      Platform: 'WINDOWS_SERVER_2022',
      Description: 'For finance',
      CreatedTime: NOW,
      StateChangeReason: { Code: 'IMAGE_UPDATE_FAILURE', Message: 'could not update image A' },
      ImageErrors: [
        { ErrorCode: 'INTERNAL_SERVICE_ERROR', ErrorMessage: 'Failed to install', ErrorTimestamp: NOW },
        { ErrorMessage: 'no code' },
        { ErrorCode: 'NO_TEXT' },
        {},
      ],
    },
  );

  expect(record).toEqual({
    name: 'A',
    id: arnOf('A'),
    condition: 'failed',
    state: 'FAILED',
    platform: 'WINDOWS_SERVER_2022',
    description: 'For finance',
    createdAt: new Date(NOW * 1000).toISOString(),
    problems: [
      { code: 'IMAGE_UPDATE_FAILURE', message: 'could not update image A' },
      { code: 'INTERNAL_SERVICE_ERROR', message: 'Failed to install' },
      { code: 'UNKNOWN', message: 'no code' },
      { code: 'NO_TEXT', message: '' },
    ],
  });
});

test('a record leaves out what the service leaves out', async ({ openServer }) => {
  expect(await recordOf({ openServer }, {})).toEqual({
    name: 'A',
    id: arnOf('A'),
    condition: 'in-progress',
    state: 'UNKNOWN',
    problems: [],
  });
});

test.for([
  ['AVAILABLE', 'available'],
  ['FAILED', 'failed'],
  ['DELETING', 'deleting'],
  ['PENDING', 'in-progress'],
  ['CREATING', 'in-progress'],
  ['COPYING', 'in-progress'],
  ['IMPORTING', 'in-progress'],
  ['VALIDATING', 'in-progress'],
  ['THOUGHT_OF_LATER', 'in-progress'],
  ['constructor', 'in-progress'],
] as const)('the state %s means %s', async ([state, condition], { openServer }) => {
  expect(await recordOf({ openServer }, { State: state })).toMatchObject({ state, condition });
});

describe('an image is an update of its base image', () => {
  const update = { State: 'CREATING', BaseImageArn: arnOf('Source') };

  test('when both belong to the account and no builder made it', async ({ openServer }) => {
    expect((await recordOf({ openServer }, update)).updateOf).toBe('Source');
  });

  test.for([
    ['a builder made it', { ImageBuilderName: 'builder' }],
    ['it is being copied', { State: 'COPYING' }],
    ['it is being imported', { State: 'IMPORTING' }],
    ['the base is AWS’s own', { BaseImageArn: 'arn:aws:appstream:us-east-1::image/AppStream-WinServer2022' }],
    ['the base is shared', { BaseImageArn: 'arn:aws:appstream:us-east-1:999988887777:image/Source' }],
    ['it came from another Region', { BaseImageArn: arnOf('Source').replace('us-east-1', 'eu-west-1') }],
    ['the base has no name', { BaseImageArn: arnOf('') }],
    ['the base is no image', { BaseImageArn: 'Source' }],
  ] as const)('but not when %s', async ([, odd], { openServer }) => {
    expect(await recordOf({ openServer }, { ...update, ...odd })).not.toHaveProperty('updateOf');
  });
});

test('a timestamp that can not be read is an answer that got lost', async ({ openServer }) => {
  await expect(recordOf({ openServer }, { CreatedTime: '2026-11-23T08:00:00Z' })).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('the answer could not be read'),
  });
});
