/** Before a campaign and after it: plans, preflight, forecast, cost, lineages, quotas, freshness. @module */

export { type Exclusion, matchesPattern } from '../policy/candidacy.ts';
export { exclusionText } from '../policy/exclusion-text.ts';
export {
  type ImageUse,
  type ImageVersion,
  type LineageTree,
  lineageTrees,
  versionsOf,
} from '../policy/lineage-tree.ts';
export { nearMisses } from '../policy/nothing-found.ts';
export type {
  ImageInventory,
  ImageShare,
  ImageUser,
  InventorySource,
  UnseenPart,
} from '../ports/inventory.ts';
export {
  QUOTAS,
  type Quota,
  type QuotaName,
  type Quotas,
  type QuotaUsage,
  usageOf,
} from '../ports/quotas.ts';
export { startOrder } from '../state/start-order.ts';
export { updateMinutes } from '../state/update-length.ts';
export {
  type Assumption,
  type CostInput,
  type CostRange,
  costRange,
  type FamilyCost,
  type FamilyPrice,
  type Range,
} from './cost-range.ts';
export { type Forecast, type ForecastInput, forecast } from './forecast.ts';
export {
  type FleetAge,
  type Freshness,
  type FreshnessInput,
  freshness,
  type ImageAge,
  type ImageFacts,
} from './freshness.ts';
export { likelyRequests } from './likely-request.ts';
export { limitPlan, plannedStarts } from './limit-plan.ts';
export {
  type FindingSeverity,
  imagesToStart,
  type Preflight,
  type PreflightFinding,
  type PreflightInput,
  preflight,
} from './preflight.ts';
