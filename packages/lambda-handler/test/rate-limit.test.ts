import { runs } from '@appstream-campaign/test-support/sample';
import { expect, test } from 'vitest';
import { coldFunction, many, simulate } from './cold-function.ts';

/** Calls a second that the service allows. */
const RATE = runs(20, 5);

test(`the function finds all of 60 images at ${RATE} calls a second, in one call, near the limit of the rate`, {
  timeout: 90_000,
}, async () => {
  const simulator = await simulate({ images: many(60), callsPerSecond: { '*': RATE } });
  const handler = await coldFunction(simulator);
  const begun = performance.now();

  const results = await handler({ BatchSize: 1 });

  const seconds = (performance.now() - begun) / 1000;
  expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: { length: 59 } });
  expect(seconds).toBeLessThanOrEqual((1.3 * 60) / RATE + 5);
  const throttled = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
  expect(throttled / simulator.calls.length).toBeLessThanOrEqual(0.2);
});
