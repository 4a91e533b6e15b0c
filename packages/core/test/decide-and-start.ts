import type { CampaignState, UpdateCampaign } from '@appstream-campaign/core';

/**
 * Advances a campaign by one step, and by one more when that has decided starts, which the next step makes: what every
 * driver does at once.
 */
export async function decideAndStart(
  campaign: Pick<UpdateCampaign, 'advance'>,
  state?: CampaignState,
): Promise<CampaignState> {
  const decided = await campaign.advance(state);
  const isAboutToStart = decided.images.some(
    (image) => image.status === 'starting' && image.askedAt === undefined,
  );
  return isAboutToStart ? campaign.advance(decided) : decided;
}
