import { type Instant, minutesBetween } from '../ports/instant.ts';
import { announcedEvent, happening } from './announced-event.ts';
import type { AnnouncedType } from './announcements.ts';
import { toDetail } from './detail.ts';
import type { CampaignEvent, EventOf } from './events.ts';
import type { Reason } from './reason.ts';
import type { Recipient } from './recipient.ts';
import { hears } from './recipient.ts';
import {
  bySource,
  type CampaignImage,
  type CampaignState,
  failuresOf,
  imageOf,
  type OutboxEntry,
  type UpdatingImage,
} from './state.ts';
import { isEndSeenLate } from './update-length.ts';

/** A new state and what happened on the way to it. */
export interface Step {
  readonly state: CampaignState;
  readonly events: readonly CampaignEvent[];
}

/** What a fold needs to know beside the state. */
export interface FoldContext {
  readonly now: Instant;
  readonly notifiers: readonly Recipient[];
}

const pick = <T extends object, K extends keyof T>(from: T, key: K): Pick<T, K> =>
  ({ [key]: from[key] }) as Pick<T, K>;

/** What is known of an image from before stays with it. One that was tried before is never skipped. */
function replaced(state: CampaignState, image: CampaignImage): CampaignState {
  const images = state.images.map((one) => {
    if (one.source !== image.source) return one;
    const tried = {
      ...('failedSuccessors' in one ? pick(one, 'failedSuccessors') : {}),
      ...('failedTimes' in one ? pick(one, 'failedTimes') : {}),
    };
    const open = image.status === 'waiting' || image.status === 'updating';
    const expected = open && 'expectedMinutes' in one ? pick(one, 'expectedMinutes') : {};
    return { ...tried, ...expected, ...image };
  });
  return { ...state, images };
}

/** Something changed for an image: the campaign is not stuck. */
function progressed(state: CampaignState, now: Instant): CampaignState {
  return { ...state, checksWithoutProgress: 0, lastProgressAt: now };
}

/** Makes the event of `type` and puts it in the outbox of the notifiers that want it. */
export function announce(
  state: CampaignState,
  type: AnnouncedType,
  context: FoldContext,
  source?: string,
): Step {
  const about = source === undefined ? {} : { source };
  const at = context.now;
  const event = announcedEvent(state, { type, at, ...about });
  const to = context.notifiers
    .filter((notifier) => event !== undefined && hears(notifier, event))
    .map(({ name }) => name);
  // A campaign that stops again before anybody heard of the first time has one thing to tell, not two.
  const told = state.outbox.some((one) => one.type === type && one.source === source);
  const entry: OutboxEntry = { type, ...about, at, to, attempts: 0 };
  return {
    state: to.length === 0 || told ? state : { ...state, outbox: [...state.outbox, entry] },
    events: event === undefined ? [] : [event],
  };
}

/** The candidates are known. */
export function foldEnrolment(
  state: CampaignState,
  images: readonly CampaignImage[],
  context: FoldContext,
): Step {
  const running = progressed({ ...state, status: 'running', images }, context.now);
  const started = announce(running, 'campaignStarted', context);
  const adopted = images
    .filter((image) => image.status === 'updating')
    .map((image) => adoption(started.state, image, context));
  return { state: started.state, events: [...started.events, ...adopted] };
}

/** The sources of updates that another hand started have been looked for. */
export function foldResolution(
  state: CampaignState,
  found: readonly UpdatingImage[],
  context: FoldContext,
): Step {
  const known = new Set(found.map(({ source }) => source));
  const images = [...state.images.filter(({ source }) => !known.has(source)), ...found].sort(bySource);
  return {
    state: { ...state, images, unresolved: [] },
    events: found.map((image) => adoption(state, image, context)),
  };
}

function adoption(
  state: CampaignState,
  image: UpdatingImage,
  context: FoldContext,
): EventOf<'updateAdopted'> {
  const { source, successor } = image;
  return {
    ...happening(state, 'updateAdopted', context.now, source),
    type: 'updateAdopted',
    source,
    successor,
  };
}

/** An update began, by us (`started`) or before we knew of it (`adopted`). Its source is not marked yet. */
export function foldStart(
  state: CampaignState,
  update: {
    readonly kind: 'started' | 'adopted';
    readonly source: string;
    readonly successor: string;
    readonly startedAt: Instant;
    readonly replaces?: string;
  },
  context: FoldContext,
): Step {
  const { kind, ...begun } = update;
  const { source } = begun;
  const image: UpdatingImage = { status: 'updating', ...begun, marked: false };
  const next = progressed(replaced(state, image), context.now);
  if (kind === 'started') return announce(next, 'updateStarted', context, source);
  return { state: next, events: [adoption(next, image, context)] };
}

/** The tags say now that the update has started. */
export function foldMark(state: CampaignState, image: UpdatingImage): Step {
  return { state: replaced(state, { ...image, marked: true }), events: [] };
}

const seenLate = (state: CampaignState, startedAt: Instant, now: Instant) =>
  isEndSeenLate(state, startedAt, now) ? { endSeenLate: true as const } : {};

/** The successor is available, and the tags say so. */
export function foldUpdated(state: CampaignState, image: UpdatingImage, context: FoldContext): Step {
  const { source, successor, startedAt } = image;
  const next = replaced(state, {
    status: 'updated',
    source,
    successor,
    startedAt,
    endedAt: context.now,
    ...seenLate(state, startedAt, context.now),
  });
  return announce(progressed(next, context.now), 'imageUpdated', context, source);
}

/** The image can't be updated, or its update came to nothing; it is as eligible as before. */
export function foldFailed(
  state: CampaignState,
  image: { readonly source: string } & Partial<Pick<UpdatingImage, 'successor' | 'startedAt'>>,
  reason: Reason,
  context: FoldContext,
): Step {
  const { source, startedAt } = image;
  const successor = image.successor ?? failuresOf(imageOf(state, source)).at(-1);
  const next = replaced(state, {
    status: 'failed',
    source,
    ...(successor === undefined ? {} : { successor }),
    ...(startedAt === undefined ? {} : { startedAt }),
    endedAt: context.now,
    ...(startedAt === undefined ? {} : seenLate(state, startedAt, context.now)),
    reason,
  });
  return announce(progressed(next, context.now), 'updateFailed', context, source);
}

/** An update failed, and the image waits to be tried again. It is as eligible as before. */
export function foldAttemptFailed(
  state: CampaignState,
  { source, successor, startedAt }: UpdatingImage,
  reason: Reason,
  context: FoldContext,
): Step {
  const before = imageOf(state, source);
  const failedSuccessors = [...failuresOf(before), successor];
  const minutes = (at: Instant) => Math.max(0, Math.round(minutesBetween(state.startedAt, at)));
  const earlier = before !== undefined && 'failedTimes' in before ? (before.failedTimes ?? []) : [];
  const failedTimes = [...earlier, [minutes(startedAt), minutes(context.now)] as const];
  const next = replaced(state, { status: 'waiting', source, failedSuccessors, failedTimes });
  const attempt = failedSuccessors.length;
  const type = 'attemptFailed';
  const base = happening(state, type, context.now, `${source}/${attempt}`);
  return {
    state: progressed(next, context.now),
    events: [{ ...base, type, source, successor, attempt, reason }],
  };
}

/** The image was left alone; or its update failed, and can't be tried again for this reason. */
export function foldSkipped(
  state: CampaignState,
  source: string,
  reason: Reason,
  context: FoldContext,
): Step {
  if (failuresOf(imageOf(state, source)).length > 0) {
    const why = reason.detail === undefined ? reason.code : `${reason.code}, ${reason.detail}`;
    return foldFailed(state, { source }, { code: 'not-tried-again', detail: toDetail(why) }, context);
  }
  const next = replaced(state, { status: 'skipped', source, endedAt: context.now, reason });
  return announce(progressed(next, context.now), 'imageSkipped', context, source);
}

/** The start of an image was refused in a way that says nothing of others: they go first from now on. */
export function foldPostponed(state: CampaignState, source: string): Step {
  const images = state.images.map((image) =>
    image.source === source && image.status === 'waiting'
      ? { ...image, postponed: (image.postponed ?? 0) + 1 }
      : image,
  );
  return { state: { ...state, images }, events: [] };
}
