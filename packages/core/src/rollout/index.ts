/**
 * Rolling out new versions to fleets, ring by ring, and back again: a pure decision, and a pass that acts on it. There is
 * no saved state: the desired versions follow from tags and policy, the current ones from the stores.
 *
 * | input                                                  | output                                               |
 * | ------------------------------------------------------ | ---------------------------------------------------- |
 * | images with tags, fleets with tags, alarms, parameters | `RolloutWorld`: everything that one pass observes    |
 * | options                                                | `RolloutPolicy`: rings in order, with their gates    |
 * | world, policy, now                                     | `decideRollout`: actions, and what holds the others  |
 * | actions                                                | `rollout`: observes again, writes tags, then switches |
 * | world after that                                       | events that are due and not notified yet             |
 *
 * @module
 */

export type {
  AlarmSource,
  AlarmState,
  FleetCapacity,
  FleetCondition,
  FleetKind,
  FleetRecord,
  FleetSession,
  FleetStore,
  ParameterStore,
  SharingStore,
} from '../ports/fleet-store.ts';
export type {
  ApprovalWanted,
  FleetRolledBack,
  FleetSwitched,
  RolloutEvent,
  VersionHeld,
} from '../state/rollout-events.ts';
export { decideRollout } from './decide-rollout.ts';
export type {
  FleetPlacement,
  FleetSwitch,
  Hold,
  HoldReason,
  PausedVersion,
  RolloutAction,
  RolloutDecision,
  RolloutHold,
  RolloutWorld,
} from './decision.ts';
export { countOldSessions, type OldSessions } from './old-sessions.ts';
export { DEFAULT_RINGS, parseRings } from './parse-rings.ts';
export { toRolloutPolicy } from './read-policy.ts';
export { readRollbackImages, rollbackImages, withRollbackImages } from './rollback-versions.ts';
export { observeRollout, planRollout, rollout } from './rollout.ts';
export type { RolloutLook, RolloutParts, RolloutResult, UndoneAction } from './rollout-parts.ts';
export type { HealthOptions, Ring, RingOptions, RolloutOptions, RolloutPolicy } from './rollout-policy.ts';
export { alarmsOf } from './rollout-policy.ts';
export { RELEASED, ROLLOUT_TAGS, type RolloutTagNames } from './rollout-tags.ts';
export { isOpen, nextOpening, type RolloutWindow } from './rollout-window.ts';
