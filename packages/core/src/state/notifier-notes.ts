import { type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import type { CampaignState, NotifierNotes } from './state.ts';

/** Longest memory of a notifier, in characters. */
export const MAX_NOTIFIER_MEMORY = 200;

/** Longest time that a channel is left alone because it asked for it, in minutes. */
const LONGEST_REST = 60;

/** What is remembered about a notifier. */
export function notesOf(state: CampaignState, name: string): NotifierNotes {
  return state.notifiers?.find((notes) => notes.name === name) ?? { name };
}

/** The state with what the notifiers of a campaign are remembered by; those that nothing is known of are left out. */
export function withNotes(state: CampaignState, notes: readonly NotifierNotes[]): CampaignState {
  const { notifiers: _, ...rest } = state;
  const told = notes.filter((one) => Object.keys(one).length > 1);
  return told.length === 0 ? rest : { ...rest, notifiers: told };
}

/** Until when a channel rests that asked for it. */
export function restUntil(now: Instant, seconds: number): Instant {
  return plusMinutes(now, Math.min(LONGEST_REST, Math.max(0, seconds / 60)));
}

/**
 * Until when messages are held back from a notifier: the channel rests, or events about single images are gathered.
 * An event about the campaign goes at once and takes the gathered ones along, and a campaign at rest gathers nothing.
 * Undefined when all may go.
 */
export function heldUntil(state: CampaignState, name: string, now: Instant): Instant | undefined {
  const { notBefore, gatherUntil } = notesOf(state, name);
  const isAhead = (instant: Instant = now) => minutesBetween(now, instant) > 0;
  if (isAhead(notBefore)) return notBefore;
  if (state.status !== 'running' || !isAhead(gatherUntil)) return undefined;
  const isTakenAlong = state.outbox.some(({ source, to }) => source === undefined && to.includes(name));
  return isTakenAlong ? undefined : gatherUntil;
}
