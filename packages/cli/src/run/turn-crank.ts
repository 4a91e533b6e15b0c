import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignPlan, CampaignState, Clock, UpdateCampaign } from '@appstream-campaign/core';
import type { FleetBehind } from '../planning/fleets-behind.ts';
import { Interruption } from '../terminal/interrupts.ts';

/** What a campaign is driven with. */
export interface Crank {
  readonly campaign: UpdateCampaign;
  readonly clock: Clock;
  /** Real milliseconds between two looks for a request to stop. */
  readonly tick: number;
  /** Aborted when the user wants to leave. The step in progress is finished and saved first. */
  readonly signal: AbortSignal;
  /** From this instant on nothing is started. */
  readonly until: Date | undefined;
  /** Whether somebody has asked, from elsewhere, to start nothing more. */
  readonly isStopRequested: () => Promise<boolean>;
  /** Keeps a state safe. The next step is not taken before. */
  readonly save: (state: CampaignState) => Promise<void>;
}

/** How a campaign was left. */
export interface Left {
  readonly state: CampaignState;
  /** The user left before the campaign was at rest. */
  readonly interrupted: boolean;
  /** Channels that messages never got through to. */
  readonly unheard?: readonly string[];
  /** What was planned; absent when nobody made a plan. */
  readonly plan?: CampaignPlan | undefined;
  /** Fleets that use older versions of what was updated, as far as they were seen. */
  readonly behind?: readonly FleetBehind[];
}

/** Advances a campaign until it is at rest, or the user leaves. */
export async function turnCrank(crank: Crank, from: CampaignState): Promise<Left> {
  const { campaign, signal } = crank;
  let state = from;
  for (;;) {
    if (signal.aborted) return { state, interrupted: true };
    const why = await reasonToStop(crank, state);
    if (why !== undefined) state = campaign.stop(state, why);
    state = await campaign.advance(state);
    await crank.save(state);
    if (state.nextCheckAt === undefined) return { state, interrupted: false };
    if (!(await waitUntil(new Date(state.nextCheckAt), crank, state))) return { state, interrupted: true };
  }
}

/** Why nothing more is to be started, unless the campaign knows already. */
async function reasonToStop(
  { until, clock, isStopRequested }: Crank,
  state: CampaignState,
): Promise<string | undefined> {
  if (state.halted !== undefined) return undefined;
  if (await isStopRequested()) return 'the command stop was given';
  return until !== undefined && clock.now() >= until ? 'the time given with --until has come' : undefined;
}

/** Waits for the next check, or until somebody asks to stop, which is worth a step of its own; false: interrupted. */
async function waitUntil(instant: Date, crank: Crank, state: CampaignState): Promise<boolean> {
  const waking = new AbortController();
  const watch = watchForStop(crank, state, waking);
  try {
    await crank.clock.sleepUntil(instant, AbortSignal.any([crank.signal, waking.signal]));
    return true;
  } catch (error) {
    if (error instanceof Interruption) return false;
    if (error instanceof StopRequest) return true;
    throw error;
  } finally {
    waking.abort();
    await watch;
  }
}

class StopRequest extends Error {
  override readonly name = 'StopRequest';
}

async function watchForStop(
  { isStopRequested, tick }: Crank,
  state: CampaignState,
  waking: AbortController,
): Promise<void> {
  if (state.halted !== undefined) return;
  while (!waking.signal.aborted) {
    const woken = await sleep(tick, false, { signal: waking.signal }).catch(() => true);
    if (woken) return;
    if (await isStopRequested()) waking.abort(new StopRequest('Asked to stop.'));
  }
}
