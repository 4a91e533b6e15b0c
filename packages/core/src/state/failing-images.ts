import type { CampaignImage } from './campaign-image.ts';
import type { ReasonCode } from './reason.ts';
import type { CampaignState } from './state.ts';

/** Codes of failures of the update itself, and not of one image or by a person's intervention. */
const UPDATE_FAILURE_CODES: readonly ReasonCode[] = ['update-failed', 'timed-out'];

/** Images whose last update that ended has failed, be it for good or to be tried again. */
export function failingImages(state: CampaignState): readonly CampaignImage[] {
  return state.images.filter((image) => {
    if (image.status === 'failed') return UPDATE_FAILURE_CODES.includes(image.reason.code);
    return 'failedSuccessors' in image && image.status !== 'updated';
  });
}
