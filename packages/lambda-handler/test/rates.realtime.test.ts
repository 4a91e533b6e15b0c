import { expect, test } from 'vitest';
import type { CampaignHandler } from '../src/campaign-handler.ts';
import { coldFunction, many, simulate } from './cold-function.ts';

test.each([
  [60, 5],
  [200, 10],
  [300, 4],
])(
  'the function finds all of %i images at %i calls a second, in one call, near the limit of the rate',
  {
    timeout: 180_000,
  },
  async (count, rate) => {
    const simulator = await simulate({ images: many(count), callsPerSecond: { '*': rate } });
    const handler = await coldFunction(simulator);
    const begun = performance.now();

    const results = await handler({ BatchSize: 1 });

    const seconds = (performance.now() - begun) / 1000;
    expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: { length: count - 1 } });
    expect(seconds).toBeLessThanOrEqual((1.3 * count) / rate + 5);
    const throttled = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
    expect(throttled / simulator.calls.length).toBeLessThanOrEqual(0.2);
  },
);

test('2,000 images at 4 calls a second are found by functions that each have just started, and each is read once', {
  timeout: 1_200_000,
}, async () => {
  const others = Array.from({ length: 1600 }, (_, index) => ({ name: `Other-${index}` }));
  const simulator = await simulate({ images: [...many(400), ...others], callsPerSecond: { '*': 4 } });
  const call = async (event: Parameters<CampaignHandler>[0]) => {
    const handler = await coldFunction(simulator);
    const end = performance.now() + 180_000;
    return handler(event, { getRemainingTimeInMillis: () => end - performance.now() });
  };
  let calls = 1;
  let results = await call({ BatchSize: 1 });
  for (; calls < 10 && results !== 0 && results.Pending.length === 0; calls++) {
    results = await call({ BatchSize: 1, Results: JSON.parse(JSON.stringify(results)) });
  }

  expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: { length: 399 } });
  expect(calls).toBeGreaterThan(2);
  const read = simulator.callsOf('ListTagsForResource').filter(({ outcome }) => outcome === 'ok');
  const names = read.map(({ request }) => String(request.ResourceArn).replace(/^.*\//, ''));
  expect(new Set(names).size).toBe(2000);
  expect(names.filter((name) => name.startsWith('Other-'))).toHaveLength(1600);
  // Before a start 50 images are asked for a wish to stop, and the one to be started is read twice.
  expect(names.length).toBeLessThanOrEqual(2000 + 52 * 2);
});
