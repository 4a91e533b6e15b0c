import { type Instant, minutesBetween } from '../ports/instant.ts';
import { announcedEvent, eventBase } from './announced-event.ts';
import type { AnnouncedType } from './announcements.ts';
import {
  bySource,
  type CampaignImage,
  failuresOf,
  isWithoutOutcome,
  isYetToBegin,
  MAX_UNSHARED_LENGTH,
  type StartingImage,
  type UpdatingImage,
} from './campaign-image.ts';
import { toDetail } from './detail.ts';
import type { CampaignEvent, EventOf } from './events.ts';
import type { Reason } from './reason.ts';
import type { RoomShortage } from './room-shortage.ts';
import { type CampaignState, type Deletion, imageOf } from './state.ts';
import { isEndSeenLate } from './update-length.ts';

/** A new state and what happened on the way to it. */
export interface Transition {
  readonly state: CampaignState;
  readonly events: readonly CampaignEvent[];
}

/** A new state, with the event that is derived from it. */
export function announce(
  state: CampaignState,
  type: AnnouncedType,
  at: Instant,
  source?: string,
): Transition {
  const event = announcedEvent(state, { type, at, ...(source === undefined ? {} : { source }) });
  return { state, events: event === undefined ? [] : [event] };
}

/** Puts an image into the state. Its earlier attempts, and the expected minutes of an open one, are kept. */
function replaced(state: CampaignState, image: CampaignImage): CampaignState {
  const isOpen = isWithoutOutcome(image);
  const images = state.images.map((one): CampaignImage => {
    if (one.source !== image.source) return one;
    return {
      ...('failedSuccessors' in one ? { failedSuccessors: one.failedSuccessors } : {}),
      ...('failedTimes' in one ? { failedTimes: one.failedTimes } : {}),
      ...(isOpen && 'expectedMinutes' in one ? { expectedMinutes: one.expectedMinutes } : {}),
      ...image,
    } as CampaignImage;
  });
  return { ...state, images };
}

/** An image has changed: the campaign makes progress. */
function progressed(state: CampaignState, now: Instant): CampaignState {
  return { ...state, checksWithoutProgress: 0, lastProgressAt: now };
}

/** The candidates are known. */
export function enrolled(state: CampaignState, images: readonly CampaignImage[], now: Instant): Transition {
  const running = progressed({ ...state, status: 'running', images }, now);
  const started = announce(running, 'campaignStarted', now);
  const adopted = images.filter((image) => image.status === 'updating');
  return {
    state: started.state,
    events: [...started.events, ...adopted.map((image) => adoption(running, image, now))],
  };
}

/** The image quota does not hold the campaign: who watches is told before anything is started. */
export function quotaTooSmall(state: CampaignState, shortage: RoomShortage, now: Instant): Transition {
  return announce({ ...state, shortage }, 'quotaTooSmall', now);
}

/** The sources of updates that another process started have been searched. */
export function resolved(state: CampaignState, found: readonly UpdatingImage[], now: Instant): Transition {
  const known = new Set(found.map(({ source }) => source));
  const images = [...state.images.filter(({ source }) => !known.has(source)), ...found].sort(bySource);
  return {
    state: { ...state, images, unresolved: [] },
    events: found.map((one) => adoption(state, one, now)),
  };
}

function adoption(
  state: CampaignState,
  { source, successor }: Pick<UpdatingImage, 'source' | 'successor'>,
  now: Instant,
): EventOf<'updateAdopted'> {
  const type = 'updateAdopted';
  return { ...eventBase(state, type, now, source), type, source, successor };
}

/** The next step starts this update. It is announced when it has started. */
export function startDecided(
  state: CampaignState,
  { source, successor }: { readonly source: string; readonly successor: string },
  now: Instant,
): Transition {
  const before = imageOf(state, source);
  const postponed = before !== undefined && 'postponed' in before ? { postponed: before.postponed } : {};
  const image = { status: 'starting', source, successor, decidedAt: now, ...postponed } as StartingImage;
  return { state: replaced(state, image), events: [] };
}

/** The start of an update was requested with an unknown result. */
export function startLeftOpen(state: CampaignState, image: StartingImage, now: Instant): Transition {
  return { state: replaced(state, { ...image, askedAt: image.askedAt ?? now }), events: [] };
}

/**
 * A start did not take place: the image waits again, and its slot is free.
 * @param isPostponed whether the error concerns this image alone: others go first from now on
 */
export function startReverted(state: CampaignState, source: string, isPostponed: boolean): Transition {
  const image = imageOf(state, source);
  if (image === undefined || !isYetToBegin(image)) return { state, events: [] };
  const postponed = (image.postponed ?? 0) + (isPostponed ? 1 : 0);
  const waiting = { status: 'waiting', source, ...(postponed === 0 ? {} : { postponed }) } as const;
  return { state: replaced(state, waiting), events: [] };
}

type Begun = Pick<UpdatingImage, 'source' | 'successor' | 'startedAt' | 'replaces'>;

const inProgress = (state: CampaignState, update: Begun, now: Instant): CampaignState =>
  progressed(replaced(state, { status: 'updating', ...update, sourceTagged: false }), now);

/** An update began. Its source is not tagged yet. */
export function started(state: CampaignState, update: Begun, now: Instant): Transition {
  return announce(inProgress(state, update, now), 'updateStarted', now, update.source);
}

/** An update that another process started is now part of the campaign. Its source is not tagged yet. */
export function adopted(state: CampaignState, update: Omit<Begun, 'replaces'>, now: Instant): Transition {
  const next = inProgress(state, update, now);
  return { state: next, events: [adoption(next, update, now)] };
}

/** The tags say now that the update has started. */
export function sourceTagged(state: CampaignState, image: UpdatingImage): Transition {
  return { state: replaced(state, { ...image, sourceTagged: true }), events: [] };
}

const seenLate = (state: CampaignState, startedAt: Instant, now: Instant) =>
  isEndSeenLate(state, startedAt, now) ? { endSeenLate: true as const } : {};

/**
 * The successor is available, and the tags say so.
 * @param unshared why accounts that may use its source may not use it
 */
export function updated(
  state: CampaignState,
  image: UpdatingImage,
  now: Instant,
  unshared?: string,
): Transition {
  const { source, successor, startedAt } = image;
  const late = seenLate(state, startedAt, now);
  const less = unshared === undefined ? {} : { unshared: toDetail(unshared, MAX_UNSHARED_LENGTH) };
  const outcome = {
    status: 'updated',
    source,
    successor,
    startedAt,
    endedAt: now,
    ...late,
    ...less,
  } as const;
  const next = replaced(state, outcome);
  return announce(progressed(next, now), 'imageUpdated', now, source);
}

/** The image can't be updated, or its update failed; it is as eligible as before. */
export function failed(
  state: CampaignState,
  image: { readonly source: string } & Partial<Pick<UpdatingImage, 'successor' | 'startedAt'>>,
  reason: Reason,
  now: Instant,
): Transition {
  const { source, startedAt } = image;
  const successor = image.successor ?? failuresOf(imageOf(state, source)).at(-1);
  const next = replaced(state, {
    status: 'failed',
    source,
    ...(successor === undefined ? {} : { successor }),
    ...(startedAt === undefined ? {} : { startedAt }),
    endedAt: now,
    ...(startedAt === undefined ? {} : seenLate(state, startedAt, now)),
    reason,
  });
  return announce(progressed(next, now), 'updateFailed', now, source);
}

/**
 * An update failed, and the image waits for a retry. It is as eligible as before.
 * @param isDeleted whether the next step deletes the failed successor
 */
export function attemptFailed(
  state: CampaignState,
  { source, successor, startedAt }: UpdatingImage,
  { reason, isDeleted }: { readonly reason: Reason; readonly isDeleted: boolean },
  now: Instant,
): Transition {
  const before = imageOf(state, source);
  const failedSuccessors = [...failuresOf(before), successor];
  const minutes = (at: Instant) => Math.max(0, Math.round(minutesBetween(state.startedAt, at)));
  const earlier = before !== undefined && 'failedTimes' in before ? (before.failedTimes ?? []) : [];
  const failedTimes = [...earlier, [minutes(startedAt), minutes(now)] as const];
  const next = progressed(replaced(state, { status: 'waiting', source, failedSuccessors, failedTimes }), now);
  const deletions = isDeleted ? { deletions: [...(state.deletions ?? []), { source, successor }] } : {};
  const attempt = failedSuccessors.length;
  const type = 'attemptFailed';
  const base = eventBase(state, type, now, `${source}/${attempt}`);
  return {
    state: { ...next, ...deletions },
    events: [{ ...base, type, source, successor, attempt, reason }],
  };
}

/** Without the deletions that were made, or are not to be made any more. */
export function deletionsOver(state: CampaignState, isOver: (deletion: Deletion) => boolean): CampaignState {
  const { deletions = [], ...rest } = state;
  const left = deletions.filter((deletion) => !isOver(deletion));
  return left.length === 0 ? rest : { ...rest, deletions: left };
}

/** The image was skipped; or its update failed, and can't be retried for this reason. */
export function skipped(state: CampaignState, source: string, reason: Reason, now: Instant): Transition {
  if (failuresOf(imageOf(state, source)).length > 0) {
    const why = reason.detail === undefined ? reason.code : `${reason.code}, ${reason.detail}`;
    return failed(state, { source }, { code: 'not-tried-again', detail: toDetail(why) }, now);
  }
  const next = replaced(state, { status: 'skipped', source, endedAt: now, reason });
  return announce(progressed(next, now), 'imageSkipped', now, source);
}
