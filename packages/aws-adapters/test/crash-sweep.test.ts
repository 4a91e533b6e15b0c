import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import { mortalClient } from '@appstream-campaign/test-support/mortal-client';
import { sample } from '@appstream-campaign/test-support/sample';
import { sweepCrashes } from '@appstream-campaign/test-support/sweep-crashes';
import { describe, expect, test } from 'vitest';

// The local loop over the real SDK. Tags are read one by one here; the sweep of the function covers the tagging API.

describe.each(['window', 'batch'] as const)('crash sweep of the local loop, %s pacing', (pacing) => {
  test('dead at any AWS call, on either side, or before the result was saved: the end is the same', async () => {
    const points = await sweepCrashes<CampaignState>(
      {
        step: ({ client, clock }, mortal, notifier, saved) =>
          new UpdateCampaign({
            store: new AppStreamImageStore({ client: mortalClient(mortal, client) }),
            clock,
            notifiers: [notifier],
            pacing,
            batchSize: 3,
            // A check an hour keeps the sweep short; the calls of a check are the same.
            checkSchedule: { everyMinutes: 60 },
          }).advance(saved),
        nextStep: ({ nextCheckAt }) => nextCheckAt,
        endOf(state) {
          expect(state.status).toBe('over');
          return state;
        },
      },
      (deaths) => sample(deaths, 10),
    );
    expect(points).toBeGreaterThan(300);
  }, 300_000);
});
