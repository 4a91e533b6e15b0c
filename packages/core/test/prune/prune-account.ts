import {
  type CampaignEvent,
  type CampaignOptions,
  type CampaignState,
  type ImageStore,
  UpdateCampaign,
} from '@appstream-campaign/core';
import type { InventorySource } from '@appstream-campaign/core/planning';
import {
  createMemoryFleets,
  type FleetWorld,
  RecordingNotifier,
  type WorldFleet,
  type WorldImage,
} from '@appstream-campaign/core/testing';

/** Versions of a lineage, the oldest first; only the newest is enrolled. */
export function lineage(name: string, count: number, more: Partial<WorldImage> = {}): readonly WorldImage[] {
  const nameOf = (index: number) => (index === 0 ? name : `${name}-v${index + 1}`);
  return Array.from({ length: count }, (_, index): WorldImage => {
    const isNewest = index === count - 1;
    const from = index === 0 ? {} : { BaseName: name, UpdatedFrom: nameOf(index - 1), UpdateMinutes: '60' };
    const state: Record<string, string> = isNewest
      ? { AutoUpdate: 'Enabled' }
      : { AutoUpdate: 'Completed', NextVersion: nameOf(index + 1) };
    return { name: nameOf(index), ...more, tags: { ...from, ...state } };
  });
}

/** What a campaign sees of who uses images in a world in memory. */
export function inventoryOf(world: FleetWorld, imageQuota: number): InventorySource {
  const { store } = world.images;
  return {
    async read(among) {
      const names = (await store.list()).map(({ name }) => name);
      const asked = names.filter((name) => among === undefined || among.includes(name));
      const images = asked.length === 0 ? [] : await store.describe(asked, { tags: true });
      const users = [...world.seen()].map(([name, { image }]) => ({
        kind: 'fleet' as const,
        name,
        state: 'RUNNING',
        ...(image === undefined ? {} : { image }),
      }));
      return { images, users, shares: await world.sharing.sharesOf(asked), unseen: [] };
    },
    imageQuota: async () => imageQuota,
  };
}

/** An account that is as full as its quota allows, say. */
export async function createPruneAccount(
  images: readonly WorldImage[],
  fleets: readonly WorldFleet[] = [],
  imageQuota = 10,
) {
  const world = await createMemoryFleets({ images, fleets, imageQuota });
  const { clock, store: memory } = world.images;
  // What was written down or shown when an image was deleted.
  const removed: { image: string; named: boolean }[] = [];
  let saved: CampaignState | undefined;
  const store: ImageStore = {
    ...memory,
    async remove(image) {
      const named = (saved?.deletions ?? []).some((one) => 'image' in one && one.image === image.name);
      removed.push({ image: image.name, named });
      await memory.remove?.(image);
    },
  };
  const inventory = inventoryOf(world, imageQuota);
  const notifier = new RecordingNotifier();
  const events: CampaignEvent[] = [];
  const campaign = (options: CampaignOptions = {}, parts: { inventory?: InventorySource } = {}) => {
    const made = new UpdateCampaign({
      prune: { keep: 1, minAgeDays: 0 },
      ...options,
      ...{ store, inventory, clock, notifiers: [notifier] },
      ...parts,
    });
    made.events.on('event', (event) => events.push(event));
    return made;
  };
  /** Runs a campaign to its end, and keeps each state as a driver does. */
  const run = async (options: CampaignOptions = {}, parts: { inventory?: InventorySource } = {}) => {
    saved = undefined;
    const onState = (state: CampaignState) => {
      saved = JSON.parse(JSON.stringify(state)) as CampaignState;
    };
    return campaign(options, parts).run({ onState });
  };
  const names = () => [...world.images.images().keys()];
  return { world, clock, removed, inventory, notifier, events, campaign, run, names };
}
