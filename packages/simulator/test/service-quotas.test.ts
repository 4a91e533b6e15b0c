import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { describe, expect } from 'vitest';
import { clientSettings, type Stage, test } from './simulator-test.ts';

const quotasOf = ({ simulator }: Stage) => new ServiceQuotasClient(clientSettings(simulator.url));
const IMAGES = { ServiceCode: 'appstream2', QuotaCode: 'L-E1182CCA' };

describe('Service Quotas', () => {
  test('GetServiceQuota answers the quota that the account has', async ({ start }) => {
    const client = quotasOf(await start({ quotas: { images: 42 } }));
    const { Quota: quota } = await client.send(new GetServiceQuotaCommand(IMAGES));
    expect(quota).toMatchObject({
      ...IMAGES,
      QuotaName: 'Images',
      Value: 42,
      Adjustable: true,
      QuotaArn: 'arn:aws:servicequotas:us-east-1:123456789012:appstream2/L-E1182CCA',
    });
  });

  test('it follows when the quota is changed', async ({ start }) => {
    const stage = await start();
    stage.simulator.world.setQuotas({ images: 25 });
    const { Quota: quota } = await quotasOf(stage).send(new GetServiceQuotaCommand(IMAGES));
    expect(quota?.Value).toBe(25);
  });

  test('GetAWSDefaultServiceQuota answers that of a new account', async ({ start }) => {
    const client = quotasOf(await start({ quotas: { images: 42 } }));
    const { Quota: quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(IMAGES));
    expect(quota?.Value).toBe(10);
  });

  test('ListServiceQuotas pages through all that are played', async ({ start }) => {
    const client = quotasOf(await start());
    const codes: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListServiceQuotasCommand({
          ServiceCode: 'appstream2',
          MaxResults: 2,
          ...(token && { NextToken: token }),
        }),
      );
      expect(page.Quotas?.length).toBeLessThanOrEqual(2);
      codes.push(...(page.Quotas ?? []).map(({ QuotaCode }) => QuotaCode));
      token = page.NextToken;
    } while (token !== undefined);
    expect(codes.sort()).toEqual(['L-60244546', 'L-99A44980', 'L-9B6418E0', 'L-DE32F884', 'L-E1182CCA']);
  });

  test('what does not exist, is not allowed or is not valid is refused', async ({ start }) => {
    const client = quotasOf(await start());
    const send = (input: { ServiceCode: string; QuotaCode: string }) =>
      client.send(new GetServiceQuotaCommand(input));
    await expect(send({ ...IMAGES, QuotaCode: 'L-00000000' })).rejects.toMatchObject({
      name: 'NoSuchResourceException',
    });
    await expect(send({ ...IMAGES, ServiceCode: 'ec2' })).rejects.toMatchObject({
      name: 'NoSuchResourceException',
    });
    await expect(send({ ...IMAGES, QuotaCode: '' })).rejects.toMatchObject({
      name: 'IllegalArgumentException',
    });
    const denied = quotasOf(await start({ allow: ['appstream:*'] }));
    await expect(denied.send(new GetServiceQuotaCommand(IMAGES))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('servicequotas:GetServiceQuota'),
    });
  });
});
