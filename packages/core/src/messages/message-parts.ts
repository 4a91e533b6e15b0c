import type { Instant } from '../ports/instant.ts';
import type { AnnouncedEvent, CampaignEnded, CampaignStopped } from '../state/events.ts';
import type { Reason, ReasonCode } from '../state/reason.ts';
import type { CampaignPlace } from '../state/state.ts';
import { formatElapsed, formatTime } from '../text/local-time.ts';
import type { Block, OutcomeRow } from './message-document.ts';
import { reasonAdvice, reasonSummary, reasonText } from './message-reasons.ts';

/** One paragraph. */
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

/** Which campaign or rollout it is about, and when. */
export const originOf = (event: AnnouncedEvent, timeZone: string): string => {
  const subject =
    'lineage' in event
      ? `Rollout of ${event.lineage}`
      : `${event.type === 'passEnded' ? 'Run' : 'Campaign'} ${event.campaign}`;
  return [subject, ...placeParts(event.place), `${formatTime(event.at, timeZone)}.`].join(', ');
};

/** A link to the campaign's progress, if there is one. */
export const linkOf = ({ place }: Pick<AnnouncedEvent, 'place'>): readonly Block[] =>
  place?.link === undefined ? [] : [paragraph(`How it goes, step by step: ${place.link}`)];

/** Such as `account production (123456789012)` and `eu-west-1`, if known. */
function placeParts({ account, accountName, region }: CampaignPlace = {}): readonly string[] {
  const id =
    accountName === undefined ? account : account === undefined ? accountName : `${accountName} (${account})`;
  return [...(id === undefined ? [] : [`account ${id}`]), ...(region === undefined ? [] : [region])];
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A table of images; nothing without any. */
export function outcomes(rows: readonly OutcomeRow[]): readonly Block[] {
  return rows.length === 0 ? [] : [{ kind: 'outcomes', rows }];
}

/** How long an update took: `51 min`, or `at most 13 h 21 min` if its end was observed late. */
export const formatUpdateDuration = (from: Instant, to: Instant, endSeenLate?: true): string =>
  `${endSeenLate ? 'at most ' : ''}${formatElapsed(from, to)}`;

const took = (from: Instant | undefined, to: Instant | undefined, endSeenLate?: true) =>
  from === undefined || to === undefined ? {} : { took: formatUpdateDuration(from, to, endSeenLate) };
const failedBefore = (names: readonly string[]) => (names.length === 0 ? {} : { failedBefore: names });
const became = (successor: string | undefined) => (successor === undefined ? {} : { successor });

/** The images that a summary is about, one row each. */
export function rowsOfEnd({ updated, failed, skipped }: CampaignEnded): readonly OutcomeRow[] {
  return [
    ...failed.map(
      ({ source, reason, successor, startedAt, endedAt, endSeenLate, failedSuccessors = [] }): OutcomeRow => {
        const row = { image: source, outcome: 'failed', reason: capitalised(reasonText(reason)) } as const;
        const before = failedSuccessors.filter((name) => name !== successor);
        return {
          ...row,
          ...became(successor),
          ...took(startedAt, endedAt, endSeenLate),
          ...failedBefore(before),
        };
      },
    ),
    ...updated.map(
      ({ source, successor, startedAt, endedAt, endSeenLate, failedSuccessors = [] }): OutcomeRow => {
        const image = source === successor ? 'not recorded' : source;
        const row = { image, outcome: 'updated', successor } as const;
        return { ...row, ...took(startedAt, endedAt, endSeenLate), ...failedBefore(failedSuccessors) };
      },
    ),
    ...skipped.map(
      ({ source, reason }): OutcomeRow => ({
        image: source,
        outcome: 'skipped',
        reason: capitalised(reasonText(reason)),
      }),
    ),
  ];
}

/** The images without an outcome at a stop, one row each. */
export function rowsOfStop({
  updating,
  waiting,
}: Pick<CampaignStopped, 'updating' | 'waiting'>): readonly OutcomeRow[] {
  return [
    ...updating.map(
      ({ source, successor }): OutcomeRow => ({ image: source, outcome: 'in progress', successor }),
    ),
    ...waiting.map((image): OutcomeRow => ({ image, outcome: 'waiting' })),
  ];
}

/** The image that an event is about, as a row; undefined for events about the campaign. */
export function rowOf(event: AnnouncedEvent): OutcomeRow | undefined {
  switch (event.type) {
    case 'updateStarted':
      return { image: event.source, outcome: 'in progress', successor: event.successor };
    case 'imageUpdated': {
      const { source, successor, startedAt, at, endSeenLate } = event;
      const image = source === successor ? 'not recorded' : source;
      return { image, outcome: 'updated', successor, ...took(startedAt, at, endSeenLate) };
    }
    case 'updateFailed': {
      const { source, successor, startedAt, at, endSeenLate, reason } = event;
      const row = { image: source, outcome: 'failed', reason: capitalised(reasonText(reason)) } as const;
      return { ...row, ...became(successor), ...took(startedAt, at, endSeenLate) };
    }
    case 'imageSkipped':
      return { image: event.source, outcome: 'skipped', reason: capitalised(reasonText(event.reason)) };
    default:
      return undefined;
  }
}

/** What to do next, once for each kind of failure. */
export function adviceFor(
  failures: readonly { readonly source: string; readonly reason: Reason }[],
): readonly Block[] {
  const kinds = new Map<ReasonCode, { readonly reason: Reason; count: number }>();
  for (const { reason } of failures) {
    const kind = kinds.get(reason.code) ?? { reason, count: 0 };
    kind.count++;
    kinds.set(reason.code, kind);
  }
  return [...kinds.values()].flatMap(({ reason, count }) => {
    const about = kinds.size === 1 ? '' : ` where ${reasonSummary(reason)} (${count})`;
    return steps(reasonAdvice(reason), about);
  });
}

/** What to do next. */
export function steps(items: readonly string[], about: string = ''): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', title: `What to do next${about}:`, items }];
}

/** `1 enrolled image`, `2 enrolled images` */
export const enrolledImages = (count: number): string =>
  `${count} enrolled ${count === 1 ? 'image' : 'images'}`;

/** `1 image`, `2 images` */
export const images = (count: number): string => `${count} ${count === 1 ? 'image' : 'images'}`;
