export type { Call } from './call-log.ts';
export {
  type FastClockOptions,
  fastClock,
  type ManualClock,
  manualClock,
  realClock,
  type SimulatorClock,
} from './clock.ts';
export { demoScenario } from './demo-scenario.ts';
export { ScenarioError, SimulatorUsageError } from './errors.ts';
export type { Fault, FaultRule, Faults, JsonFaultRule } from './faults.ts';
export type { EmailEntry, EventBridgeEntry, InboxEntry, SnsAttribute, SnsEntry } from './inbox.ts';
export type { SimulatorOptions } from './options.ts';
export type { Scenario, UpdatesScenario } from './scenario.ts';
export { loadScenario } from './scenario-schema.ts';
export { createSimulator, type Simulator } from './simulator.ts';
export type { ImageBuilderSnapshot } from './world/image-builders.ts';
export type {
  Failure,
  ImagePermissions,
  ImageState,
  ImageVisibility,
  UpdateBehaviour,
} from './world/image-record.ts';
export type { ImageSnapshot } from './world/image-snapshot.ts';
export type { SavedAccount } from './world/saved-account.ts';
export type { Lognormal, Quotas } from './world/settings.ts';
export type { FleetSpec, ImageBuilderSpec, ImageSpec } from './world/specs.ts';
export type { Tags } from './world/tag-history.ts';
export type { FleetSnapshot, InRegion, World } from './world/world.ts';
