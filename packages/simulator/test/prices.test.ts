import { GetProductsCommand, type GetProductsCommandInput, PricingClient } from '@aws-sdk/client-pricing';
import { expect } from 'vitest';
import { clientSettings, type Stage, test } from './simulator-test.ts';

const match = (Field: string, Value: string) => ({ Type: 'TERM_MATCH' as const, Field, Value });

async function products(
  { simulator }: Stage,
  input: Partial<GetProductsCommandInput> = {},
  region: string = 'us-east-1',
) {
  const client = new PricingClient(clientSettings(simulator.url, region));
  try {
    const command = new GetProductsCommand({ ServiceCode: 'AmazonAppStream', ...input });
    const { PriceList = [], NextToken } = await client.send(command);
    return { items: PriceList.map((text: unknown) => JSON.parse(String(text))), NextToken };
  } finally {
    client.destroy();
  }
}

test('the price list tells what an hour of an image builder costs, as JSON in texts', async ({ start }) => {
  const stage = await start({
    prices: [
      { instanceType: 'stream.standard.large', perHour: 0.24, region: 'eu-central-1' },
      { instanceType: 'stream.standard.large', perHour: 0.2 },
      { instanceType: 'stream.standard.large', perHour: 0.3, instanceFunction: 'Fleet' },
    ],
  });
  const { items } = await products(stage, {
    Filters: [
      match('instanceType', 'stream.standard.large'),
      match('location', 'EU (Frankfurt)'),
      match('instanceFunction', 'ImageBuilder'),
      match('operatingSystem', 'Windows'),
      match('productFamily', 'Streaming Instance'),
    ],
  });
  expect(items).toHaveLength(1);
  const [{ product, terms, serviceCode }] = items;
  expect(serviceCode).toBe('AmazonAppStream');
  expect(product.attributes).toMatchObject({
    usagetype: 'EUC1-stream.standard.large-ib',
    regionCode: 'eu-central-1',
    instanceFamily: 'General purpose',
  });
  const rateCode = `${product.sku}.JRTCKXETXF.6YS6EN2CT7`;
  expect(terms.OnDemand[`${product.sku}.JRTCKXETXF`].priceDimensions[rateCode]).toMatchObject({
    unit: 'hour',
    pricePerUnit: { USD: '0.2400000000' },
    description: '$0.24 per stream.standard.large ImageBuilder hour (Windows) in EU (Frankfurt)',
  });
});

test('prices that nobody stated are samples, and say so', async ({ start }) => {
  const stage = await start();
  const { items } = await products(stage, {
    Filters: [match('regionCode', 'us-east-1'), match('operatingSystem', 'Windows')],
  });
  expect(items.length).toBeGreaterThan(5);
  expect(JSON.stringify(items[0])).toContain('SAMPLE of the simulator, no price of AWS');
  const first = await products(stage, { MaxResults: 3 });
  const second = await products(stage, { MaxResults: 3, NextToken: first.NextToken });
  expect(second.items).toHaveLength(3);
  expect(second.items[0]).not.toEqual(first.items[2]);
});

test('the price list has filters of five kinds', async ({ start }) => {
  const stage = await start({
    prices: ['stream.standard.small', 'stream.standard.large', 'stream.compute.large'].map(
      (instanceType) => ({ instanceType, perHour: 1 }),
    ),
  });
  const count = async (Type: 'EQUALS' | 'CONTAINS' | 'ANY_OF' | 'NONE_OF', Value: string) =>
    (await products(stage, { Filters: [{ Type, Field: 'instanceType', Value }] })).items.length;
  expect(await count('EQUALS', 'stream.compute.large')).toBe(1);
  expect(await count('CONTAINS', 'large')).toBe(2);
  expect(await count('ANY_OF', 'stream.standard.small,stream.compute.large')).toBe(2);
  expect(await count('NONE_OF', 'stream.standard.small')).toBe(2);
});

test('the price list answers in few Regions only, to whom may ask, and for AppStream', async ({ start }) => {
  const stage = await start({ prices: [{ instanceType: 'stream.standard.small', perHour: 1 }] });
  expect((await products(stage, {}, 'ap-south-1')).items).toHaveLength(1);
  await expect(products(stage, {}, 'eu-west-1')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  await expect(products(stage, { ServiceCode: 'AmazonEC2' })).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  await expect(products(stage, { FormatVersion: 'v9' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  const denied = await start({ allow: ['appstream:*'] });
  await expect(products(denied)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('pricing:GetProducts'),
  });
});
