import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { createSecretReader, type SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { ImageStore } from '@appstream-campaign/core';
import type { SharingStore } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import type { Environment, HandlerSettings } from './environment.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';

// The composition root: the only place, with channels.ts, that builds SDK clients. They read Region, credentials and endpoints from
// the environment on their own, as everywhere.

/**
 * The account's images, with the tagging API, where it is asked for, loaded only when candidates are looked for.
 * @param timeLeft milliseconds that a search may still take
 */
export function createAppStreamStore(
  settings: HandlerSettings,
  onNotice: (notice: string) => void,
  timeLeft: () => number,
  network: HandlerNetwork = {},
): ImageStore {
  return new AppStreamImageStore({
    client: new AppStreamClient({ ...appStreamClientSettings, ...clientsIn(network) }),
    onNotice,
    timeLeft,
    ...(settings.useTaggingApi
      ? {
          taggingClient: async () => {
            const { ResourceGroupsTaggingAPIClient } = await import(
              '@aws-sdk/client-resource-groups-tagging-api'
            );
            return new ResourceGroupsTaggingAPIClient(clientsIn(network));
          },
        }
      : {}),
  });
}

/** Who may use the account's images, for campaigns that carry sharing over. */
export function createAppStreamSharing(network: HandlerNetwork = {}): SharingStore {
  return createSharingStore({
    client: new AppStreamClient({ ...appStreamClientSettings, ...clientsIn(network) }),
  });
}

/** Who uses the account's images, for campaigns that prune. */
export function createAppStreamInventory(
  onNotice: (notice: string) => void,
  network: HandlerNetwork = {},
): InventorySource {
  const client = new AppStreamClient({ ...appStreamClientSettings, ...clientsIn(network) });
  return {
    read: (among) => readInventory({ client, onNotice, ...(among === undefined ? {} : { among }) }),
  };
}

/** Reads secrets from the environment, SSM and Secrets Manager; a client is loaded when a reference asks for it. */
export function createSecrets(environment: Environment, network: HandlerNetwork = {}): SecretReader {
  return createSecretReader({
    environment,
    ssm: async () => new (await import('./clients/ssm.ts')).SSMClient(clientsIn(network)),
    secretsManager: async () =>
      new (await import('./clients/secrets-manager.ts')).SecretsManagerClient(clientsIn(network)),
  });
}
