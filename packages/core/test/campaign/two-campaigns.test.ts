import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { runs } from '@appstream-campaign/test-support/sample';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';

test('two campaigns at once update no image twice, and both end with every image in one outcome', async () => {
  const run = fc.record({
    images: fc.array(
      fc.record({
        minutes: fc.integer({ min: 30, max: 300 }),
        outcome: fc.constantFrom('available', 'available', 'failed'),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    sizes: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    pacing: fc.tuple(fc.constantFrom('window', 'batch'), fc.constantFrom('window', 'batch')),
    // How long after the first one the second begins, and who goes first when both are due.
    delay: fc.integer({ min: 0, max: 400 }),
    seconds: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ images, sizes, pacing, delay, seconds }) => {
      const world = await createMemoryWorld({
        images: images.map((one, index) => enrolled(`Image-${index}`, one as never)),
        updateQuota: 100,
      });
      const both = [0, 1].map((index) => {
        const notifier = new RecordingNotifier();
        const campaign = new UpdateCampaign({
          store: world.store,
          clock: world.clock,
          notifiers: [notifier],
          batchSize: sizes[index] ?? 1,
          pacing: pacing[index] as never,
          id: `campaign-${index}`,
          failureThreshold: { count: 0 },
        });
        const due = world.clock.now().getTime() + (index === 0 ? 0 : delay * 60_000);
        return { campaign, notifier, due, state: undefined as CampaignState | undefined };
      });
      for (;;) {
        const open = both.filter(({ state }) => state === undefined || state.nextCheckAt !== undefined);
        const [next] = open.sort((a, b) => a.due - b.due || (seconds ? -1 : 1));
        if (next === undefined) break;
        world.clock.advanceTo(new Date(next.due));
        next.state = await next.campaign.advance(next.state);
        next.due = Date.parse(next.state.nextCheckAt ?? '');
      }
      const succeeded = world
        .updates()
        .filter(({ successor }) => world.images().get(successor)?.condition === 'available');
      const sources = succeeded.map(({ source }) => source);
      expect(new Set(sources).size).toBe(sources.length);
      for (const { state, notifier } of both) {
        expect(state?.status).toBe('over');
        for (const { status } of state?.images ?? [])
          expect(['updated', 'failed', 'skipped']).toContain(status);
        expect(notifier.delivered.at(-1)?.type).toBe('campaignEnded');
      }
    }),
    { numRuns: runs(20, 150) },
  );
});
