import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { CampaignState } from '@appstream-campaign/core';
import type { RecordingNotifier } from '@appstream-campaign/core/testing';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { mortalClient } from '@appstream-campaign/test-support/mortal-client';
import { sample } from '@appstream-campaign/test-support/sample';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { sweepCrashes } from '@appstream-campaign/test-support/sweep-crashes';
import { describe, expect, test } from 'vitest';

// The function, called again with the same event after each death, as Step Functions does.

/** What the last message says, as the state that it was made from. */
function endOf(notifier: RecordingNotifier): CampaignState {
  const end = notifier.delivered.find((event) => event.type === 'campaignEnded');
  if (end === undefined) throw new Error('Nobody was told that the campaign ended.');
  const images = [...end.updated, ...end.failed, ...end.skipped].sort((a, b) =>
    a.source < b.source ? -1 : 1,
  );
  return {
    version: 1,
    id: end.campaign,
    startedAt: end.startedAt,
    status: 'over',
    images,
    unresolved: [],
    checks: 1,
    checksWithoutProgress: 0,
    lastProgressAt: end.at,
    outbox: [],
  };
}

// The original's machine names no execution, and cannot save between the two steps that start an update.
describe.each([
  { pacing: 'window', machine: 'ours' },
  { pacing: 'batch', machine: 'ours' },
  { pacing: 'batch', machine: 'the original’s' },
])('crash sweep of the function, $pacing pacing, called by $machine', ({ pacing, machine }) => {
  test('dead at any AWS call, on either side, or before the result was saved: the end is the same', async () => {
    const points = await sweepCrashes<CampaignResults | 0>(
      {
        step({ client, taggingClient, clock }, mortal, notifier, saved) {
          const handler = createCampaignHandler({
            store: new AppStreamImageStore({
              client: mortalClient(mortal, client),
              taggingClient: mortalClient(mortal, taggingClient),
            }),
            notifiers: [notifier],
            clock,
            logger: silentLogger,
            // A check an hour keeps the sweep short; the calls of a check are the same.
            environment: { CAMPAIGN_PACING: pacing, CAMPAIGN_CHECK_MINUTES: '60' },
          });
          const Execution = { Name: 'sweep', StartTime: '2026-11-23T08:00:00.000Z' };
          return handler({ BatchSize: 3, Results: saved, ...(machine === 'ours' ? { Execution } : {}) });
        },
        nextStep: (results) => (results === 0 ? undefined : results.NextCheckAt),
        endOf: (results, notifier) => {
          expect(results).toBe(0);
          return endOf(notifier);
        },
      },
      (deaths) => sample(deaths, 5),
    );
    expect(points).toBeGreaterThan(280);
  }, 300_000);
});
