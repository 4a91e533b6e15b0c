import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { CampaignEnded } from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  type CallCounter,
  type CrashPoint,
  createMortal,
  mortalNotifier,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { describe, expect, test } from 'vitest';
import { mortalClient } from '../../aws-adapters/test/mortal-client.ts';
import { createSimulatorWorld, type SimulatorWorld } from '../../aws-adapters/test/simulator-world.ts';
import { silentLogger } from './silent-logger.ts';

// Kills the function right before, and right after the effect of, each call that it makes through the SDK, and once
// after each call of the function before its result was saved. Then the function is called again with the same event,
// as Step Functions does.

const START = '2026-11-23T08:00:00.000Z';

interface Life {
  readonly crash?: CrashPoint;
  /** The call of the function (from 1) whose result is lost. */
  readonly unsaved?: number;
}

async function live(world: SimulatorWorld, pacing: string, { crash, unsaved }: Life) {
  const notifier = new RecordingNotifier();
  const counter: CallCounter = { count: 0 };
  let results: CampaignResults | 0 | undefined;
  for (let calls = 1; calls < 200; calls++) {
    const mortal = createMortal(counter, crash);
    const handler = createCampaignHandler({
      store: new AppStreamImageStore({
        client: mortalClient(mortal, world.client),
        taggingClient: mortalClient(mortal, world.taggingClient),
      }),
      notifiers: [mortalNotifier(mortal, notifier)],
      clock: world.clock,
      logger: silentLogger,
      // A check an hour keeps the sweep short; the calls of a check are the same.
      environment: { CAMPAIGN_PACING: pacing, CAMPAIGN_CHECK_MINUTES: '60' },
    });
    const event = { BatchSize: 3, Execution: { Name: 'sweep', StartTime: START }, Results: results };
    const answer = await Promise.race([handler(event), mortal.died]);
    if (answer === undefined || calls === unsaved) {
      world.clock.advance(1);
      continue;
    }
    results = JSON.parse(JSON.stringify(answer)) as CampaignResults | 0;
    if (results === 0) return { notifier, calls, awsCalls: counter.count };
    world.clock.advanceTo(new Date(results.NextCheckAt ?? START));
  }
  throw new Error('The campaign did not end in 200 calls.');
}

/** What the last message says, as the state that it was made from. */
function endOf(notifier: RecordingNotifier): CampaignEnded {
  const end = notifier.delivered.find((event) => event.type === 'campaignEnded');
  if (end === undefined) throw new Error('Nobody was told that the campaign ended.');
  return end;
}

async function check(pacing: string, life: Life) {
  const world = await createSimulatorWorld({ images: REFERENCE_IMAGES, startsAt: START });
  try {
    const lived = await live(world, pacing, life);
    const end = endOf(lived.notifier);
    const images = [...end.updated, ...end.failed, ...end.skipped].sort((a, b) =>
      a.source < b.source ? -1 : 1,
    );
    const state = {
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
    } as const;
    assertCampaignInvariants(world, state, lived.notifier.delivered, { batchSize: 3 });
    const outcomes = images.map((image) => [
      image.source,
      image.status,
      'successor' in image ? image.successor : '',
    ]);
    return { ...lived, outcomes };
  } finally {
    await world.close();
  }
}

describe.each(['window', 'batch'])('crash sweep of the function, %s pacing', (pacing) => {
  test('dead at any AWS call, on either side, or before the result was saved: the end is the same', async () => {
    const calm = await check(pacing, {});
    const lives: Life[] = [];
    for (let call = 1; call <= calm.awsCalls; call++) {
      lives.push({ crash: { call, side: 'before' } }, { crash: { call, side: 'after' } });
    }
    for (let call = 1; call <= calm.calls; call++) lives.push({ unsaved: call });
    for (const life of lives) {
      const { outcomes } = await check(pacing, life).catch((error: unknown) => {
        throw new Error(`Died at ${JSON.stringify(life)} of ${calm.awsCalls} calls`, { cause: error });
      });
      expect(outcomes, JSON.stringify(life)).toEqual(calm.outcomes);
    }
    expect(lives.length).toBeGreaterThan(150);
    console.info(`${lives.length} crash points`);
  }, 300_000);
});
