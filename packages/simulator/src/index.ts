export { ScenarioError, SimulatorUsageError } from './errors/usage-errors.ts';
export type { Fault, FaultRule, Faults, JsonFaultRule } from './faults/fault.ts';
export { demoScenario } from './scenario/demo-scenario.ts';
export type {
  AccountScenario,
  OtherAccountScenario,
  Scenario,
  UpdatesScenario,
} from './scenario/scenario.ts';
export { loadScenario } from './scenario/scenario-schema.ts';
export type { Call } from './server/call-log.ts';
export type { SimulatorOptions } from './server/options.ts';
export { createSimulator, type Simulator } from './server/simulator.ts';
export type { AlarmSpec, AlarmState } from './world/alarms.ts';
export {
  type FastClockOptions,
  fastClock,
  type ManualClock,
  manualClock,
  realClock,
  type SimulatorClock,
} from './world/clock.ts';
export type { FleetSnapshot, InstanceSnapshot, SessionSnapshot } from './world/fleets/fleet-snapshot.ts';
export type { FleetSpec, SessionSpec } from './world/fleets/fleet-specs.ts';
export type { InRegion } from './world/fleets/fleet-world.ts';
export type { ImageBuilderSnapshot } from './world/image-builders.ts';
export type {
  Failure,
  ImagePermissions,
  ImageState,
  ImageVisibility,
  UpdateBehaviour,
} from './world/image-record.ts';
export type { ImageSnapshot } from './world/image-snapshot.ts';
export type { EmailEntry, EventBridgeEntry, InboxEntry, SnsAttribute, SnsEntry } from './world/inbox.ts';
export type { PriceSpec } from './world/prices.ts';
export type { RoleSpec } from './world/roles.ts';
export type { SavedAccount } from './world/saved-account.ts';
export type { Lognormal, ParameterSpec, Quotas } from './world/settings.ts';
export type { ImageBuilderSpec, ImageSpec } from './world/specs.ts';
export type { Tags } from './world/tag-history.ts';
export type { World } from './world/world.ts';
