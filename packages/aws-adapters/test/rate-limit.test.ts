import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { sample } from '@appstream-campaign/test-support/sample';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const ENROLLED = { key: 'AutoUpdate', values: ['Enabled'] };

const images = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Image-${index}`, tags: { AutoUpdate: 'Enabled' } }));

/** A store as composition roots make it. */
function storeAt(endpoint: string): AppStreamImageStore {
  const client = new AppStreamClient({
    ...appStreamClientSettings,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
  return new AppStreamImageStore({ client });
}

describe('a search keeps to the rate that the service allows', () => {
  test.for(
    sample(
      [
        [60, 20],
        [60, 5],
        [200, 10],
      ] as const,
      1,
    ),
  )('%i images at %i calls a second', { timeout: 60_000 }, async ([count, rate], { openAccount }) => {
    const { url, calls } = await openAccount({ images: images(count), callsPerSecond: { '*': rate } });
    const begun = performance.now();

    expect(await storeAt(url).find(ENROLLED)).toHaveLength(count);

    const seconds = (performance.now() - begun) / 1000;
    const throttled = calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
    expect(seconds).toBeLessThanOrEqual((1.3 * count) / rate + 5);
    expect(throttled / calls.length).toBeLessThanOrEqual(0.2);
  });
});
