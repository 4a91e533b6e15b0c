import { type Instant, minutesBetween } from '../ports/instant.ts';
import type { CampaignImage } from './campaign-image.ts';
import type { CampaignState } from './state.ts';

/**
 * An update has ended somewhere between two looks at it. So much of its length may lie between them for the length to
 * count as known; and the longest wait of the default schedule always may.
 */
const KNOWN = { share: 1 / 3, minutes: 30 } as const;

/**
 * Whether an update that is seen to have ended `now` may have ended long before, as after a campaign that nobody ran
 * for a night. AppStream says when an image was begun, and not when it became available.
 */
export function isEndSeenLate(
  { observedAt }: Pick<CampaignState, 'observedAt'>,
  startedAt: Instant,
  now: Instant,
): boolean {
  // A state of an older version does not say when anybody looked.
  if (observedAt === undefined) return false;
  const length = minutesBetween(startedAt, now);
  const unseen = Math.min(length, minutesBetween(observedAt, now));
  return unseen > Math.max(KNOWN.minutes, length * KNOWN.share);
}

/** Minutes that an update took; undefined when it has not ended, or nobody saw when. */
export function updateMinutes(image: CampaignImage): number | undefined {
  if (image.status !== 'updated' || image.startedAt === undefined || image.endedAt === undefined) {
    return undefined;
  }
  const minutes = minutesBetween(image.startedAt, image.endedAt);
  return image.endSeenLate || minutes <= 0 ? undefined : minutes;
}
