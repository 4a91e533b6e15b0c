import { type Account, type Region, regionOf } from './account.ts';
import { withCapacity } from './fleets/fleet-life.ts';
import { imageFails, presentFleets } from './fleets/region-fleets.ts';
import type { ImagePermissions, ImageRecord } from './image-record.ts';

/** Lets another account see an image, or take notice of what it may do with it from now on. */
export function shareImage(image: ImageRecord, permissions: ImagePermissions, other: Account): void {
  const region = regionOf(other, image.region);
  if (permissions.allowFleet !== true) emptyFleets(region, image, other.clock.now());
  if ([...region.images.values()].some(({ arn }) => arn === image.arn)) return;
  // The account may have an image of its own under this name; a shared one answers to its ARN then.
  const key = region.images.has(image.name) ? image.arn : image.name;
  region.images.set(key, {
    ...image,
    sequence: other.nextSequence,
    visibility: 'SHARED',
    shares: new Map(),
    begun: new Set(),
  });
  other.nextSequence += 1;
}

/** Takes an image away from another account. */
export function unshareImage(image: ImageRecord, other: Account): void {
  const region = regionOf(other, image.region);
  emptyFleets(region, image, other.clock.now());
  for (const [key, { arn }] of region.images) if (arn === image.arn) region.images.delete(key);
}

/**
 * "The desired capacity of the fleets is set to 0"; sessions run on to their end.
 * https://docs.aws.amazon.com/appstream2/latest/developerguide/share-images-with-another-account.html
 */
function emptyFleets(region: Region, image: ImageRecord, now: Date): void {
  for (const fleet of presentFleets(region, now)) {
    if (fleet.imageArn !== image.arn) continue;
    region.fleets.set(fleet.name, withCapacity({ ...fleet, desiredInstances: 0 }, now, imageFails(region)));
  }
}
