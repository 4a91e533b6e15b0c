import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignPlan, CampaignState, Clock, UpdateCampaign } from '@appstream-campaign/core';
import type { FleetBehind } from '../planning/fleets-behind.ts';

/** What a campaign is driven with. */
export interface Drive {
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
  readonly undelivered?: readonly string[];
  /** What was planned; absent when nobody made a plan. */
  readonly plan?: CampaignPlan | undefined;
  /** Fleets that use older versions of what was updated, as far as they were seen. */
  readonly behind?: readonly FleetBehind[];
}

/** Runs a campaign until it is at rest, or the user leaves. */
export async function driveCampaign(drive: Drive, from: CampaignState): Promise<Left> {
  const { campaign, clock, signal } = drive;
  let state = from;
  try {
    // Whoever runs it or goes on with it wants a step now, whenever the next one is due.
    const { nextCheckAt: _, ...now } = from;
    state = await campaign.run({
      state: now,
      signal,
      clock,
      halt: { reason: () => haltReason(drive), asked: (over) => stopRequested(drive, over) },
      onState: async (next) => {
        await drive.save(next);
        state = next;
      },
    });
    return { state, interrupted: false };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { state, interrupted: true };
    throw error;
  }
}

/** Why nothing more is to be started. */
async function haltReason({ until, clock, isStopRequested }: Drive): Promise<string | undefined> {
  if (await isStopRequested()) return 'the command stop was given';
  return until !== undefined && clock.now() >= until ? 'the time given with --until has come' : undefined;
}

/** Resolves when somebody has asked to stop, or nobody waits for that any more. */
async function stopRequested({ isStopRequested, tick }: Drive, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const ended = await sleep(tick, false, { signal: over }).catch(() => true);
    if (ended || (await isStopRequested())) return;
  }
}
