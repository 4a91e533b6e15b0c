import type { Instant } from '../ports/instant.ts';
import type { Reason } from './reason.ts';
import type { CampaignPlace } from './state.ts';

/** How the campaign of one target ended. */
export interface TargetOutcome {
  /** The target, and the page of its campaign. */
  readonly place: CampaignPlace;
  /** Numbers of images. Zero if the campaign stopped before it could count them. */
  readonly counts: { readonly updated: number; readonly failed: number; readonly skipped: number };
  /** Images by name, as many as fit. */
  readonly updated: readonly { readonly source: string; readonly successor: string }[];
  readonly failed: readonly {
    readonly source: string;
    readonly successor?: string;
    readonly reason: Reason;
  }[];
  readonly skipped: readonly { readonly source: string; readonly reason: Reason }[];
  /** Why the campaign ended before all images had an outcome. Its page shows their outcomes until then. */
  readonly stopped?: Reason;
}

/** The campaigns of all targets are over. */
export interface HubEnded {
  readonly type: 'hubEnded';
  /** The same whenever the event is repeated, so that duplicates can be recognised. */
  readonly id: string;
  /** The id of the hub's run. */
  readonly campaign: string;
  readonly at: Instant;
  /** Where the hub is, and the page of its run. Absent when not configured. */
  readonly place?: CampaignPlace;
  readonly startedAt: Instant;
  readonly targets: readonly TargetOutcome[];
}

/** Images and stopped targets of all targets together. */
export interface HubTotals {
  readonly targets: number;
  readonly stopped: number;
  readonly updated: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The sums over all targets. */
export function hubTotals({ targets }: Pick<HubEnded, 'targets'>): HubTotals {
  const sum = (outcome: 'updated' | 'failed' | 'skipped') =>
    targets.reduce((total, { counts }) => total + counts[outcome], 0);
  return {
    targets: targets.length,
    stopped: targets.filter(({ stopped }) => stopped !== undefined).length,
    updated: sum('updated'),
    failed: sum('failed'),
    skipped: sum('skipped'),
  };
}
