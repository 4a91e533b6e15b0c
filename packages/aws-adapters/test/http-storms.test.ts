import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import type { Fault } from '@appstream-campaign/simulator';
import { runs } from '@appstream-campaign/test-support/sample';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// Whole campaigns over HTTP, in which many calls go wrong in the ways that a network and a service have. The SDK's own
// retries are off, so that every fault reaches the campaign.

const fault = fc.constantFrom<Fault>(
  { kind: 'throttle' },
  { kind: 'internal' },
  { kind: 'drop', side: 'before' },
  { kind: 'drop', side: 'after' },
  { kind: 'html' },
  { kind: 'error', code: 'LimitExceededException' },
  { kind: 'error', code: 'ConcurrentModificationException' },
  { kind: 'error', code: 'SomethingNewException' },
);
const faults = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 120 }), fault), {
  selector: ([nth]) => nth,
  maxLength: 40,
});

const RUNS = Number(process.env.STORM_RUNS ?? runs(5, 30));

test(`${RUNS} storms over HTTP: every promise holds, and every campaign ends`, async () => {
  await fc.assert(
    fc.asyncProperty(faults, fc.boolean(), fc.integer({ min: 1, max: 30 }), async (rules, tagging, empty) => {
      const world = await createSimulatorWorld({ images: REFERENCE_IMAGES }, { attempts: 1, tagging });
      try {
        for (const [nth, what] of rules) world.simulator.faults.add({ operation: '*', nth, fault: what });
        // An empty answer is a success of TagResource; elsewhere it is an answer without its content.
        for (const operation of ['DescribeImages', 'ListTagsForResource', 'CreateUpdatedImage']) {
          world.simulator.faults.add({ operation, nth: empty, fault: { kind: 'empty' } });
        }
        const notifier = new RecordingNotifier();
        const campaign = new UpdateCampaign({
          store: world.store,
          clock: world.clock,
          notifiers: [notifier],
          batchSize: 3,
          checkSchedule: { everyMinutes: 45 },
        });
        let state: CampaignState | undefined;
        do {
          if (state?.nextCheckAt !== undefined) world.clock.advanceTo(new Date(state.nextCheckAt));
          state = await campaign.advance(state);
          assertCampaignInvariants(world, state, notifier.delivered, { batchSize: 3 });
        } while (state.nextCheckAt !== undefined);
        expect(state.status).toBe('over');
      } finally {
        await world.close();
      }
    }),
    { numRuns: RUNS, ...(process.env.STORM_RUNS === undefined ? { seed: 20261123 } : {}) },
  );
}, 300_000);
