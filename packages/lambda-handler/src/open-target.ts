import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import type { Clock, ImageStore } from '@appstream-campaign/core';
import type { SharingStore } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { sessionOf } from './assume-role.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import type { CampaignTarget } from './target.ts';

/** What a call needs beside the target. */
export interface TargetParts {
  readonly useTaggingApi: boolean;
  readonly clock: Clock;
  readonly network: HandlerNetwork;
  readonly onNotice: (notice: string) => void;
  /** Milliseconds that a search may still take. */
  readonly timeLeft: () => number;
}

/** The images of a target, for as long as a call lasts. */
export interface OpenTarget {
  readonly parts: {
    readonly store: ImageStore;
    /** Who may use the target's images. */
    readonly sharing: () => SharingStore;
    /** Who uses them. */
    readonly inventory: () => InventorySource;
  };
  /** Ends the connections. Nothing of a target outlives its call, so a warm function never mixes two. */
  close(): void;
}

/** Part of the composition root: clients in the target's Region, with the session of its role. */
export function openTarget(
  target: CampaignTarget,
  { useTaggingApi, clock, network, onNotice, timeLeft }: TargetParts,
): OpenTarget {
  const settings = {
    ...clientsIn(network),
    region: target.Region,
    credentials: sessionOf(target, clock, network),
  };
  const client = new AppStreamClient({ ...appStreamClientSettings, ...settings });
  const closing = [() => client.destroy()];
  const taggingClient = async () => {
    const { ResourceGroupsTaggingAPIClient } = await import('@aws-sdk/client-resource-groups-tagging-api');
    const tagging = new ResourceGroupsTaggingAPIClient(settings);
    closing.push(() => tagging.destroy());
    return tagging;
  };
  const store = new AppStreamImageStore({
    client,
    onNotice,
    timeLeft,
    ...(useTaggingApi ? { taggingClient } : {}),
  });
  return {
    parts: {
      store,
      sharing: () => createSharingStore({ client }),
      inventory: () => ({
        read: (among) => readInventory({ client, onNotice, ...(among === undefined ? {} : { among }) }),
      }),
    },
    close: () => {
      for (const close of closing) close();
    },
  };
}
