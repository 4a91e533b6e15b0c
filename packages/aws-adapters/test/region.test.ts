import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { UpdateCampaign } from '@appstream-campaign/core';
import { ManualClock } from '@appstream-campaign/core/testing';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { expect, test } from 'vitest';

const credentials = { accessKeyId: 'simulator', secretAccessKey: 'simulator' };

test('without a Region the campaign stops at once, and says what to set', async () => {
  // What the SDK's own provider does when neither the environment nor a profile names a Region.
  const region = () => Promise.reject(new Error('Region is missing'));
  const store = new AppStreamImageStore({ client: new AppStreamClient({ region, credentials }) });
  const campaign = new UpdateCampaign({ store, clock: new ManualClock('2026-11-23T08:00:00Z') });
  expect(await campaign.run()).toMatchObject({
    status: 'stopped',
    stopped: { code: 'access-denied', detail: expect.stringContaining('Set AWS_REGION') },
  });
});

test('a host that does not exist asks about the Region', async () => {
  const client = new AppStreamClient({
    region: 'mars-1',
    credentials,
    endpoint: 'http://appstream2.mars-1.invalid',
    maxAttempts: 1,
  });
  const store = new AppStreamImageStore({ client });
  await expect(store.describe(['One'], { tags: false })).rejects.toMatchObject({
    name: 'ImageStoreError',
    code: 'busy',
    message: expect.stringMatching(/ENOTFOUND.*Is the Region right|EAI_AGAIN/),
  });
});
