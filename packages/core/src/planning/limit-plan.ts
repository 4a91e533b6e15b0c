import type { CampaignPlan } from '../campaign/plan.ts';
import type { WaitingImage } from '../state/campaign-image.ts';
import { startOrder } from '../state/start-order.ts';
import { requireCount } from '../text/require-count.ts';
import { isToStart } from './preflight.ts';

/** How long the last update of an image took, in minutes, if known. */
type MinutesOf = (image: string) => number | undefined;

/** The images whose updates a plan starts, now or later, in the order in which a campaign starts them. Pure. */
export function plannedStarts(plan: CampaignPlan, minutesOf: MinutesOf): readonly string[] {
  const images = plan.images.filter(isToStart).map(({ image }): WaitingImage => {
    const expectedMinutes = minutesOf(image);
    const expectation = expectedMinutes === undefined ? {} : { expectedMinutes };
    return { status: 'waiting', source: image, ...expectation };
  });
  return startOrder({ images });
}

/**
 * A plan for at most so many updates: the first ones in the order in which a campaign starts them. The others are
 * excluded, and stay enrolled. Pure.
 *
 * @throws InvalidOptionsError for an invalid limit
 */
export function limitPlan(plan: CampaignPlan, limit: number, minutesOf: MinutesOf): CampaignPlan {
  requireCount('limitPlan', 'limit', limit, 1);
  const left = new Set(plannedStarts(plan, minutesOf).slice(limit));
  const images = plan.images.map((planned) =>
    left.has(planned.image)
      ? ({ image: planned.image, verdict: 'exclude', exclusion: 'beyond-limit' } as const)
      : planned,
  );
  return { ...plan, images };
}
