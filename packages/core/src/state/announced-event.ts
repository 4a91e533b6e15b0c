import type { Instant } from '../ports/instant.ts';
import type { AnnouncedType } from './announcements.ts';
import { isYetToBegin } from './campaign-image.ts';
import type { EventBase } from './event-base.ts';
import type { CampaignAnnouncement, CampaignEventType } from './events.ts';
import { type CampaignState, type OutboxEntry, withStatus } from './state.ts';

/** The parts that every event has. The id follows from the state alone, never from the clock. */
export function eventBase(
  state: CampaignState,
  type: CampaignEventType | AnnouncedType,
  at: Instant,
  about?: string,
): EventBase {
  const id = [state.id, type, about].filter((part) => part !== undefined).join('/');
  return { id, campaign: state.id, at, ...(state.place === undefined ? {} : { place: state.place }) };
}

/** Images without an outcome. */
const open = (state: CampaignState) => ({
  waiting: state.images.filter(isYetToBegin).map(({ source }) => source),
  updating: withStatus(state, 'updating').map(({ source, successor }) => ({ source, successor })),
});

const started = (image: { readonly startedAt?: Instant }) =>
  image.startedAt === undefined ? {} : { startedAt: image.startedAt };
const late = (image: { readonly endSeenLate?: true }) =>
  image.endSeenLate ? { endSeenLate: true as const } : {};

/**
 * The event of a message in the outbox, derived from the state. Undefined when it no longer matches the state: the state
 * was edited by hand, or a resumed campaign is no longer stopped.
 */
export function announcedEvent(
  state: CampaignState,
  entry: Pick<OutboxEntry, 'type' | 'source' | 'at'>,
): CampaignAnnouncement | undefined {
  return entry.source === undefined
    ? campaignEvent(state, entry.type, entry.at)
    : imageEvent(state, entry.type, entry.source, entry.at);
}

function campaignEvent(
  state: CampaignState,
  type: AnnouncedType,
  at: Instant,
): CampaignAnnouncement | undefined {
  switch (type) {
    case 'campaignStarted':
      return { ...eventBase(state, type, at), type, candidates: state.images.length };
    case 'quotaTooSmall':
      return state.shortage && { ...eventBase(state, type, at), type, ...state.shortage };
    case 'campaignDelayed': {
      if (state.delayed === undefined) return undefined;
      const { since, told: _, ...reason } = state.delayed;
      return { ...eventBase(state, type, at, since), type, reason, since, ...open(state) };
    }
    case 'campaignHalted': {
      if (state.halted === undefined) return undefined;
      const { at: since, ...reason } = state.halted;
      return { ...eventBase(state, type, at, `${reason.code}/${since}`), type, reason, ...open(state) };
    }
    case 'campaignStopped':
      return state.stopped === undefined
        ? undefined
        : {
            ...eventBase(state, type, at, `${state.stopped.code}/${state.lastProgressAt}`),
            type,
            reason: state.stopped,
            ...open(state),
          };
    case 'campaignEnded':
      return {
        ...eventBase(state, type, at),
        type,
        startedAt: state.startedAt,
        ...(state.nothingFound === undefined ? {} : { nothingFound: state.nothingFound }),
        updated: withStatus(state, 'updated'),
        failed: withStatus(state, 'failed'),
        skipped: withStatus(state, 'skipped'),
        ...(state.pruning === undefined ? {} : { pruning: state.pruning }),
      };
    default:
      return undefined;
  }
}

function imageEvent(
  state: CampaignState,
  type: AnnouncedType,
  source: string,
  at: Instant,
): CampaignAnnouncement | undefined {
  const image = state.images.find((one) => one.source === source);
  if (image === undefined) return undefined;
  const base = { ...eventBase(state, type, at, source), source };
  const isDecided = image.status === 'starting';
  if (type === 'updateStarted' && !isDecided && 'successor' in image && image.successor !== undefined) {
    return { ...base, type, successor: image.successor };
  }
  if (type === 'imageUpdated' && image.status === 'updated') {
    const unshared = image.unshared === undefined ? {} : { unshared: image.unshared };
    return { ...base, type, successor: image.successor, ...started(image), ...late(image), ...unshared };
  }
  if (type === 'updateFailed' && image.status === 'failed') {
    const successor = image.successor === undefined ? {} : { successor: image.successor };
    return { ...base, type, ...successor, ...started(image), ...late(image), reason: image.reason };
  }
  if (type === 'imageSkipped' && image.status === 'skipped') return { ...base, type, reason: image.reason };
  return undefined;
}
