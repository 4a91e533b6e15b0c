import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const ENROLLED = { key: 'AutoUpdate', values: ['Enabled'] };
const EXPIRED = {
  kind: 'error',
  code: 'InvalidSignatureException',
  message:
    'Signature expired: 20261127T100000Z is now earlier than 20261127T100500Z (20261127T101000Z - 5 min.)',
} as const;

const images = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Image-${index}`, tags: { AutoUpdate: 'Enabled' } }));

/** A store as composition roots make it. */
function storeAt(endpoint: string, requestTimeout?: number): AppStreamImageStore {
  const { requestHandler, ...settings } = appStreamClientSettings;
  const client = new AppStreamClient({
    ...settings,
    requestHandler: { ...requestHandler, ...(requestTimeout === undefined ? {} : { requestTimeout }) },
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
  return new AppStreamImageStore({ client });
}

describe('what passes is borne', () => {
  test('first calls that are refused for the time of their signature', async ({ openAccount }) => {
    const { url, faults } = await openAccount({ images: images(3) });
    faults.add({ operation: '*', to: 2, fault: EXPIRED });

    expect(await storeAt(url).find(ENROLLED)).toHaveLength(3);
  });

  test('a start that is refused so is sent again, and started once', async ({ openAccount }) => {
    const { url, faults, callsOf, world } = await openAccount({ images: images(1) });
    faults.add({ operation: 'CreateUpdatedImage', nth: 1, fault: EXPIRED });

    const order = { source: 'Image-0', successor: 'Next', displayName: 'Next', tags: {} };
    expect(await storeAt(url).startUpdate(order)).toBe('accepted');

    expect(callsOf('CreateUpdatedImage').map(({ outcome }) => outcome)).toEqual([EXPIRED.code, 'ok']);
    expect(world.images().map(({ name }) => name)).toContain('Next');
  });

  test('a signature that is out of step for long is busy, one of unknown keys needs a person', async ({
    openAccount,
  }) => {
    const { clients, faults } = await openAccount({ images: images(1) });
    const store = new AppStreamImageStore({ client: clients.appstream });
    const stop = faults.add({ operation: '*', fault: EXPIRED });
    await expect(store.list()).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('If it lasts, set the clock of this machine.'),
    });
    stop();
    const message = 'The request signature we calculated does not match the signature you provided.';
    faults.add({ operation: '*', fault: { ...EXPIRED, message } });
    await expect(store.list()).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('a connection that hangs', async ({ openAccount }) => {
    const { url, faults } = await openAccount({ images: images(3) });
    faults.add({ operation: 'ListTagsForResource', nth: 2, fault: { kind: 'timeout' } });

    expect(await storeAt(url, 300).find(ENROLLED)).toHaveLength(3);
  });
});

test('an image that the tagging API does not list is found all the same', async ({ openAccount }) => {
  const { clients } = await openAccount({ images: images(4), taggingKnowsImages: 'none' });
  const store = new AppStreamImageStore({ client: clients.appstream, taggingClient: clients.tagging });

  expect(await store.find(ENROLLED)).toHaveLength(4);
});
