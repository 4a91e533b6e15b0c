import { failingImages } from '../state/failing-images.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import type { Policy } from './options.ts';

/**
 * Why no further update should be started: so many have failed that the next would probably fail as well. Failures
 * from before the campaign was resumed do not count.
 */
export function tooManyFailures(state: CampaignState, policy: Policy): Reason | undefined {
  const { count, percent } = policy.failureThreshold;
  const failing = Math.max(0, failingImages(state).length - (state.acknowledgedFailures ?? 0));
  const updated = state.images.filter(({ status }) => status === 'updated').length;
  const ended = failing + updated;
  if (count === 0 || failing < count || failing * 100 < percent * ended) return undefined;
  return { code: 'too-many-failures', detail: `the updates of ${failing} of ${ended} images failed` };
}
