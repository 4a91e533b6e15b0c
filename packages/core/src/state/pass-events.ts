import type { Instant } from '../ports/instant.ts';
import type { Reason } from './reason.ts';
import type { CampaignPlace } from './state.ts';

/** A fleet, in a pass of a rollout, or an image, in a pass of pruning. */
export interface PassItem {
  readonly name: string;
  /** `switched` or `rolled-back`; why a fleet is held or an image is deleted or kept, such as `approval` or `in-use`; or `failed`. */
  readonly code: string;
  /** Which versions, who uses it, or what was refused, in words. */
  readonly detail?: string;
}

/** What a pass did in one target. */
export interface PassOutcome {
  /** The target. */
  readonly place: CampaignPlace;
  /** Numbers of items. Zero where the pass stopped before it could say. */
  readonly counts: {
    readonly done: number;
    readonly held: number;
    /** Among those that are held: fleets that wait for a person to approve a version. */
    readonly approvals: number;
    readonly failed: number;
  };
  /** Fleets that were switched, or images that were deleted; in a dry run, those that would be. As many as there was room for, as below. */
  readonly done: readonly PassItem[];
  /** Fleets that stay although something else is wanted for them, or images that are kept. */
  readonly held: readonly PassItem[];
  /** What was to be done and could not. */
  readonly failed: readonly PassItem[];
  /** Why the pass ended before its work was done. */
  readonly stopped?: Reason;
}

/** A pass of a rollout is over in all targets of a hub; or one of pruning, there or in a single account and Region. */
export interface PassEnded {
  readonly type: 'passEnded';
  /** The same whenever the same thing is told again, so that duplicates can be recognised. */
  readonly id: string;
  /** The id of the run. */
  readonly campaign: string;
  readonly at: Instant;
  /** Where it ran, and the page of the run. Absent when nobody said. */
  readonly place?: CampaignPlace;
  readonly startedAt: Instant;
  readonly pass: 'rollout' | 'prune';
  /** Nothing was changed: it is told what would be done. */
  readonly dryRun: boolean;
  readonly targets: readonly PassOutcome[];
}

/** Items and stopped targets of all targets together. */
export interface PassTotals {
  readonly targets: number;
  readonly stopped: number;
  readonly done: number;
  readonly held: number;
  readonly approvals: number;
  readonly failed: number;
}

/** The sums over all targets. */
export function passTotals({ targets }: Pick<PassEnded, 'targets'>): PassTotals {
  const sum = (count: keyof PassOutcome['counts']) =>
    targets.reduce((total, { counts }) => total + counts[count], 0);
  return {
    targets: targets.length,
    stopped: targets.filter(({ stopped }) => stopped !== undefined).length,
    done: sum('done'),
    held: sum('held'),
    approvals: sum('approvals'),
    failed: sum('failed'),
  };
}
