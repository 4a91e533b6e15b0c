import type { Instant } from '../ports/instant.ts';
import { type HubEnded, type HubTotals, hubTotals, type TargetOutcome } from '../state/hub-events.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignPlace } from '../state/state.ts';
import { oneLine } from '../text/one-line.ts';

/** A target in the report of a hub. */
interface DocumentTarget {
  readonly place: CampaignPlace;
  readonly counts: TargetOutcome['counts'];
  readonly stopped?: Reason;
  readonly updated: TargetOutcome['updated'];
  readonly failed: TargetOutcome['failed'];
  readonly skipped: TargetOutcome['skipped'];
}

/** The members of a hub's report, in addition to those of every document. */
export interface HubDocument {
  readonly type: 'hubEnded';
  readonly startedAt: Instant;
  readonly counts: HubTotals;
  readonly targets: readonly DocumentTarget[];
}

/** The report for machines. With `names` it has no details, with `counts` neither images nor details. */
export function hubDocument(event: HubEnded, detailLevel: 'full' | 'names' | 'counts'): HubDocument {
  const reason = ({ code, detail }: Reason): Reason =>
    detail === undefined || detailLevel !== 'full' ? { code } : { code, detail: oneLine(detail) };
  const images = <Image>(list: readonly Image[]) => (detailLevel === 'counts' ? [] : list);
  return {
    type: event.type,
    startedAt: event.startedAt,
    counts: hubTotals(event),
    targets: event.targets.map(({ place, counts, stopped, updated, failed, skipped }) => ({
      place,
      counts,
      ...(stopped === undefined ? {} : { stopped: reason(stopped) }),
      updated: images(updated).map(({ source, successor }) => ({ source, successor })),
      failed: images(failed).map(({ source, successor, reason: why }) => ({
        source,
        ...(successor === undefined ? {} : { successor }),
        reason: reason(why),
      })),
      skipped: images(skipped).map(({ source, reason: why }) => ({ source, reason: reason(why) })),
    })),
  };
}
