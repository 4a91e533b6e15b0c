import {
  type CampaignEvent,
  type CampaignOptions,
  type CampaignState,
  type Clock,
  type ImageStore,
  type Notifier,
  UpdateCampaign,
} from '@appstream-campaign/core';
import type { SharingStore } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import type { placeOf } from './call-context.ts';
import type { CampaignResults } from './campaign-results.ts';
import { summaryOf, summaryResult } from './campaign-summary.ts';
import type { CampaignInput } from './event.ts';
import { type HandlerLogger, logEvent } from './event-log.ts';
import { fromResults } from './from-results.ts';
import { STEP_FUNCTIONS_BYTES, sizeOf, toResults, toResultsWithin } from './results.ts';

/**
 * Checks that one execution can make: each takes nine events of its history, which holds 25,000 (Step Functions
 * quotas). The rest is for retries, and for a campaign that takes longer than estimated.
 */
const STEP_FUNCTIONS_CHECKS = 2000;

/** Most additional steps of one call, when the state machine can't call again at once. */
const MAX_STEPS = 20;

/** Bytes that are reserved for what a custom state machine adds to our results. */
const RESERVED_BYTES = 4096;

/** The parts and the options of a step. */
export interface StepParts {
  readonly behaviour: Omit<CampaignOptions, 'batchSize'>;
  readonly store: ImageStore;
  /** Given when the campaign carries sharing over. */
  readonly shares: SharingStore | undefined;
  /** Who uses images. Not given beside a store that somebody else has made. */
  readonly inventory: InventorySource | undefined;
  readonly notifiers: readonly Notifier[];
  readonly where: ReturnType<typeof placeOf>;
  readonly clock: Clock;
  /** Milliseconds that a search may still take. */
  readonly timeLeft: () => number;
  readonly logger: HandlerLogger;
  readonly onEvent: ((event: CampaignEvent) => void) | undefined;
}

/** One step of a campaign, or several when the state machine can't call again at once; it returns the handler's answer. */
export async function takeStep(
  input: CampaignInput,
  { behaviour, store, shares, inventory, notifiers, where, clock, timeLeft, logger, onEvent }: StepParts,
): Promise<CampaignResults | 0> {
  const room = STEP_FUNCTIONS_BYTES - RESERVED_BYTES - sizeOf({ ...input, Results: undefined });
  const first = firstStep(input, clock);
  const campaign = new UpdateCampaign({
    ...behaviour,
    ...(input.BatchSize === undefined ? {} : { batchSize: input.BatchSize }),
    ...first,
    ...where,
    timeLeft,
    store,
    ...(shares === undefined ? {} : { shares }),
    ...(inventory === undefined ? {} : { inventory }),
    clock,
    notifiers,
    checkBudget: STEP_FUNCTIONS_CHECKS,
    stateLimit: { bytes: room, measure: (state) => sizeOf(toResults(state, 0)) },
  });
  campaign.events.on('event', (happened) => {
    logEvent(logger, happened);
    onEvent?.(happened);
  });
  let state = await campaign.advance(input.Results ? fromResults(input.Results, first) : undefined);
  if (input.Execution === undefined) {
    // The original's state machine waits for hours between two calls, so it can't save the state between two steps.
    for (let more = 0; more < MAX_STEPS && isDue(state, clock) && timeLeft() > 0; more++) {
      state = await campaign.advance(state);
    }
  }
  const { SummaryBytes } = input;
  if (state.status === 'over') return SummaryBytes === undefined ? 0 : summaryResult(state, SummaryBytes);
  const results = toResultsWithin(state, room);
  if (results.Stopped !== undefined && SummaryBytes !== undefined) {
    results.StoppedSummary = JSON.stringify(summaryOf(state, SummaryBytes));
  }
  const bytes = sizeOf(results);
  if (bytes > room) {
    logger.error('The results are larger than Step Functions carries. Split the campaign.', { bytes, room });
  }
  return results;
}

const isDue = ({ nextCheckAt }: CampaignState, clock: Clock) =>
  nextCheckAt !== undefined && new Date(nextCheckAt) <= clock.now();

/** Id and start of a campaign that begins with this call: the execution's, so that a retry gets the same. */
function firstStep(
  { Execution }: CampaignInput,
  clock: Clock,
): { readonly id: string; readonly startedAt: string } {
  const startedAt = new Date(Execution?.StartTime ?? clock.now()).toISOString();
  // Execution names may hold more characters than an id.
  const id = Execution?.Name?.replace(/[^\w.:/-]/g, '-').slice(0, 120);
  return { id: id ?? `campaign-${startedAt}`, startedAt };
}
