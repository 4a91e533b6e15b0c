import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  type CallCounter,
  type CrashPoint,
  crashingNotifier,
  crashingStore,
  createCrashTrigger,
  createMemoryWorld,
  type ImageWorld,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { sample } from '@appstream-campaign/test-support/sample';
import { describe, expect, test } from 'vitest';

// Kills the process at each of its calls to the outside, on both sides of the effect, and right after each step before
// its result is saved; then another process goes on from what was saved last.

interface Way {
  readonly pacing: 'window' | 'batch';
  /** Minutes until somebody starts another process. */
  readonly restartAfter: number;
  /** Whether the first step is retried with the same id and start, as Step Functions does. */
  readonly known: boolean;
}

interface Life {
  readonly crash?: CrashPoint;
  /** The step (from 1) whose result is lost. */
  readonly unsaved?: number;
}

interface Lived {
  readonly world: ImageWorld;
  readonly end: CampaignState;
  readonly told: readonly RecordingNotifier[];
  readonly calls: number;
  readonly steps: number;
}

async function live({ pacing, restartAfter, known }: Way, { crash, unsaved }: Life): Promise<Lived> {
  const world = await createMemoryWorld({ images: REFERENCE_IMAGES, startsAt: '2026-11-23T23:58:00.000Z' });
  const notifier = new RecordingNotifier();
  const digest = new RecordingNotifier({ name: 'digest', together: true, digestMinutes: 45 });
  const counter: CallCounter = { count: 0 };
  const identity = known ? { id: 'sweep', startedAt: '2026-11-23T23:58:00.000Z' } : {};
  let saved: CampaignState | undefined;
  for (let steps = 1; steps < 500; steps++) {
    const mortal = createCrashTrigger(counter, crash);
    const campaign = new UpdateCampaign({
      ...identity,
      store: crashingStore(mortal, world.store),
      clock: world.clock,
      notifiers: [crashingNotifier(mortal, notifier), crashingNotifier(mortal, digest)],
      pacing,
      batchSize: 3,
    });
    const state = await Promise.race([campaign.advance(saved), mortal.died]);
    if (state === undefined || steps === unsaved) {
      world.clock.advance(restartAfter);
      continue;
    }
    saved = JSON.parse(JSON.stringify(state)) as CampaignState;
    if (saved.nextCheckAt === undefined)
      return { world, end: saved, told: [notifier, digest], calls: counter.count, steps };
    world.clock.advanceTo(new Date(saved.nextCheckAt));
  }
  throw new Error('The campaign did not end in 500 steps.');
}

const outcomes = ({ images }: CampaignState) =>
  images.map((image) => [
    image.source,
    image.status,
    'successor' in image ? image.successor?.replace(/\d{8}(-\d+)?$/, 'DATE') : undefined,
  ]);

async function sweep(way: Way): Promise<number> {
  const calm = await live(way, {});
  const lives: Life[] = [];
  for (let call = 1; call <= calm.calls; call++) {
    lives.push({ crash: { call, side: 'before' } }, { crash: { call, side: 'after' } });
  }
  for (let step = 1; step <= calm.steps; step++) lives.push({ unsaved: step });
  const lived = sample(lives, 25);
  for (const one of lived) {
    const { world, end, told } = await live(way, one);
    try {
      expect(end.status).toBe('over');
      for (const { delivered } of told) assertCampaignInvariants(world, end, delivered, { batchSize: 3 });
      expect(outcomes(end)).toEqual(outcomes(calm.end));
    } catch (error) {
      throw new Error(`Died at ${JSON.stringify(one)} of ${calm.calls} calls`, { cause: error });
    }
  }
  console.info(`${lived.length} of ${lives.length} crash points`);
  return lives.length;
}

describe.each<Way>([
  { pacing: 'window', restartAfter: 0, known: true },
  { pacing: 'batch', restartAfter: 0, known: true },
  { pacing: 'window', restartAfter: 3, known: false },
  { pacing: 'batch', restartAfter: 3, known: false },
])(
  'crash sweep of the local loop: $pacing, another process after $restartAfter min, start known: $known',
  (way) => {
    test('dead at any call, on either side, or before the result was saved: the end is the same', async () => {
      const points = await sweep(way);
      expect(points).toBeGreaterThan(150);
    });
  },
);
