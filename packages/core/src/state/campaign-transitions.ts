import { type Instant, minutesBetween } from '../ports/instant.ts';
import { failingImages } from './failing-images.ts';
import type { Reason } from './reason.ts';
import type { CampaignState } from './state.ts';
import { announce, type Transition } from './transitions.ts';

/** A step begins; a stopped campaign is resumed by it. */
export function stepBegun(state: CampaignState): CampaignState {
  const from = resumed(state);
  return { ...from, checks: from.checks + 1, checksWithoutProgress: from.checksWithoutProgress + 1 };
}

/** A search for the candidates has come further, and is not at its end. */
export function searched(state: CampaignState, now: Instant): CampaignState {
  return { ...state, checksWithoutProgress: 0, lastProgressAt: now };
}

/** Nothing is started any more. Who watches is told at once, unless the stop itself comes in the same step. */
export function halted(state: CampaignState, reason: Reason, now: Instant): Transition {
  const next: CampaignState = { ...state, halted: { ...reason, at: now } };
  const inFlight = next.unresolved.length > 0 || next.images.some(({ status }) => status === 'updating');
  return inFlight ? announce(next, 'campaignHalted', now) : { state: next, events: [] };
}

/** Nothing can be done until a person acts. */
export function stopped(state: CampaignState, reason: Reason, now: Instant): Transition {
  return announce({ ...state, status: 'stopped', stopped: reason }, 'campaignStopped', now);
}

/** A stopped campaign is advanced again. */
export function resumed(state: CampaignState): CampaignState {
  if (state.status !== 'stopped') return state;
  const { stopped: _, troubleSince: __, ...rest } = haltCleared(state);
  // Only discovery sets the images, so a campaign without any has to discover again; that finds the same.
  const undiscovered = state.images.length === 0 && state.unresolved.length === 0;
  return { ...rest, status: undiscovered ? 'discovering' : 'running' };
}

/** Lifts a halt. Resuming acknowledges the failures so far. */
export function haltCleared(state: CampaignState): CampaignState {
  const { halted: halt, ...rest } = state;
  if (halt?.code !== 'too-many-failures') return rest;
  return { ...rest, acknowledgedFailures: failingImages(state).length };
}

/** The end of a step: since when steps have had errors without progress. */
export function refused(state: CampaignState, trouble: boolean, now: Instant): CampaignState {
  const { troubleSince, ...rest } = state;
  if (!trouble) return rest;
  const progress = state.checksWithoutProgress === 0;
  return { ...rest, troubleSince: progress ? now : (troubleSince ?? now) };
}

/** Minutes without a start, although slots are free, after which a delay is announced. */
const NOTIFY_AFTER_MINUTES = 60;

/**
 * The end of a step: since when starts are refused although slots are free. Announced once, after an hour.
 * @param refusal why starts were refused in this step; undefined when none was
 * @param hasStarted whether this step has started something nevertheless
 */
export function delayed(
  state: CampaignState,
  { refusal, hasStarted }: { readonly refusal: Reason | undefined; readonly hasStarted: boolean },
  now: Instant,
): Transition {
  const { delayed: before, ...rest } = state;
  if (refusal === undefined) return { state: rest, events: [] };
  const since = before === undefined || hasStarted ? now : before.since;
  const told = before?.told && !hasStarted ? { told: true as const } : {};
  const next: CampaignState = { ...rest, delayed: { ...refusal, since, ...told } };
  if (told.told || minutesBetween(since, now) < NOTIFY_AFTER_MINUTES) return { state: next, events: [] };
  return announce({ ...next, delayed: { ...refusal, since, told: true } }, 'campaignDelayed', now);
}

/** Every candidate has its outcome: announced once. */
export function ended(state: CampaignState, now: Instant): Transition {
  return announce({ ...state, status: 'announcing', endedAt: now }, 'campaignEnded', now);
}
