import { readQuotas } from '@appstream-campaign/aws-adapters/service-quotas';
import type { SimulatorOptions } from '@appstream-campaign/simulator';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const clientOf = (url: string, region: string = 'eu-west-1') =>
  new ServiceQuotasClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });

describe('readQuotas', () => {
  test('reads live values, and where to raise them', async ({ openAccount }) => {
    const quotas = { concurrentUpdates: 8, images: 42, imageBuilders: 12 };
    const { url } = await openAccount({ quotas });
    const { images, concurrentUpdates, imageBuilders } = await readQuotas({ client: clientOf(url) });
    expect(images).toEqual({
      value: 42,
      origin: 'live',
      link: 'https://eu-west-1.console.aws.amazon.com/servicequotas/home/services/appstream2/quotas/L-E1182CCA',
    });
    expect([concurrentUpdates.value, imageBuilders.value]).toEqual([8, 12]);
  });

  test('GovCloud has a console of its own', async ({ openAccount }) => {
    const { url } = await openAccount();
    const { images } = await readQuotas({ client: clientOf(url, 'us-gov-west-1') });
    expect(images.link).toMatch(/^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//);
  });

  test('a quota that was never raised has the default of AWS', async ({ openAccount }) => {
    const { url } = await openAccount({
      quotas: { images: 42 },
      faults: [
        { operation: 'GetServiceQuota', from: 1, fault: { kind: 'error', code: 'NoSuchResourceException' } },
      ],
    });
    expect((await readQuotas({ client: clientOf(url) })).images).toMatchObject({ value: 10, origin: 'live' });
  });

  const failing: readonly [what: string, options: SimulatorOptions, said: string][] = [
    ['access is denied', { allow: ['appstream:*'] }, 'Allow the actions servicequotas:GetServiceQuota'],
    [
      'the service is busy',
      { faults: [{ operation: 'GetServiceQuota', from: 1, fault: { kind: 'throttle' } }] },
      'TooManyRequestsException: Rate exceeded.',
    ],
    [
      'the answer is lost',
      { faults: [{ operation: 'GetServiceQuota', from: 1, fault: { kind: 'empty' } }] },
      'the answer holds no value.',
    ],
  ];
  for (const [what, options, said] of failing) {
    test(`when ${what}, it says so and takes the defaults`, async ({ openAccount }) => {
      const { url } = await openAccount({ ...options, quotas: { images: 42 } });
      const quotas = await readQuotas({ client: clientOf(url) });
      for (const [name, value] of [
        ['concurrentUpdates', 5],
        ['images', 10],
        ['imageBuilders', 10],
      ] as const) {
        expect(quotas[name]).toMatchObject({
          value,
          origin: 'default',
          detail: expect.stringContaining(said),
        });
      }
    });
  }

  test('wrong options are refused by name', async ({ openAccount }) => {
    const { url } = await openAccount();
    const client = clientOf(url);
    await expect(readQuotas({ client, ...{ region: 'x' } })).rejects.toThrow('option region is not known');
    await expect(readQuotas({ ...{ client: 7 } } as never)).rejects.toThrow(
      'option client has no method send',
    );
  });
});
