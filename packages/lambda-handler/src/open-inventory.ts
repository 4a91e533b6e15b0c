import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import type { InventorySource } from '@appstream-campaign/core/planning';
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type { ServiceQuotasClientConfig } from '@aws-sdk/client-service-quotas';
import { optional } from './results.ts';

// Part of the composition root, as aws-parts.ts. Loaded only for campaigns that prune.

/** What an inventory is opened with. */
export interface InventoryParts {
  readonly client: AppStreamClient;
  /** Of the client for Service Quotas. */
  readonly settings: ServiceQuotasClientConfig;
  /** Images that the account may have, if the deployment sets it. */
  readonly imageQuota?: number;
  readonly onNotice: (notice: string) => void;
  /** Milliseconds that reading may still take. */
  readonly timeLeft: () => number;
}

/** What uses the images of an account, including versions that rollouts roll back to, and its image quota. */
export function openInventory(parts: InventoryParts): Required<InventorySource> {
  const { client, settings, imageQuota, onNotice, timeLeft } = parts;
  return {
    async read(among) {
      const [inventory, { AppStreamFleetStore }, { readRollbackImages, toRolloutPolicy }] = await Promise.all(
        [
          readInventory({ client, onNotice, timeLeft, ...optional('among', among) }),
          import('@appstream-campaign/aws-adapters/appstream-fleets'),
          import('@appstream-campaign/core/rollout'),
        ],
      );
      return readRollbackImages(inventory, new AppStreamFleetStore({ client }), toRolloutPolicy());
    },
    async imageQuota() {
      if (imageQuota !== undefined) return imageQuota;
      const [{ ServiceQuotasClient }, { readImageQuota }] = await Promise.all([
        import('./clients/service-quotas.ts'),
        import('@appstream-campaign/aws-adapters/service-quotas'),
      ]);
      // A network that does not lead to Service Quotas must not hold up a campaign for long.
      const quotas = new ServiceQuotasClient({ ...settings, maxAttempts: 2 });
      try {
        const { value, origin, detail } = await readImageQuota({ client: quotas });
        if (origin === 'live') return value;
        onNotice(
          `The image quota can't be read: a campaign that prunes takes ${value}, and no other says when it is too small. Say it in CAMPAIGN_IMAGE_QUOTA, or allow it: ${detail}`,
        );
        return undefined;
      } finally {
        quotas.destroy();
      }
    },
  };
}
