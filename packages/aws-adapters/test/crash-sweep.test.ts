import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  type CallCounter,
  type CrashPoint,
  createMortal,
  mortalNotifier,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { expect, test } from 'vitest';
import { mortalClient } from './mortal-client.ts';
import { createSimulatorWorld } from './simulator-world.ts';

// The local loop over the real SDK: killed at each call that the SDK makes, on both sides of its effect. Tags are read
// one by one here; the sweep of the function covers the tagging API.

async function live(crash?: CrashPoint) {
  const world = await createSimulatorWorld({ images: REFERENCE_IMAGES });
  try {
    const notifier = new RecordingNotifier();
    const counter: CallCounter = { count: 0 };
    let saved: CampaignState | undefined;
    for (let step = 0; step < 200; step++) {
      const mortal = createMortal(counter, crash);
      const campaign = new UpdateCampaign({
        store: new AppStreamImageStore({ client: mortalClient(mortal, world.client) }),
        clock: world.clock,
        notifiers: [mortalNotifier(mortal, notifier)],
        batchSize: 3,
        checkSchedule: { everyMinutes: 60 },
      });
      const state = await Promise.race([campaign.advance(saved), mortal.died]);
      if (state === undefined) {
        world.clock.advance(1);
        continue;
      }
      saved = JSON.parse(JSON.stringify(state)) as CampaignState;
      if (saved.nextCheckAt === undefined) break;
      world.clock.advanceTo(new Date(saved.nextCheckAt));
    }
    expect(saved?.status).toBe('over');
    if (saved !== undefined) assertCampaignInvariants(world, saved, notifier.delivered, { batchSize: 3 });
    const outcomes = saved?.images.map((image) => [
      image.source,
      image.status,
      'successor' in image ? image.successor : '',
    ]);
    return { outcomes, calls: counter.count };
  } finally {
    await world.close();
  }
}

test('crash sweep of the local loop: dead at any AWS call, on either side, the end is the same', async () => {
  const calm = await live();
  for (let call = 1; call <= calm.calls; call++) {
    for (const side of ['before', 'after'] as const) {
      const { outcomes } = await live({ call, side }).catch((error: unknown) => {
        throw new Error(`Died ${side} call ${call} of ${calm.calls}`, { cause: error });
      });
      expect(outcomes, `${side} call ${call}`).toEqual(calm.outcomes);
    }
  }
  expect(calm.calls).toBeGreaterThan(60);
  console.info(`${2 * calm.calls} crash points`);
}, 300_000);
