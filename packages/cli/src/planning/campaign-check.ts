import { type CampaignOptions, type Clock, type ImageStore, UpdateCampaign } from '@appstream-campaign/core';

const nobody = async () => {
  throw new Error('Options are checked without looking at images; this is a bug.');
};
const NO_IMAGES: ImageStore = {
  find: nobody,
  list: nobody,
  describe: nobody,
  dryRun: nobody,
  startUpdate: nobody,
  retag: nobody,
  remove: nobody,
};

/**
 * Checks options before anything is touched, AWS included.
 * @throws InvalidOptionsError naming the first one that is wrong
 */
export function checkOptions(options: CampaignOptions, clock: Clock): void {
  const shares = { sharesOf: nobody, share: nobody };
  new UpdateCampaign({ ...options, store: NO_IMAGES, shares, inventory: { read: nobody }, clock });
}
