import type { CampaignState, UpdateCampaign } from '@appstream-campaign/core';

/** Whether a campaign starts nothing more already. */
export function isHalted(state: CampaignState): boolean {
  return 'halted' in state;
}

/** Has a campaign start nothing more. */
export function halt(campaign: UpdateCampaign, state: CampaignState, why: string): CampaignState {
  const able = campaign as UpdateCampaign & { stop?: (state: CampaignState, why: string) => CampaignState };
  return able.stop?.(state, why) ?? state;
}
