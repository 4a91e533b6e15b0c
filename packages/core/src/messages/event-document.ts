import type { Instant } from '../ports/instant.ts';
import type { AnnouncedEvent } from '../state/events.ts';
import type { Pruning } from '../state/pruning-notes.ts';
import type { Reason } from '../state/reason.ts';
import type { RoomShortage } from '../state/room-shortage.ts';
import { isAtLeast, type Severity, severityOf } from '../state/severity.ts';
import type { CampaignPlace } from '../state/state.ts';
import { oneLine } from '../text/one-line.ts';
import { type HubDocument, hubDocument } from './hub-document.ts';
import { describeEvents } from './message.ts';
import { type PassDocument, passDocument } from './pass-document.ts';
import { type RolloutDocument, rolloutMembers } from './rollout-document.ts';

/** URL of the JSON Schema of documents; the file is also in the package, as `event.schema.json`. */
export const EVENT_SCHEMA =
  'https://raw.githubusercontent.com/appstream-campaign/appstream-campaign/main/packages/core/event.schema.json';

/** Version of the documents. Members may be added to a version; none changes its meaning or is removed. */
export const EVENT_VERSION = 1;

/** The members of every document. */
interface DocumentBase {
  readonly $schema: typeof EVENT_SCHEMA;
  readonly version: typeof EVENT_VERSION;
  /** The same whenever the event is repeated. */
  readonly id: string;
  /** The campaign's id; of a rollout, `rollout/` and the lineage. */
  readonly campaign: string;
  readonly at: Instant;
  /** Whose images it is about. Absent when not configured. */
  readonly place?: CampaignPlace;
  readonly severity: Severity;
  /** One line for people. */
  readonly subject: string;
  /** True when details were omitted because of the channel's size limit. */
  readonly truncated?: true;
}

/** An image in the document of a summary. */
export interface DocumentImage {
  readonly source: string;
  readonly successor?: string;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  /** The end was observed late: the update took at most until then. */
  readonly endSeenLate?: true;
  readonly reason?: Reason;
  /** Why accounts that may use the source may not use the successor, where sharing is carried over. */
  readonly unshared?: string;
  /** Successors that an earlier attempt of the campaign failed with. */
  readonly failedSuccessors?: readonly string[];
}

/** An event as JSON for machines: `packages/core/event.schema.json` is its JSON Schema. */
export type EventDocument = DocumentBase &
  (
    | { readonly type: 'campaignStarted'; readonly candidates: number }
    | ({ readonly type: 'quotaTooSmall' } & RoomShortage)
    | { readonly type: 'updateStarted'; readonly source: string; readonly successor: string }
    | ({ readonly type: 'imageUpdated' | 'updateFailed' | 'imageSkipped' } & DocumentImage)
    | {
        readonly type: 'campaignDelayed' | 'campaignHalted' | 'campaignStopped';
        /** Since when starts are refused; only of `campaignDelayed`. */
        readonly since?: Instant;
        readonly reason: Reason;
        readonly waiting: readonly string[];
        readonly updating: readonly { readonly source: string; readonly successor: string }[];
      }
    | {
        readonly type: 'campaignEnded';
        readonly startedAt: Instant;
        /** Why there was no candidate. */
        readonly nothingFound?: string;
        readonly counts: { readonly updated: number; readonly failed: number; readonly skipped: number };
        readonly updated: readonly DocumentImage[];
        readonly failed: readonly DocumentImage[];
        readonly skipped: readonly DocumentImage[];
        /** What pruning has done. Absent where the campaign does not prune. */
        readonly pruning?: {
          readonly deleted: readonly string[];
          readonly kept: readonly string[];
          /** What could not be looked at: what it may concern was kept. */
          readonly unseen?: string;
          readonly images?: number;
          readonly quota?: number;
        };
      }
    | RolloutDocument
    | HubDocument
    | PassDocument
    | { readonly type: 'digest'; readonly events: readonly EventDocument[] }
  );

/** How much of an event a document has: all; names and codes; only what concerns the campaign as a whole. */
type DetailLevel = 'full' | 'names' | 'counts';

/**
 * An event, or several of a campaign as a `digest`, as JSON for machines. Pure.
 * @param fits whether a document is within the channel's size limit; until it is, more is omitted, and `truncated` is set
 */
export function eventDocument(
  events: AnnouncedEvent | readonly AnnouncedEvent[],
  fits: (document: EventDocument) => boolean = () => true,
): EventDocument {
  const list: readonly AnnouncedEvent[] = 'type' in events ? [events] : events;
  const full = documentOf(list, 'full');
  if (fits(full)) return full;
  const names = documentOf(list, 'names');
  return fits(names) ? names : documentOf(list, 'counts');
}

function documentOf(events: readonly AnnouncedEvent[], detailLevel: DetailLevel): EventDocument {
  const [event, ...more] = events;
  if (event === undefined) throw new RangeError('A document needs at least one event.');
  if (more.length === 0) return documentOfOne(event, detailLevel);
  const last = more.at(-1) ?? event;
  const severity = events.map(severityOf).reduce((most, one) => (isAtLeast(one, most) ? one : most));
  return {
    ...base(
      { ...last, id: `${event.id}+${more.length}` },
      describeEvents(events).subject,
      severity,
      detailLevel,
    ),
    type: 'digest',
    events: detailLevel === 'counts' ? [] : events.map((one) => documentOfOne(one, detailLevel)),
  };
}

function base(
  { id, campaign, at, place }: Pick<AnnouncedEvent, 'id' | 'campaign' | 'at' | 'place'>,
  subject: string,
  severity: Severity,
  detailLevel: DetailLevel,
): DocumentBase {
  return {
    $schema: EVENT_SCHEMA,
    version: EVENT_VERSION,
    id,
    campaign,
    at,
    ...(place === undefined ? {} : { place }),
    severity,
    subject: oneLine(subject),
    ...(detailLevel === 'full' ? {} : { truncated: true as const }),
  };
}

function documentOfOne(event: AnnouncedEvent, detailLevel: DetailLevel): EventDocument {
  const common = base(event, describeEvents(event).subject, severityOf(event), detailLevel);
  const image = (one: DocumentImage) => documentImage(one, detailLevel);
  const images = (all: readonly DocumentImage[]) => (detailLevel === 'counts' ? [] : all.map(image));
  switch (event.type) {
    case 'campaignStarted':
      return { ...common, type: event.type, candidates: event.candidates };
    case 'quotaTooSmall': {
      const { needed, room, quota, images: removable, unseen } = event;
      return {
        ...common,
        ...{ type: event.type, needed, room, quota },
        images: detailLevel === 'counts' ? [] : removable,
        ...(unseen === undefined || detailLevel !== 'full' ? {} : { unseen: oneLine(unseen) }),
      };
    }
    case 'updateStarted':
      return { ...common, type: event.type, source: event.source, successor: event.successor };
    case 'imageUpdated':
    case 'updateFailed':
    case 'imageSkipped':
      return { ...common, type: event.type, ...image(event) };
    case 'campaignDelayed':
    case 'campaignHalted':
    case 'campaignStopped':
      return {
        ...common,
        type: event.type,
        ...(event.type === 'campaignDelayed' ? { since: event.since } : {}),
        reason: documentReason(event.reason, true),
        waiting: detailLevel === 'counts' ? [] : event.waiting,
        updating:
          detailLevel === 'counts'
            ? []
            : event.updating.map(({ source, successor }) => ({ source, successor })),
      };
    case 'hubEnded':
      return { ...common, ...hubDocument(event, detailLevel) };
    case 'passEnded':
      return { ...common, ...passDocument(event, detailLevel) };
    case 'campaignEnded': {
      const { updated, failed, skipped } = event;
      return {
        ...common,
        type: event.type,
        startedAt: event.startedAt,
        ...(event.nothingFound === undefined ? {} : { nothingFound: oneLine(event.nothingFound) }),
        counts: { updated: updated.length, failed: failed.length, skipped: skipped.length },
        failed: images(failed),
        updated: images(updated),
        skipped: images(skipped),
        ...(event.pruning === undefined ? {} : { pruning: pruningDocument(event.pruning, detailLevel) }),
      };
    }
    default:
      return { ...common, ...rolloutMembers(event, detailLevel !== 'counts') };
  }
}

function pruningDocument(
  { deleted, kept = [], unseen, images, quota }: Pruning,
  detailLevel: DetailLevel,
): NonNullable<Extract<EventDocument, { readonly type: 'campaignEnded' }>['pruning']> {
  const isShort = detailLevel === 'counts';
  return {
    deleted: isShort ? [] : deleted,
    kept: isShort ? [] : kept.map(({ image }) => image),
    ...(unseen === undefined || detailLevel !== 'full' ? {} : { unseen: oneLine(unseen) }),
    ...(images === undefined ? {} : { images }),
    ...(quota === undefined ? {} : { quota }),
  };
}

function documentImage(
  { source, successor, startedAt, endedAt, endSeenLate, unshared, reason, failedSuccessors }: DocumentImage,
  detailLevel: DetailLevel,
): DocumentImage {
  const full = detailLevel === 'full';
  return {
    source,
    ...(successor === undefined ? {} : { successor }),
    ...(startedAt === undefined || !full ? {} : { startedAt }),
    ...(endedAt === undefined || !full ? {} : { endedAt }),
    ...(endSeenLate && full ? { endSeenLate } : {}),
    ...(unshared === undefined ? {} : { unshared: full ? oneLine(unshared) : '' }),
    ...(failedSuccessors === undefined || !full ? {} : { failedSuccessors }),
    ...(reason === undefined ? {} : { reason: documentReason(reason, full) }),
  };
}

/** A reason whose text has no characters that affect a log or a terminal. */
function documentReason({ code, detail }: Reason, full: boolean): Reason {
  return detail === undefined || !full ? { code } : { code, detail: oneLine(detail) };
}
