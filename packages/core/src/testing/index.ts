/** Tests for custom stores, notifiers and drivers. @module */

export {
  campaignScenarios,
  type DriverUnderTest,
  driveLocally,
  SCENARIO_CAMPAIGN,
} from './campaign-scenarios.ts';
export {
  type CallCounter,
  type CrashPoint,
  type CrashTrigger,
  crashingNotifier,
  crashingStore,
  createCrashTrigger,
} from './crashes.ts';
export { fleetStoreContract } from './fleet-store-contract.ts';
export type { FleetWorld, FleetWorldSetup, MakeFleetWorld, WorldFleet } from './fleet-world.ts';
export { imageStoreContract } from './image-store-contract.ts';
export {
  type ImageWorld,
  type MakeWorld,
  WORLD_START,
  type WorldImage,
  type WorldSetup,
  type WorldUpdate,
} from './image-world.ts';
export { assertCampaignInvariants, type InvariantOptions } from './invariants.ts';
export { inventoryContract } from './inventory-contract.ts';
export {
  createMemoryInventory,
  type InventorySetup,
  type InventoryWorld,
  type MakeInventoryWorld,
} from './inventory-world.ts';
export { ManualClock } from './manual-clock.ts';
export { createMemoryFleets } from './memory-fleets.ts';
export { createMemoryWorld } from './memory-world.ts';
export { type ChannelUnderTest, notifierContract } from './notifier-contract.ts';
export { RecordingNotifier, type RecordingNotifierOptions } from './recording-notifier.ts';
export { REFERENCE_IMAGES } from './reference-images.ts';
export type { RolloutScenario } from './rollout-scenario.ts';
export { ROLLOUT_SCENARIOS } from './rollout-scenario-table.ts';
export { passLocally, type RolloutDriverUnderTest, rolloutScenarios } from './rollout-scenarios.ts';
export { SAMPLE_EVENTS } from './sample-events.ts';
export { SCENARIOS, type Scenario } from './scenarios.ts';
export type { TestFunction } from './test-function.ts';
