import { type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import type { CampaignState, NotifierNotes } from './state.ts';

/** Longest memory of a notifier, in characters. */
export const MAX_NOTIFIER_MEMORY = 200;

/** Longest time for which a channel that asks to wait gets no messages, in minutes. */
const MAX_REST_MINUTES = 60;

/** The notes about a notifier. */
export function notesOf(state: CampaignState, name: string): NotifierNotes {
  return state.notifiers?.find((notes) => notes.name === name) ?? { name };
}

/** The state with notes about its notifiers; empty notes are left out. */
export function withNotes(state: CampaignState, notes: readonly NotifierNotes[]): CampaignState {
  const { notifiers: _, ...rest } = state;
  const told = notes.filter((one) => Object.keys(one).length > 1);
  return told.length === 0 ? rest : { ...rest, notifiers: told };
}

/** Until when a channel that asks to wait gets no messages. */
export function restUntil(now: Instant, seconds: number): Instant {
  return plusMinutes(now, Math.min(MAX_REST_MINUTES, Math.max(0, seconds / 60)));
}

/**
 * Until when messages to a notifier are held back: the channel asked to wait, or events about single images are batched.
 * An event about the campaign sends the batch at once, and a campaign at rest does not batch. Undefined when all messages
 * may be sent.
 */
export function heldUntil(state: CampaignState, name: string, now: Instant): Instant | undefined {
  const { notBefore, gatherUntil } = notesOf(state, name);
  const isAhead = (instant: Instant = now) => minutesBetween(now, instant) > 0;
  if (isAhead(notBefore)) return notBefore;
  if (state.status !== 'running' || !isAhead(gatherUntil)) return undefined;
  const isTakenAlong = state.outbox.some(({ source, to }) => source === undefined && to.includes(name));
  return isTakenAlong ? undefined : gatherUntil;
}
