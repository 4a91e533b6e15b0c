import type { Instant } from '../ports/instant.ts';
import type { CampaignPlace } from './state.ts';

/** The parts that every event of a rollout has; the same as those of a campaign. */
interface RolloutEventBase {
  /** The same whenever the event is repeated, so that duplicates can be recognised. */
  readonly id: string;
  /** `rollout/` and the lineage: channels with threads group its events. */
  readonly campaign: string;
  readonly at: Instant;
  /** Whose images and fleets it is about. Absent when not configured. */
  readonly place?: CampaignPlace;
  readonly lineage: string;
}

/** A person has to approve a version for a ring. Sent once for each version and ring. */
export interface ApprovalWanted extends RolloutEventBase {
  readonly type: 'approvalWanted';
  readonly image: string;
  readonly ring: string;
  /** Names of the fleets that wait for it. */
  readonly fleets: readonly string[];
}

/** A fleet has another image since `at`: by a rollout, or by something else. Sessions that began before may still run the previous image. */
export interface FleetSwitched extends RolloutEventBase {
  readonly type: 'fleetSwitched';
  readonly fleet: string;
  readonly ring: string;
  readonly from: string;
  readonly to: string;
  /** The tool whose code also sets the image, and which will undo the switch. */
  readonly managedBy?: string;
}

/** A fleet has an earlier version again since `at`. */
export interface FleetRolledBack extends RolloutEventBase {
  readonly type: 'fleetRolledBack';
  readonly fleet: string;
  readonly ring: string;
  readonly from: string;
  readonly to: string;
  /** The tag `Revoked` or `RolloutHeld` of the version that it had. Absent when that has neither. */
  readonly because?: string;
  readonly managedBy?: string;
}

/** No further fleet gets a version, until a person releases it. Sent once for each version. */
export interface VersionHeld extends RolloutEventBase {
  readonly type: 'versionHeld';
  readonly image: string;
  readonly because: string;
}

/** Every event of a rollout. */
export type RolloutEvent = ApprovalWanted | FleetSwitched | FleetRolledBack | VersionHeld;
