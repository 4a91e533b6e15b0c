import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { readImageQuota } from '@appstream-campaign/aws-adapters/service-quotas';
import { type InventoryWorld, inventoryContract } from '@appstream-campaign/core/testing';
import { createSimulator } from '@appstream-campaign/simulator';
import { test } from 'vitest';
import { clientsOf } from './aws-account.ts';

const OPERATIONS = {
  fleets: 'DescribeFleets',
  'image-builders': 'DescribeImageBuilders',
  shares: 'DescribeImagePermissions',
} as const;

inventoryContract(test, async ({ images, users, shares, imageQuota }): Promise<InventoryWorld> => {
  const imageOf = (image: string | undefined) => (image === undefined ? {} : { imageName: image });
  const of = (kind: string) => users.filter((user) => user.kind === kind);
  const simulator = await createSimulator({
    images: images.map((image) => ({
      ...image,
      permissions: Object.fromEntries(
        shares
          .filter((share) => share.image === image.name)
          .map((one) => [one.account, { allowFleet: one.fleets, allowImageBuilder: one.imageBuilders }]),
      ),
    })),
    fleets: of('fleet').map(({ name, image }) => ({ name, ...imageOf(image) })),
    imageBuilders: of('image-builder').map(({ name, image }) => ({ name, ...imageOf(image) })),
    quotas: { images: imageQuota },
  });
  const clients = clientsOf(simulator.url);
  return {
    inventory: {
      read: (among) => readInventory({ client: clients.appstream, ...(among && { among }) }),
      imageQuota: async () => (await readImageQuota({ client: clients.quotas })).value,
    },
    changeFleet(name, imageName) {
      simulator.world.removeFleet(name);
      simulator.world.addFleet({ name, imageName });
    },
    deny: (what) =>
      void simulator.faults.add({ operation: OPERATIONS[what], fault: { kind: 'access-denied' } }),
    close: () => simulator.close(),
  };
});
