import type { Notifier } from '../delivery/notifier.ts';
import { MAX_NAME_LENGTH } from '../policy/naming.ts';
import type { Policy } from '../policy/options.ts';
import { type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from '../state/announcements.ts';
import type { CampaignImage } from '../state/campaign-image.ts';
import { MAX_NOTIFIER_MEMORY } from '../state/notifier-notes.ts';
import { MAX_KEPT_DETAIL } from '../state/pruning-notes.ts';
import { MAX_DETAIL_LENGTH } from '../state/reason.ts';
import type { CampaignState, OutboxEntry } from '../state/state.ts';

/** The largest state that a driver can carry, and how it measures one. */
export interface StateLimit {
  readonly bytes: number;
  /** Size of a state as the driver would store it, in bytes. */
  measure(state: CampaignState): number;
}

const LONGEST_NAME = 'x'.repeat(MAX_NAME_LENGTH);
/** A count of checks or attempts that no campaign exceeds. */
const MANY = 99_999;

/** What of a campaign's behaviour decides how large its state becomes. */
interface SizePolicy extends Pick<Policy, 'batchSize' | 'attempts' | 'prune'> {
  /** Whether it compares itself with the image quota, and tells people. @defaultValue false */
  readonly tellsShortage?: boolean;
}

/**
 * The largest size that a state with these candidates can reach, in bytes: all images failed, with long details, or every
 * slot in use and all others failed, whichever takes more as the driver stores it; no message is delivered; and all
 * notifiers have the longest memory that is allowed.
 */
export function largestSize(
  state: CampaignState,
  { batchSize: slots, attempts, prune, tellsShortage = false }: SizePolicy,
  notifiers: readonly Pick<Notifier, 'name' | 'events'>[],
  { measure }: StateLimit,
): number {
  const at = state.startedAt;
  const detail = 'x'.repeat(MAX_DETAIL_LENGTH);
  const failedBefore = Array.from({ length: attempts - 1 }, () => LONGEST_NAME);
  const tried =
    failedBefore.length === 0
      ? {}
      : { failedSuccessors: failedBefore, failedTimes: failedBefore.map(() => [MANY, MANY] as const) };
  const stopped = { code: 'too-many-failures', detail } as const;
  const notes = notifiers.map(({ name }) => ({
    name,
    gatherUntil: at,
    notBefore: at,
    memory: 'x'.repeat(MAX_NOTIFIER_MEMORY),
  }));
  const sizeWith = (updating: number) =>
    measure({
      ...state,
      status: 'announcing',
      images: state.images.map(({ source }, index): CampaignImage => {
        const begun = { source, successor: LONGEST_NAME, startedAt: at, ...tried };
        const known = { replaces: LONGEST_NAME, expectedMinutes: 10_080 };
        if (index < updating) return { status: 'updating', ...begun, ...known, sourceTagged: false };
        return {
          status: 'failed',
          ...begun,
          endedAt: at,
          endSeenLate: true,
          reason: { code: 'update-failed', detail },
        };
      }),
      checks: MANY,
      checksWithoutProgress: MANY,
      troubleSince: at,
      observedAt: at,
      endedAt: at,
      nextCheckAt: at,
      halted: { ...stopped, at },
      delayed: { ...stopped, since: at, told: true },
      acknowledgedFailures: MANY,
      ...(prune === undefined ? {} : fullPruning(prune.maxDeletions ?? 10, detail)),
      ...(tellsShortage ? fullShortage(detail) : {}),
      stopped,
      outbox: fullOutbox(state, notifiers, tellsShortage),
      notifiers: notes,
    });
  return Math.max(sizeWith(0), sizeWith(slots));
}

/** Two passes of pruning that kept every image, the second still in progress. */
function fullPruning(maxDeletions: number, detail: string): Pick<CampaignState, 'deletions' | 'pruning'> {
  const names = Array.from({ length: maxDeletions }, () => LONGEST_NAME);
  const kept = [...names, ...names].map((image) => ({ image, detail: detail.slice(0, MAX_KEPT_DETAIL) }));
  return {
    deletions: names.map((image) => ({ image })),
    pruning: { stage: 'after', deleted: [], kept, unseen: detail, images: MANY, quota: MANY },
  };
}

/** A quota that is too small, with as many images that could go as a pass of pruning has. */
function fullShortage(detail: string): Pick<CampaignState, 'shortage'> {
  const images = Array.from({ length: 10 }, () => ({ image: LONGEST_NAME, reason: 'superseded' }));
  return { shortage: { needed: MANY, room: MANY, quota: MANY, images, unseen: detail } };
}

/** How an image can end. Its one outcome counts for every notifier that subscribes to any of them. */
const OUTCOMES: readonly AnnouncedType[] = ['updateFailed', 'imageUpdated', 'imageSkipped'];

/** One message for each start, outcome and end that a notifier subscribes to, none of them delivered. */
function fullOutbox(
  state: CampaignState,
  notifiers: readonly Pick<Notifier, 'name' | 'events'>[],
  tellsShortage: boolean,
): readonly OutboxEntry[] {
  const entry = (type: AnnouncedType, source?: string): readonly OutboxEntry[] => {
    const types = OUTCOMES.includes(type) ? OUTCOMES : [type];
    const isWanted = (events: readonly AnnouncedType[]) => types.some((one) => events.includes(one));
    const to = notifiers.flatMap(({ name, events = DEFAULT_ANNOUNCEMENTS }) =>
      isWanted(events) ? [name] : [],
    );
    const about = source === undefined ? {} : { source };
    return to.length === 0 ? [] : [{ type, ...about, at: state.startedAt, to, attempts: MANY }];
  };
  return [
    ...entry('campaignStarted'),
    ...(tellsShortage ? entry('quotaTooSmall') : []),
    ...state.images.flatMap(({ source }) => [
      ...entry('updateStarted', source),
      ...entry('updateFailed', source),
    ]),
    ...entry('campaignDelayed'),
    ...entry('campaignHalted'),
    ...entry('campaignStopped'),
    ...entry('campaignEnded'),
  ];
}
