import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import type { ImageStore } from '@appstream-campaign/core';
import type { SharingStore } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { AppStreamClient, type AppStreamClientConfig } from '@aws-sdk/client-appstream';
import type { ResourceGroupsTaggingAPIClientConfig } from '@aws-sdk/client-resource-groups-tagging-api';
import type { ServiceQuotasClientConfig } from '@aws-sdk/client-service-quotas';
import type { InventoryParts } from './open-inventory.ts';
import { optional } from './results.ts';

// The composition root: the only place, with notifiers/, that builds SDK clients. They read Region, credentials and endpoints from
// the environment on their own, as everywhere.

/** Options of {@link openImages}. */
export interface ImageParts {
  readonly useTaggingApi: boolean;
  readonly onNotice: (notice: string) => void;
  /** Milliseconds that a search may still take. */
  readonly timeLeft: () => number;
  /** Images that the account may have. @defaultValue what Service Quotas says */
  readonly imageQuota?: number;
}

/** The images of an account in one Region, and what uses them. All parts share one client, and its rate. */
export interface OpenImages {
  readonly parts: {
    readonly store: ImageStore;
    /** Image permissions, for campaigns that carry sharing over. */
    readonly sharing: () => SharingStore;
    /** Who uses the images: to prune, or to tell which could go. */
    readonly inventory: () => InventorySource;
  };
  /** Closes the connections. */
  close(): void;
}

/** Opens the images of the account of these settings; the client of the tagging API is loaded on use. */
export function openImages(
  settings: AppStreamClientConfig & ResourceGroupsTaggingAPIClientConfig & ServiceQuotasClientConfig,
  { useTaggingApi, onNotice, timeLeft, imageQuota }: ImageParts,
): OpenImages {
  const client = new AppStreamClient({ ...appStreamClientSettings, ...settings });
  const closing = [() => client.destroy()];
  const taggingClient = async () => {
    const { ResourceGroupsTaggingAPIClient } = await import('@aws-sdk/client-resource-groups-tagging-api');
    const tagging = new ResourceGroupsTaggingAPIClient(settings);
    closing.push(() => tagging.destroy());
    return tagging;
  };
  return {
    parts: {
      store: new AppStreamImageStore({
        client,
        onNotice,
        timeLeft,
        ...(useTaggingApi ? { taggingClient } : {}),
      }),
      sharing: () => sharingOnUse(client),
      inventory: () =>
        inventoryOnUse({ client, settings, onNotice, timeLeft, ...optional('imageQuota', imageQuota) }),
    },
    close: () => {
      for (const close of closing) close();
    },
  };
}

/** Most checks neither share nor prune, so these modules are loaded on use. */
function sharingOnUse(client: AppStreamClient): SharingStore {
  const load = async () =>
    (await import('@appstream-campaign/aws-adapters/appstream-sharing')).createSharingStore({ client });
  let loaded: Promise<SharingStore> | undefined;
  const store = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    sharesOf: async (images) => (await store()).sharesOf(images),
    share: async (share) => (await store()).share(share),
  };
}

function inventoryOnUse(parts: InventoryParts): InventorySource {
  const source = async () => (await import('./open-inventory.ts')).openInventory(parts);
  return {
    read: async (among) => (await source()).read(among),
    imageQuota: async () => (await source()).imageQuota(),
  };
}
