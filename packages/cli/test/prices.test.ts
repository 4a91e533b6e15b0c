import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, fastClock, type Scenario } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const tags = { AutoUpdate: 'Enabled' };

const ACCOUNT: Scenario = {
  region: 'eu-central-1',
  quotas: { images: 40 },
  images: [
    { name: 'Office', tags, instanceFamilies: ['General Purpose'] },
    { name: 'Finance', tags, instanceFamilies: ['General Purpose'] },
    { name: 'CAD', tags, instanceFamilies: ['Graphics G5'] },
  ],
  prices: [
    { instanceType: 'stream.standard.large', perHour: 0.24 },
    { instanceType: 'stream.standard.small', perHour: 0.1 },
    { instanceType: 'stream.standard.small', perHour: 0.07, operatingSystem: 'Amazon Linux' },
    { instanceType: 'stream.standard.small', perHour: 0.01, instanceFunction: 'Fleet' },
    { instanceType: 'stream.graphics.g5.xlarge', perHour: 2 },
    { instanceType: 'stream.standard.small', perHour: 0.5, region: 'us-east-1' },
  ],
};

/** Plans in an account of its own; with the Regions in which the price list was asked. */
async function plan(scenario: Scenario, ...flags: readonly string[]) {
  const asked: string[] = [];
  const simulator = await createSimulator({
    ...scenario,
    clock: fastClock({ speed: 1 }),
    onCall: ({ operation, region }) => {
      if (operation === 'GetProducts') asked.push(region);
    },
  });
  try {
    const place = ['--region', scenario.region ?? 'us-east-1'];
    const { stdout, code } = await command.run([
      'simulate',
      '--at',
      simulator.url,
      'plan',
      ...place,
      ...flags,
    ]);
    return { stdout, text: stdout.replace(/\s+/g, ' '), asked, code };
  } finally {
    await simulator.close();
  }
}

test('plan tells what it costs by the price list for its Region, which answers in us-east-1', async () => {
  const { text, asked, code } = await plan(ACCOUNT);
  expect(code).toBe(0);
  expect(asked).toEqual(['us-east-1']);
  // Three updates of one to four hours, twice at most: 2 × 0.10 + 2 at least, and 8 times that at most.
  expect(text).toContain('Image builders run 3.0 to 24.0 hours: 2.20 to 17.60 USD.');
  expect(text).toContain(
    "General Purpose, 2 images: 0.1 USD an hour (AWS's price list for eu-central-1: stream.standard.small)",
  );
  expect(text).toContain(
    "Graphics G5, 1 image: 2 USD an hour (AWS's price list for eu-central-1: stream.graphics.g5.xlarge)",
  );
});

test('scripts get the price by Region and family, with its currency', async () => {
  const { stdout } = await plan(ACCOUNT, '--json');
  const [{ region, cost }] = JSON.parse(stdout);
  expect(region).toBe('eu-central-1');
  expect(cost).toMatchObject({ currency: 'USD', builderHours: { least: 3, most: 24 } });
  expect(cost.cost.least).toBeCloseTo(2.2);
  expect(cost.families).toMatchObject([
    { family: 'General Purpose', images: 2, pricePerHour: { least: 0.1, most: 0.1 }, cost: { least: 0.2 } },
    { family: 'Graphics G5', images: 1, pricePerHour: { least: 2, most: 2 }, cost: { least: 2, most: 16 } },
  ]);
});

test('a ticket gets it, too, and an image that may run on several families is a range', async () => {
  const images = [{ name: 'Office', tags, instanceFamilies: ['General Purpose', 'Graphics G5'] }];
  const { stdout } = await plan({ ...ACCOUNT, images }, '--markdown');
  expect(stdout).toContain('Image builders run 1.0 to 8.0 hours: 0.10 to 16.00 USD.');
  expect(stdout).toContain('General Purpose or Graphics G5, 1 image: 0.1 to 2 USD an hour');
});

test('of an image that does not say its family, the price is that of any, and the plan says so', async () => {
  const { text } = await plan({ ...ACCOUNT, images: [{ name: 'Office', tags }] });
  expect(text).toContain(
    "any family, 1 image: 0.1 to 2 USD an hour (AWS's price list for eu-central-1: stream.standard.small to stream.graphics.g5.xlarge; AppStream does not say",
  );
});

test('images of other systems have their own prices', async () => {
  const images = [{ name: 'Tools', tags, platform: 'AMAZON_LINUX2', instanceFamilies: ['General Purpose'] }];
  const [{ cost }] = JSON.parse((await plan({ ...ACCOUNT, images }, '--json', '--all')).stdout);
  expect(cost.families ?? []).toMatchObject([{ family: 'General Purpose, not Windows', images: 1 }]);
  expect(cost.families[0].pricePerHour).toEqual({ least: 0.07, most: 0.07 });
});

test.each<[string, Scenario, string]>([
  [
    'who may not ask for prices',
    { ...ACCOUNT, allow: ['appstream:*', 'servicequotas:*', 'sts:*'] },
    'allow pricing:GetProducts, or give a price: --hourly-price, or hourlyPrice in the config file',
  ],
  [
    'a Region that the price list does not have',
    { ...ACCOUNT, prices: [] },
    "AWS's price list has no image builder in eu-central-1, or give a price",
  ],
  [
    'a partition without a price list',
    { ...ACCOUNT, region: 'us-gov-west-1' },
    'AWS has no price list in the partition of us-gov-west-1, or give a price',
  ],
])('%s: hours, and how to get a price', async (_, scenario, next) => {
  const { text, code } = await plan(scenario);
  expect(code).toBe(0);
  expect(text).toContain('Image builders run 3.0 to 24.0 hours.');
  expect(text).toContain(next);
});

test('a price in the config file, in a currency of its own, is taken without asking', async () => {
  writeFileSync(
    join(command.home(), 'appstream-campaign.json'),
    JSON.stringify({ hourlyPrice: 0.3, currency: 'EUR' }),
  );
  const { text, asked } = await plan(ACCOUNT);
  expect(text).toContain('Image builders run 3.0 to 24.0 hours: 0.90 to 7.20 EUR.');
  expect(asked).toEqual([]);
  const { text: other } = await plan(ACCOUNT, '--hourly-price', '1', '--currency', 'CHF');
  expect(other).toContain('3.00 to 24.00 CHF.');
  const wrong = await command.run(['simulate', 'plan', '--currency', 'euros']);
  expect(wrong.stderr).toContain('The currency is euros.');
});
