import type { CampaignImage } from './campaign-image.ts';
import type { ReasonCode } from './reason.ts';
import type { CampaignState } from './state.ts';

/** Reasons that speak against the update itself, and not against one image or a person who interfered. */
const SYMPTOMS: readonly ReasonCode[] = ['update-failed', 'timed-out'];

/** Images whose last update that ended has failed, be it for good or to be tried again. */
export function failingImages(state: CampaignState): readonly CampaignImage[] {
  return state.images.filter((image) => {
    if (image.status === 'failed') return SYMPTOMS.includes(image.reason.code);
    return 'failedSuccessors' in image && image.status !== 'updated';
  });
}
