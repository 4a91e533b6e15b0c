import type { RolloutWorld } from './decision.ts';
import {
  type FleetRecord,
  type FleetStore,
  type ImageInventory,
  type ImageRecord,
  ImageStoreError,
} from './foundation.ts';
import { isEligible } from './gates.ts';
import { findParticipants, type Participant } from './participants.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { isHeld } from './rollout-tags.ts';

/**
 * The version that a fleet rolls back to: the one that it had before, else the newest earlier one; available and not
 * revoked, and not held if there is another.
 */
export function previousVersion(
  { lineage, version, note }: Pick<Participant, 'lineage' | 'version' | 'note'>,
  policy: RolloutPolicy,
  held: (image: ImageRecord) => boolean,
): ImageRecord | undefined {
  const earlier = lineage.versions.slice(0, version).filter((image) => isEligible(image, policy));
  const best = (images: readonly ImageRecord[]) =>
    images.find(({ name }) => name === note.previous) ?? images.at(-1);
  return best(earlier.filter((image) => !held(image))) ?? best(earlier);
}

/**
 * The images that fleets would roll back to now, with the fleet: pruning has to keep them in addition to the images in use.
 * Fleets that take no part have none.
 */
export function rollbackImages(
  world: Pick<RolloutWorld, 'images' | 'fleets'>,
  policy: RolloutPolicy,
): readonly { readonly fleet: string; readonly image: string }[] {
  // The times of switches make no difference here.
  const { participants } = findParticipants(world, policy, '1970-01-01T00:00:00.000Z');
  return participants.flatMap((one) => {
    const image = previousVersion(one, policy, (version) => isHeld(version, policy.tags));
    return image === undefined ? [] : [{ fleet: one.fleet.name, image: image.id }];
  });
}

/**
 * The same inventory, in which fleets that take part in rollouts also use the versions that they would roll back to, so
 * that pruning keeps those.
 * @param fleets records of a `FleetStore`
 */
export function withRollbackImages(
  inventory: ImageInventory,
  fleets: readonly FleetRecord[],
  policy: RolloutPolicy,
): ImageInventory {
  const rollbackUsers = rollbackImages({ images: inventory.images, fleets }, policy);
  const users = rollbackUsers.map(
    ({ fleet, image }) =>
      ({ kind: 'fleet', name: `${fleet}, as its rollback target`, state: 'way back', image }) as const,
  );
  return { ...inventory, users: [...inventory.users, ...users] };
}

/**
 * As {@link withRollbackImages}, but reads the fleets that use an image of the inventory. If fleets can't be read, `unseen`
 * says so, which keeps every version.
 */
export async function readRollbackImages(
  inventory: ImageInventory,
  store: Pick<FleetStore, 'describe'>,
  policy: RolloutPolicy,
): Promise<ImageInventory> {
  const own = new Set(inventory.images.flatMap(({ id, name }) => [id, name]));
  const names = inventory.users.flatMap(({ kind, name, image }) =>
    kind === 'fleet' && image !== undefined && own.has(image) ? [name] : [],
  );
  if (names.length === 0) return inventory;
  try {
    return withRollbackImages(inventory, await store.describe(names), policy);
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    const part = { what: 'fleets' as const, detail: error.message };
    return { ...inventory, unseen: [...inventory.unseen, part] };
  }
}
