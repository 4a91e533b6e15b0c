import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { type CampaignState, ImageStoreError } from '@appstream-campaign/core';
import type { TagNames } from '@appstream-campaign/core/internal';
import { type ImageInventory, lineageTrees, versionsOf } from '@appstream-campaign/core/planning';
import type { Account } from '../account/account.ts';

/** A fleet that uses an image of which a campaign has made a newer version. */
export interface FleetBehind {
  readonly fleet: string;
  readonly image: string;
  readonly successor: string;
  /** The ring by which a rollout brings it the newer version. Absent when it has none, or nobody could look. */
  readonly ring?: string;
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

/** The same, with the rings of fleets that take part in rollouts. Without the permission to see that, as if none did. */
export async function withRings(
  behind: readonly FleetBehind[],
  { appstream }: Pick<Account, 'appstream'>,
  ringTag: string,
): Promise<readonly FleetBehind[]> {
  if (behind.length === 0) return behind;
  try {
    const fleets = await new AppStreamFleetStore({ client: appstream }).describe(
      behind.map(({ fleet }) => fleet),
    );
    const rings = new Map(fleets.map(({ name, tags }) => [name, tags[ringTag]]));
    return behind.map((one) => {
      const ring = rings.get(one.fleet);
      return ring === undefined ? one : { ...one, ring };
    });
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    return behind;
  }
}
