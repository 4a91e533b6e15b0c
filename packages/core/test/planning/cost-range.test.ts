import { costRange } from '@appstream-campaign/core/planning';
import { expect, test } from 'vitest';

test('gives hours without a price, and says what they rest on', () => {
  const { builderHours, cost, assumptions } = costRange({ images: 12 });
  expect(builderHours).toEqual({ least: 12, most: 48 });
  expect(cost).toBeUndefined();
  expect(assumptions.find(({ name }) => name === 'Length of an update')?.basis).toContain('assumed');
  expect(assumptions.find(({ name }) => name === 'Price of an image builder')?.value).toBe('not given');
});

test('takes the lengths of earlier updates, a price, and tries of failed updates', () => {
  const range = costRange({ images: 10, pastMinutes: [90, 60, 120], pricePerHour: 0.5, attempts: 2 });
  expect(range.builderHours).toEqual({ least: 10, most: 40 });
  expect(range.cost).toEqual({ least: 5, most: 20 });
  expect(range.assumptions.map(({ basis }) => basis)).toContain(
    'the shortest and the longest of 3 earlier updates',
  );
});

test('adds up prices by instance family, in their currency', () => {
  const { cost, currency, families, assumptions } = costRange({
    images: 3,
    currency: 'USD',
    families: [
      { family: 'General Purpose', images: 2, pricePerHour: { least: 0.1, most: 0.1 }, basis: 'the list' },
      { family: 'any family', images: 1, pricePerHour: { least: 0.1, most: 2 }, basis: 'the list' },
    ],
  });
  expect(cost?.least).toBeCloseTo(0.3);
  expect(cost?.most).toBeCloseTo(8.8);
  expect(currency).toBe('USD');
  expect(families?.map((one) => one.cost.most)).toEqual([0.8, 8]);
  const prices = assumptions.filter(({ name }) => name === 'Price of an image builder');
  expect(prices.map(({ value }) => value)).toEqual([
    'General Purpose, 2 images: 0.1 USD an hour',
    'any family, 1 image: 0.1 to 2 USD an hour',
  ]);
});

test('refuses prices that are not for all images', () => {
  const one = { family: 'General Purpose', images: 1, pricePerHour: { least: 1, most: 1 }, basis: '' };
  expect(() => costRange({ images: 2, families: [one] })).toThrow('prices for 1 images; expected 2');
});

test.each([
  ['images', { images: -1 }],
  ['attempts', { images: 1, attempts: 0 }],
  ['pastMinutes', { images: 1, pastMinutes: [Number.NaN] }],
  ['pricePerHour', { images: 1, pricePerHour: -0.1 }],
])('refuses a wrong %s by name', (option, input) => {
  expect(() => costRange(input)).toThrow(`costRange option ${option}`);
});
