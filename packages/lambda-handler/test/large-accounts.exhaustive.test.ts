import type { Simulator } from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import type { CampaignHandler } from '../src/campaign-handler.ts';
import { coldFunction, many, simulate } from './cold-function.ts';

// The built function, as Lambda loads it, over HTTP in an account with many images or low rates.

const others = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `Other-${index}` }));

/** The reads of tags that had an answer, by image. */
const tagsRead = (simulator: Simulator): readonly unknown[] =>
  simulator
    .callsOf('ListTagsForResource')
    .filter(({ outcome }) => outcome === 'ok')
    .map(({ request }) => request.ResourceArn);

describe('the function finds all images', () => {
  test('1,000 without a limit, each call 40 ms late', { timeout: 60_000 }, async () => {
    const simulator = await simulate({ images: many(1000), latencyMs: 40 });
    const handler = await coldFunction(simulator);
    const begun = performance.now();

    await expect(handler({ BatchSize: 1 })).rejects.toThrow(/1000 candidates could grow/);

    // One after the other its calls take 42 s. Alone on a machine it takes 6 s (docs/performance.md); tests share theirs.
    expect((performance.now() - begun) / 1000).toBeLessThanOrEqual(16);
    expect(new Set(tagsRead(simulator)).size).toBe(1000);
  });

  test('over several calls where the time of one is too short, and reads the tags of each once', {
    timeout: 90_000,
  }, async () => {
    // 2,000 at 4 calls a second take 500 s and more; a fiftieth of it, by the same way.
    const simulator = await simulate({
      images: [...many(400), ...others(1600)],
      callsPerSecond: { ListTagsForResource: 200 },
    });
    const handler = await coldFunction(simulator);
    const lasting = (milliseconds: number) => {
      const end = performance.now() + milliseconds;
      return { getRemainingTimeInMillis: () => end - performance.now() };
    };
    let event: Parameters<CampaignHandler>[0] = { BatchSize: 1 };
    let calls = 0;
    let results = await handler(event, lasting(5_000));
    for (; calls < 20 && results !== 0 && results.Pending.length === 0; calls++) {
      event = { BatchSize: 1, Results: results };
      results = await handler(event, lasting(5_000));
    }

    expect(calls).toBeGreaterThan(0);
    expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: { length: 399 } });
    const read = tagsRead(simulator);
    // The one that was started has been read again right before; and of the eight calls under way when the time of a call
    // of the function was over, some may have answered too late.
    expect(read.length).toBeLessThanOrEqual(2001 + 8 * calls);
    expect(new Set(read).size).toBe(2000);
  });
});

describe('what AWS is reported to do', () => {
  test('a thawed function is refused for the time of its signature, its start too', async () => {
    const simulator = await simulate({ images: many(2) });
    const message =
      'Signature expired: 20261127T100000Z is now earlier than 20261127T100500Z (20261127T101000Z - 5 min.)';
    const fault = { kind: 'error', code: 'InvalidSignatureException', message } as const;
    simulator.faults.add({ operation: '*', to: 2, fault });
    simulator.faults.add({ operation: 'CreateUpdatedImage', nth: 1, fault });
    const handler = await coldFunction(simulator);

    const results = await handler({ BatchSize: 1 });

    expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: [expect.any(String)] });
    expect(results).not.toHaveProperty('Stopped');
  });

  test('the tagging API knows no image', async () => {
    const simulator = await simulate({ images: many(4), taggingKnowsImages: 'none' });
    const handler = await coldFunction(simulator);

    expect(await handler({ BatchSize: 4 })).toMatchObject({ Pending: { length: 4 } });
  });

  test('a connection hangs', { timeout: 60_000 }, async () => {
    const simulator = await simulate({ images: many(2) });
    simulator.faults.add({ operation: 'DescribeImages', nth: 1, fault: { kind: 'timeout' } });
    const handler = await coldFunction(simulator);
    const begun = performance.now();

    expect(await handler({ BatchSize: 2 })).toMatchObject({ Pending: { length: 2 } });
    expect((performance.now() - begun) / 1000).toBeLessThan(45);
  });
});
