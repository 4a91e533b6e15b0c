/** What the rollout takes from the rest of the core, in one place. @module */

export { checkedNotifiers } from '../delivery/checked-notifiers.ts';
export type { Notifier } from '../delivery/notifier.ts';
export { errorHandling } from '../policy/error-handling.ts';
export { type ProvenLineage, provenLineages } from '../policy/lineage-order.ts';
export { toPolicy } from '../policy/options.ts';
export type { TagNames } from '../policy/tags.ts';
export type { Clock } from '../ports/clock.ts';
export { ImageStoreError, InvalidOptionsError, NotifierError } from '../ports/errors.ts';
export type {
  AlarmSource,
  AlarmState,
  FleetRecord,
  FleetSession,
  FleetStore,
  ParameterStore,
  SharingStore,
} from '../ports/fleet-store.ts';
export type { ImageRecord, Tags } from '../ports/image.ts';
export type { ImageStore } from '../ports/image-store.ts';
export { type Instant, minutesBetween, plusMinutes, toInstant } from '../ports/instant.ts';
export type { ImageInventory, ImageShare } from '../ports/inventory.ts';
export { errorDetail, toDetail } from '../state/detail.ts';
export { subscribesTo } from '../state/recipient.ts';
export type { RolloutEvent } from '../state/rollout-events.ts';
export type { CampaignPlace } from '../state/state.ts';
export { isTimeZone, localTime, TIME_ZONE_FORMAT } from '../text/local-time.ts';
export { explainIssue, isInstant } from '../text/validation.ts';
