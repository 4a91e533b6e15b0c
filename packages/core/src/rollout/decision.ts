import type {
  AlarmState,
  FleetRecord,
  FleetSession,
  ImageRecord,
  ImageShare,
  Instant,
} from './foundation.ts';

/** Everything that one pass observes. */
export interface RolloutWorld {
  /** All images that the account owns, with their tags. */
  readonly images: readonly ImageRecord[];
  /** All fleets, with their tags. */
  readonly fleets: readonly FleetRecord[];
  /** The alarms that the policy names; one that does not exist is missing. */
  readonly alarms: ReadonlyMap<string, AlarmState>;
  /** Current values of parameters; empty unless the policy publishes some. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Shares of the images; empty unless the policy shares some. */
  readonly shares: readonly ImageShare[];
  /** Sessions in progress by the name of the fleet; empty unless the policy drains instances. */
  readonly sessions: ReadonlyMap<string, readonly FleetSession[]>;
}

/**
 * Why a fleet keeps its version although there is, or may be, another desired version.
 *
 * - Of the fleet: `not-enrolled` runs a revoked version, and has no ring; `unknown-ring`; `elastic` has no image of its
 *   own; `image-not-owned` has an image of another account, or one that is gone; `no-lineage` has an image without a lineage in its tags.
 * - Of the version: `version-paused`, `version-held`; `ring-behind` an earlier ring does not have it everywhere;
 *   `ring-unhealthy`, `soaking` there; `approval` waits for a person; `alarm`; `window` is closed.
 * - Of the moment: `fleet-paused`, `fleet-changing` is starting or stopping; `fleet-unhealthy` had errors before;
 *   `needs-stop` for another operating system; `later` as many as may are being switched; `switched-by-code` a
 *   parameter tells the code that manages the fleet; `draining` has the version, and sessions from before the switch go on,
 *   where instances are drained.
 * - `no-earlier-version` runs a version that it should not, and there is none to go back to.
 */
export type HoldReason =
  | 'not-enrolled'
  | 'unknown-ring'
  | 'elastic'
  | 'image-not-owned'
  | 'no-lineage'
  | 'version-paused'
  | 'version-held'
  | 'ring-behind'
  | 'ring-unhealthy'
  | 'soaking'
  | 'approval'
  | 'alarm'
  | 'window'
  | 'fleet-paused'
  | 'fleet-changing'
  | 'fleet-unhealthy'
  | 'needs-stop'
  | 'later'
  | 'switched-by-code'
  | 'draining'
  | 'no-earlier-version';

/** A fleet with its ring, lineage and image. */
export interface FleetPlacement {
  readonly fleet: string;
  readonly ring?: string;
  readonly lineage?: string;
  /** Name of the image that it has. */
  readonly now?: string;
  /** Since when, if its tags say so. */
  readonly since?: Instant;
  /** The tool in whose code the image stands too, and which would undo a switch: `CloudFormation stack desks`. */
  readonly managedBy?: string;
}

/** Why something is held. */
export interface Hold {
  readonly reason: HoldReason;
  /** The fleet, alarm or error that it is about, in words. */
  readonly detail?: string;
  /** The earliest time at which it ends by itself. Absent when unknown. */
  readonly until?: Instant;
}

/** A fleet that keeps its version, and why. */
export interface RolloutHold extends FleetPlacement, Hold {
  /** The version that it would get. Absent when there is none. */
  readonly wanted?: string;
}

/** Another image for a fleet. */
export interface FleetSwitch {
  /** `switch`: to a newer version. `rollback`: to an earlier one. */
  readonly type: 'switch' | 'rollback';
  readonly fleet: string;
  readonly ring: string;
  readonly lineage: string;
  readonly from: string;
  readonly to: string;
  /** The reason of a rollback: the version's tag `Revoked`, or what made a fleet unhealthy. */
  readonly because?: string;
  /** The tool whose code also sets the image, and which will undo the switch: `CloudFormation stack desks`. */
  readonly managedBy?: string;
}

/** What a pass does, in this order. */
export type RolloutAction =
  /** Tags a version so that it goes to no further fleet. */
  | { readonly type: 'hold'; readonly image: string; readonly lineage: string; readonly because: string }
  /** Records since when a fleet has its image: it was changed elsewhere, or is seen for the first time. */
  | {
      readonly type: 'note';
      readonly fleet: string;
      readonly ring: string;
      readonly lineage: string;
      readonly image: string;
      /** The version that it had before, if its tags say so. */
      readonly previous?: string;
    }
  /** Publishes the desired version for code that manages fleets. */
  | {
      readonly type: 'publish';
      readonly parameter: string;
      readonly image: string;
      readonly lineage: string;
      readonly ring: string;
    }
  | FleetSwitch
  /** Drains an instance of a fleet that has been switched to `image`, and on which sessions from before go on. */
  | {
      readonly type: 'drain';
      readonly fleet: string;
      readonly ring: string;
      readonly lineage: string;
      readonly image: string;
      readonly instance: string;
      /** The session that the instance is named by. */
      readonly session: string;
    }
  /** Shares a version as the one before it, with those who may not use it yet. */
  | {
      readonly type: 'share';
      readonly image: string;
      readonly lineage: string;
      readonly shares: readonly ImageShare[];
    };

/** A version that a person has paused. */
export interface PausedVersion {
  readonly image: string;
  readonly lineage: string;
}

/** What a pass does, and why the other fleets are held. Every fleet that takes part is in exactly one list. */
export interface RolloutDecision {
  readonly actions: readonly RolloutAction[];
  readonly holds: readonly RolloutHold[];
  /** Fleets that have their desired version. */
  readonly settled: readonly FleetPlacement[];
  /** Versions of the lineages of these fleets that are paused: they go to no further fleet, whatever else is there. */
  readonly pausedVersions: readonly PausedVersion[];
}
