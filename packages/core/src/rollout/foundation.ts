/** What the rollout takes from the rest of the core, in one place. @module */

export type { Clock } from '../clock.ts';
export { ImageStoreError, InvalidOptionsError, NotifierError } from '../errors.ts';
export type { ImageRecord, Tags } from '../image.ts';
export type { ImageStore } from '../image-store.ts';
export { type Instant, minutesBetween, plusMinutes, toInstant } from '../instant.ts';
export type { ImageShare } from '../inventory.ts';
export { isTimeZone, localTime, TIME_ZONE_LIKE } from '../local-time.ts';
export { toPolicy } from '../options.ts';
export type {
  AlarmSource,
  AlarmState,
  FleetRecord,
  FleetStore,
  ParameterStore,
  SharingStore,
} from '../ports/fleet-store.ts';
export { type ProvenLineage, provenLineages } from '../prune/lineage-order.ts';
export { errorDetail, refusalOf, toDetail } from '../refusal.ts';
export type { CampaignPlace } from '../state.ts';
export type { TagNames } from '../tags.ts';
export { explainIssue, isInstant } from '../validation.ts';
