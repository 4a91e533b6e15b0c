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

  test.each(['warm', 'cold'])(
    'over several calls of a %s function, and reads the tags of each once',
    {
      timeout: 90_000,
    },
    async (temperature) => {
      // 2,000 at 4 calls a second take 500 s and more; a fiftieth of it, by the same way.
      const simulator = await simulate({
        images: [...many(400), ...others(1600)],
        callsPerSecond: { ListTagsForResource: 200 },
      });
      let handler = await coldFunction(simulator);
      const lasting = (milliseconds: number) => {
        const end = performance.now() + milliseconds;
        return { getRemainingTimeInMillis: () => end - performance.now() };
      };
      let event: Parameters<CampaignHandler>[0] = { BatchSize: 1 };
      let calls = 0;
      let results = await handler(event, lasting(5_000));
      let progress = 0;
      for (; calls < 20 && results !== 0 && results.Pending.length === 0; calls++) {
        expect(results.CycleCount).toBe(0);
        progress = JSON.stringify(results).length;
        if (temperature === 'cold') handler = await coldFunction(simulator);
        event = { BatchSize: 1, Results: JSON.parse(JSON.stringify(results)) };
        results = await handler(event, lasting(5_000));
      }

      expect(calls).toBeGreaterThan(0);
      expect(results).toMatchObject({ Pending: [expect.any(String)], Waiting: { length: 399 } });
      const read = tagsRead(simulator);
      // What is carried from call to call: the enrolled images, and a name up to which all are read.
      expect(progress).toBeLessThan(30_000);
      expect(read.filter((arn) => String(arn).includes('/Other-'))).toHaveLength(1600);
      // Before a start 50 images are asked for a wish to stop, and the one to be started is read twice.
      expect(read.length).toBeLessThanOrEqual(2000 + 52 * 2);
      expect(new Set(read).size).toBe(2000);
    },
  );
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
