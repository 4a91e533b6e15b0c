import type { Tags } from '../ports/image.ts';
import type { ImagesRead } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { DEFAULT_TIME_ZONE, localTime } from '../text/local-time.ts';
import type { AnnouncedType } from './announcements.ts';
import type { CampaignImage } from './campaign-image.ts';
import type { Pruning } from './pruning-notes.ts';
import type { Reason } from './reason.ts';
import type { RoomShortage } from './room-shortage.ts';

/** An image that the next step deletes: a failed successor of this campaign, or an image that is pruned. */
export type Deletion = { readonly source: string; readonly successor: string } | { readonly image: string };

/** Why, and since when, a campaign is halted. */
export interface Halt extends Reason {
  readonly at: Instant;
}

/** Since when images wait although slots are free: their starts are refused for now. */
export interface Delay extends Reason {
  readonly since: Instant;
  /** It was announced. Absent for false. */
  readonly told?: true;
}

/** A message that some notifiers have not accepted yet. The event itself is derived from the state. */
export interface OutboxEntry {
  readonly type: AnnouncedType;
  /** The image that it is about; absent when it is about the campaign. */
  readonly source?: string;
  readonly at: Instant;
  /** Names of the notifiers that have not accepted it yet. */
  readonly to: readonly string[];
  readonly attempts: number;
}

/** What a campaign keeps about one of its notifiers between two steps. */
export interface NotifierNotes {
  readonly name: string;
  /** Until when events about single images are batched. */
  readonly gatherUntil?: Instant;
  /** Until when the channel asked to wait. */
  readonly notBefore?: Instant;
  /** The memory that the notifier returned, see `DeliveryReceipt`. */
  readonly memory?: string;
}

/** How far a search for the candidates has come that was cut short. */
export interface SearchProgress extends ImagesRead {
  /** Those of the images read that the enrolment depends on, with the tags that it depends on. */
  readonly found: readonly FoundImage[];
  /** Tags of the others that come close to being enrolled, and how many images have each. Absent for none. */
  readonly nearMisses?: readonly (readonly [tag: string, images: number])[];
}

/** An image whose tags a search has read. */
export interface FoundImage {
  readonly name: string;
  readonly tags: Tags;
  /** As in an image's record. */
  readonly tagsMayLag?: true;
}

/**
 * - `discovering`: the candidates are not known yet.
 * - `running`: images wait or are being updated.
 * - `announcing`: every candidate has its outcome; messages are still to be delivered.
 * - `over`: nothing is left to do.
 * - `stopped`: nothing can be done until a person acts; advancing again resumes.
 */
export type CampaignStatus = 'discovering' | 'running' | 'announcing' | 'over' | 'stopped';

/** Whose images a campaign is about, for people who manage several accounts. */
export interface CampaignPlace {
  /** Id of the account. */
  readonly account?: string;
  /** Display name of the account. */
  readonly accountName?: string;
  readonly region?: string;
  /** URL of a page that shows the campaign's progress, such as its execution in the console. */
  readonly link?: string;
}

/** Everything a campaign keeps between two steps. Plain JSON; store it anywhere. */
export interface CampaignState {
  readonly version: 1;
  readonly id: string;
  readonly startedAt: Instant;
  /** Absent when not configured. */
  readonly place?: CampaignPlace;
  /**
   * The day on which it started, in the campaign's time zone, which names contain: a later change of the zone must not
   * change them. Absent when it is the same as in UTC.
   */
  readonly startDate?: string;
  readonly status: CampaignStatus;
  /** How far the search for the candidates has come. Absent before it was cut short, and once they are known. */
  readonly search?: SearchProgress;
  /** Every candidate once, by source name. */
  readonly images: readonly CampaignImage[];
  /** Successors of updates by another process whose sources have yet to be found. */
  readonly unresolved: readonly string[];
  /** What the next step deletes. Absent for none. */
  readonly deletions?: readonly Deletion[];
  /** The progress of pruning. Absent where the campaign does not prune, or has not begun to. */
  readonly pruning?: Pruning;
  /** What the image quota lacked before the first start. Absent when it was enough, or the campaign prunes. */
  readonly shortage?: RoomShortage;
  /** Checks so far. */
  readonly checks: number;
  /** Checks in a row in which no image changed. */
  readonly checksWithoutProgress: number;
  readonly lastProgressAt: Instant;
  /** When the updates in progress were last observed. Absent before that, and in states of older versions. */
  readonly observedAt?: Instant;
  /** Since when every check has had errors, without progress. Absent when the last check had none. */
  readonly troubleSince?: Instant;
  /** Why, and since when, nothing is started although slots are free. Absent when starts are not refused. */
  readonly delayed?: Delay;
  /** When every candidate had its outcome. */
  readonly endedAt?: Instant;
  /** When to advance next. Absent when the campaign is at rest, which is when it is over or stopped. */
  readonly nextCheckAt?: Instant;
  /** Present only while stopped. */
  readonly stopped?: Reason;
  /** Why no update is started any more. Those in progress are monitored until they end; then the campaign stops. */
  readonly halted?: Halt;
  /** Failed images when the campaign was last resumed: they don't halt it again. Absent for none. */
  readonly acknowledgedFailures?: number;
  /** Why there is no candidate: how many images were searched, and which came close. */
  readonly nothingFound?: string;
  readonly outbox: readonly OutboxEntry[];
  /** Notes about notifiers. Absent for none. */
  readonly notifiers?: readonly NotifierNotes[];
}

/**
 * The state of a campaign that has done nothing yet.
 * @param timeZone where its start has the date that goes into names
 */
export function newCampaign(
  id: string,
  startedAt: Instant,
  timeZone: string = DEFAULT_TIME_ZONE,
): CampaignState {
  const { day } = localTime(startedAt, timeZone);
  return {
    version: 1,
    id,
    startedAt,
    ...(day === startedAt.slice(0, 10) ? {} : { startDate: day }),
    status: 'discovering',
    images: [],
    unresolved: [],
    checks: 0,
    checksWithoutProgress: 0,
    lastProgressAt: startedAt,
    outbox: [],
  };
}

/** The day on which a campaign started, for names. */
export function dateOf({ startDate, startedAt }: Pick<CampaignState, 'startDate' | 'startedAt'>): string {
  return startDate ?? startedAt.slice(0, 10);
}

/** The images of a status. */
export function withStatus<S extends CampaignImage['status']>(
  { images }: Pick<CampaignState, 'images'>,
  status: S,
): readonly Extract<CampaignImage, { readonly status: S }>[] {
  return images.filter(
    (image): image is Extract<CampaignImage, { readonly status: S }> => image.status === status,
  );
}

/** A candidate by its source. */
export function imageOf(state: CampaignState, source: string): CampaignImage | undefined {
  return state.images.find((image) => image.source === source);
}
