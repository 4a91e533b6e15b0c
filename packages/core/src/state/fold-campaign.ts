import { type Instant, minutesBetween } from '../ports/instant.ts';
import { failingImages } from './failing-images.ts';
import { announce, type FoldContext, type Step } from './fold.ts';
import type { Reason } from './reason.ts';
import type { CampaignState } from './state.ts';

/** Nothing is started any more. Who watches is told at once, unless the stop itself comes in the same check. */
export function foldHalted(state: CampaignState, reason: Reason, context: FoldContext): Step {
  const next: CampaignState = { ...state, halted: { ...reason, at: context.now } };
  const inFlight = next.unresolved.length > 0 || next.images.some(({ status }) => status === 'updating');
  return inFlight ? announce(next, 'campaignHalted', context) : { state: next, events: [] };
}

/** Nothing can be done until somebody acts. */
export function foldStopped(state: CampaignState, reason: Reason, context: FoldContext): Step {
  return announce({ ...state, status: 'stopped', stopped: reason }, 'campaignStopped', context);
}

/** A stopped campaign is advanced again. */
export function foldResumed(state: CampaignState): CampaignState {
  if (state.status !== 'stopped') return state;
  const { stopped: _, troubleSince: __, ...rest } = foldGoOn(state);
  // Only discovery sets the images, so a campaign without any has to discover again; that finds the same.
  const undiscovered = state.images.length === 0 && state.unresolved.length === 0;
  return { ...rest, status: undiscovered ? 'discovering' : 'running' };
}

/** Lifts a halt. The failures so far are pardoned: who resumes knows of them. */
export function foldGoOn(state: CampaignState): CampaignState {
  const { halted, ...rest } = state;
  if (halted?.code !== 'too-many-failures') return rest;
  return { ...rest, pardoned: failingImages(state).length };
}

/** The end of a check: how long it has been refused things without any progress. */
export function foldTrouble(state: CampaignState, trouble: boolean, now: Instant): CampaignState {
  const { troubleSince, ...rest } = state;
  if (!trouble) return rest;
  const progress = state.checksWithoutProgress === 0;
  return { ...rest, troubleSince: progress ? now : (troubleSince ?? now) };
}

/** Minutes without a start, although slots are free, after which people are told. */
const TOLD_AFTER_MINUTES = 60;

/**
 * The end of a check: since when starts are refused although slots are free. Told once, after an hour.
 * @param refusal why starts were refused in this check; undefined when none was
 * @param started whether this check has started something all the same
 */
export function foldDelay(
  state: CampaignState,
  { refusal, started }: { readonly refusal: Reason | undefined; readonly started: boolean },
  context: FoldContext,
): Step {
  const { delayed: before, ...rest } = state;
  if (refusal === undefined) return { state: rest, events: [] };
  const since = before === undefined || started ? context.now : before.since;
  const told = before?.told && !started ? { told: true as const } : {};
  const next: CampaignState = { ...rest, delayed: { ...refusal, since, ...told } };
  if (told.told || minutesBetween(since, context.now) < TOLD_AFTER_MINUTES)
    return { state: next, events: [] };
  return announce({ ...next, delayed: { ...refusal, since, told: true } }, 'campaignDelayed', context);
}

/** Every candidate has its outcome: tell it once. */
export function foldEnded(state: CampaignState, context: FoldContext): Step {
  const next: CampaignState = { ...state, status: 'announcing', endedAt: context.now };
  return announce(next, 'campaignEnded', context);
}
