/** Types of events that can be announced to people: each can be made anew from the campaign's state. */
export const ANNOUNCED_TYPES = [
  'campaignStarted',
  'updateStarted',
  'imageUpdated',
  'updateFailed',
  'imageSkipped',
  'campaignDelayed',
  'campaignHalted',
  'campaignStopped',
  'campaignEnded',
] as const;

/** One of {@link ANNOUNCED_TYPES}. */
export type AnnouncedType = (typeof ANNOUNCED_TYPES)[number];

/**
 * What people are told unless a notifier says otherwise: failures at once, a delay, a halt, a stop, and the summary at the
 * end.
 */
export const DEFAULT_ANNOUNCEMENTS: readonly AnnouncedType[] = [
  'updateFailed',
  'campaignDelayed',
  'campaignHalted',
  'campaignStopped',
  'campaignEnded',
];
