import type { AnnouncedEvent, CampaignState, Notifier } from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  type CallCounter,
  type CrashPoint,
  type CrashTrigger,
  crashingNotifier,
  createCrashTrigger,
  REFERENCE_IMAGES,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { expect } from 'vitest';
import { createSimulatorWorld, type Moment, type SimulatorWorld } from './simulator-world.ts';

/** What drives a campaign, step by step. `Saved` is what it keeps between two steps, as JSON. */
export interface Driver<Saved> {
  /** One step of a process that may die, over the real SDK. */
  step(
    world: SimulatorWorld,
    mortal: CrashTrigger,
    notifier: Notifier,
    saved: Saved | undefined,
  ): Promise<Saved>;
  /** When the next step is due; undefined when there is none. */
  nextStep(saved: Saved): string | undefined;
  /** The end, as a state; for a driver that keeps none, from the last message. */
  endOf(saved: Saved, notifier: RecordingNotifier): CampaignState;
}

/** When and where a process dies. */
export interface Death {
  readonly crash?: CrashPoint;
  /** The step (from 1) whose result is lost. */
  readonly unsaved?: number;
}

/** The world right before a step. */
interface Beginning<Saved> {
  readonly step: number;
  readonly moment: Moment | undefined;
  readonly saved: Saved | undefined;
  readonly delivered: readonly AnnouncedEvent[];
  readonly calls: number;
}

const BATCH_SIZE = 3;
const START = '2026-11-23T08:00:00.000Z';
const first = { step: 1, moment: undefined, saved: undefined, delivered: [], calls: 0 } as const;

/**
 * Lives a campaign from some step to its end, with one death on the way. Another process goes on from what was saved
 * last, a minute later.
 */
async function live<Saved>(
  driver: Driver<Saved>,
  from: Beginning<Saved>,
  { crash, unsaved }: Death,
  remember: (beginning: Beginning<Saved>) => void = () => {},
) {
  const setup = { images: REFERENCE_IMAGES, startsAt: START };
  const world = await createSimulatorWorld(setup, from.moment === undefined ? {} : { from: from.moment });
  try {
    const notifier = new RecordingNotifier();
    notifier.delivered.push(...from.delivered);
    const counter: CallCounter = { count: from.calls };
    let { saved } = from;
    let deaths = 0;
    for (let step = from.step; step < 200; step++) {
      remember({
        step,
        moment: world.moment(),
        saved,
        delivered: [...notifier.delivered],
        calls: counter.count,
      });
      const mortal = createCrashTrigger(counter, crash);
      const next = await Promise.race([
        driver.step(world, mortal, crashingNotifier(mortal, notifier), saved),
        mortal.died,
      ]);
      if (next === undefined || step === unsaved) {
        deaths++;
        world.clock.advance(1);
        continue;
      }
      saved = JSON.parse(JSON.stringify(next)) as Saved;
      const due = driver.nextStep(saved);
      if (due !== undefined) {
        world.clock.advanceTo(new Date(due));
        continue;
      }
      const end = driver.endOf(saved, notifier);
      assertCampaignInvariants(world, end, notifier.delivered, { batchSize: BATCH_SIZE });
      const outcomes = end.images.map((image) => [
        image.source,
        image.status,
        'successor' in image ? image.successor : '',
      ]);
      return { outcomes, calls: counter.count, steps: step, deaths };
    }
    throw new Error('The campaign did not end in 200 steps.');
  } finally {
    await world.close();
  }
}

/**
 * Kills a process at each call of a campaign, right before it and right after its effect, and once after each step
 * before its result was saved. What comes before the step in which it dies is the same for all, so each life begins
 * with that step.
 * @param chosen the deaths that are died, out of all
 * @returns the number of crash points there are
 */
export async function sweepCrashes<Saved>(
  driver: Driver<Saved>,
  chosen: (deaths: readonly Death[]) => readonly Death[],
): Promise<number> {
  const beginnings: Beginning<Saved>[] = [];
  const calm = await live(driver, first, {}, (beginning) => beginnings.push(beginning));
  const deaths: Death[] = [];
  for (let call = 1; call <= calm.calls; call++) {
    deaths.push({ crash: { call, side: 'before' } }, { crash: { call, side: 'after' } });
  }
  for (let step = 1; step <= calm.steps; step++) deaths.push({ unsaved: step });
  const died = chosen(deaths);
  for (const death of died) {
    const { crash, unsaved } = death;
    const from = beginnings.findLast(({ step, calls }) =>
      crash === undefined ? step === unsaved : calls < crash.call,
    );
    const lived = await live(driver, from ?? first, death).catch((error: unknown) => {
      throw new Error(`Died at ${JSON.stringify(death)} of ${calm.calls} calls`, { cause: error });
    });
    expect(lived, JSON.stringify(death)).toMatchObject({ deaths: 1, outcomes: calm.outcomes });
  }
  console.info(`${died.length} of ${deaths.length} crash points`);
  return deaths.length;
}
