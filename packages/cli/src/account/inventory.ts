import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { readImageQuota } from '@appstream-campaign/aws-adapters/service-quotas';
import type { ImageInventory } from '@appstream-campaign/core/planning';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Account } from './account.ts';

/** Who uses the images of an account, and how many there may be. */
export function inventoryOf(
  { appstream: client, settings }: Account,
  onNotice: (notice: string) => void,
): {
  read(among?: readonly string[]): Promise<ImageInventory>;
  imageQuota(): Promise<number | undefined>;
} {
  return {
    read: (among) => readInventory({ client, onNotice, ...(among === undefined ? {} : { among }) }),
    async imageQuota() {
      const { value, origin } = await readImageQuota({ client: new ServiceQuotasClient(settings) });
      return origin === 'live' ? value : undefined;
    },
  };
}
