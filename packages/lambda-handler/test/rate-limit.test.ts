import { expect, test } from 'vitest';
import { runs } from '../../../test/sample.ts';
import { coldFunction, many, simulate } from './cold-function.ts';

const COUNT = runs(15, 60);

test(`the function finds all of ${COUNT} images at 5 calls a second, in one call, near the limit of the rate`, {
  timeout: 90_000,
}, async () => {
  const simulator = await simulate({ images: many(COUNT), callsPerSecond: { '*': 5 } });
  const handler = await coldFunction(simulator);
  const begun = performance.now();

  const results = await handler({ BatchSize: 1 });

  const seconds = (performance.now() - begun) / 1000;
  expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: { length: COUNT - 1 } });
  expect(seconds).toBeLessThanOrEqual((1.3 * COUNT) / 5 + 5);
  const throttled = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
  expect(throttled / simulator.calls.length).toBeLessThanOrEqual(0.2);
});
