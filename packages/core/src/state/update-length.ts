import { type Instant, minutesBetween } from '../ports/instant.ts';
import type { CampaignImage } from './campaign-image.ts';
import type { CampaignState } from './state.ts';

/**
 * An update has ended between two observations. Its duration counts as known if the time between them is at most this
 * share of it, or at most the longest wait of the default schedule.
 */
const KNOWN = { share: 1 / 3, minutes: 30 } as const;

/**
 * Whether an update whose end is observed `now` may have ended long before, for example if a campaign was not run for a
 * night. AppStream says when an image was created, and not when it became available.
 */
export function isEndSeenLate(
  { observedAt }: Pick<CampaignState, 'observedAt'>,
  startedAt: Instant,
  now: Instant,
): boolean {
  // A state of an older version does not say when updates were observed.
  if (observedAt === undefined) return false;
  const length = minutesBetween(startedAt, now);
  const unseen = Math.min(length, minutesBetween(observedAt, now));
  return unseen > Math.max(KNOWN.minutes, length * KNOWN.share);
}

/** Minutes that an update took; undefined when it has not ended, or its end was observed late. */
export function updateMinutes(image: CampaignImage): number | undefined {
  if (image.status !== 'updated' || image.startedAt === undefined || image.endedAt === undefined) {
    return undefined;
  }
  const minutes = minutesBetween(image.startedAt, image.endedAt);
  return image.endSeenLate || minutes <= 0 ? undefined : minutes;
}
