import type { CampaignState } from '@appstream-campaign/core';
import type { TagNames } from '@appstream-campaign/core/internal';
import { type ImageInventory, lineageTrees, versionsOf } from '@appstream-campaign/core/planning';

/** A fleet that uses an image of which a campaign has made a newer version. */
export interface FleetBehind {
  readonly fleet: string;
  readonly image: string;
  readonly successor: string;
}

/** The fleets that use older versions of what a campaign has updated, by name. Fleets that could not be seen are left out. */
export function fleetsBehind(
  { images }: Pick<CampaignState, 'images'>,
  inventory: ImageInventory,
  tags: Partial<TagNames> = {},
): readonly FleetBehind[] {
  const made = new Set(images.flatMap((image) => (image.status === 'updated' ? [image.successor] : [])));
  return versionsOf(lineageTrees(inventory, tags))
    .flatMap(({ image, supersededBy, users }) =>
      supersededBy === undefined || !made.has(supersededBy)
        ? []
        : users
            .filter(({ kind }) => kind === 'fleet')
            .map(({ name }) => ({ fleet: name, image: image.name, successor: supersededBy })),
    )
    .sort((a, b) => (a.fleet < b.fleet ? -1 : 1));
}
