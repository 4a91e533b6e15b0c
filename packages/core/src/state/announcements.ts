/** Types of campaign events that notifiers can subscribe to: each can be derived from the campaign's state. */
export const CAMPAIGN_TYPES = [
  'campaignStarted',
  'quotaTooSmall',
  'updateStarted',
  'imageUpdated',
  'updateFailed',
  'imageSkipped',
  'campaignDelayed',
  'campaignHalted',
  'campaignStopped',
  'campaignEnded',
  'hubEnded',
] as const;

const PASS_TYPES = [
  'approvalWanted',
  'fleetSwitched',
  'versionHeld',
  'fleetRolledBack',
  'passEnded',
] as const;

/** One of {@link ANNOUNCED_TYPES}. */
export type AnnouncedType = (typeof CAMPAIGN_TYPES)[number] | (typeof PASS_TYPES)[number];

/** Types of events that can be announced to people: those of campaigns, then those of passes of rollouts and of pruning. */
export const ANNOUNCED_TYPES: readonly AnnouncedType[] = [...CAMPAIGN_TYPES, ...PASS_TYPES];

/**
 * What people are told unless a notifier says otherwise. Of a campaign: an image quota that is too small for it,
 * failures at once, a delay, a halt, a stop, and the summary at the end. Of a rollout: what waits for a person, a version
 * that is held, and a fleet that went back. Of a hub and of pruning: the report.
 */
export const DEFAULT_ANNOUNCEMENTS: readonly AnnouncedType[] = [
  'quotaTooSmall',
  'updateFailed',
  'campaignDelayed',
  'campaignHalted',
  'campaignStopped',
  'campaignEnded',
  'approvalWanted',
  'versionHeld',
  'fleetRolledBack',
  'hubEnded',
  'passEnded',
];
