import type { AnnouncedEvent } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES } from '@appstream-campaign/core/messages';
import {
  type RolloutOptions,
  type RolloutParts,
  type RolloutResult,
  rollout,
} from '@appstream-campaign/core/rollout';
import { createMemoryFleets, type WorldFleet } from '@appstream-campaign/core/testing';

/** The tags of the n-th version of a lineage, from 1. */
export const versionTags = (base: string, n: number) =>
  n === 1 ? { NextVersion: `${base}-02` } : { BaseName: base, UpdatedFrom: nameOf(base, n - 1) };
export const nameOf = (base: string, n: number) => (n === 1 ? base : `${base}-${String(n).padStart(2, '0')}`);

/** An account in memory with versions of a lineage, fleets, and a channel that remembers. */
export async function account(count: number, fleets: readonly WorldFleet[], policy: RolloutOptions = {}) {
  const images = Array.from({ length: count }, (_, index) => ({
    name: nameOf('Desk', index + 1),
    tags: versionTags('Desk', index + 1),
  }));
  const world = await createMemoryFleets({ images, fleets });
  const told: AnnouncedEvent[] = [];
  const parts: RolloutParts = {
    store: world.fleets,
    images: world.images.store,
    alarms: world.alarms,
    parameters: world.parameters,
    sharing: world.sharing,
    clock: world.images.clock,
    policy,
    notifiers: [{ name: 'chat', events: ANNOUNCED_TYPES, notify: async (event) => void told.push(event) }],
  };
  /** Changes tags of an image beside those that it has; undefined takes one away. */
  const tag = (name: string, tags: Readonly<Record<string, string | undefined>>) => {
    const all = Object.entries({ ...world.images.images().get(name)?.tags, ...tags });
    world.images.setTags(
      name,
      Object.fromEntries(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    );
  };
  return {
    world,
    told,
    parts,
    tag,
    clock: world.images.clock,
    pass: (more: Partial<RolloutParts> & { readonly dryRun?: boolean } = {}) =>
      rollout({ ...parts, ...more }),
    imageOf: (fleet: string) => world.seen().get(fleet)?.image,
    tagsOf: (fleet: string) => world.seen().get(fleet)?.tags ?? {},
  };
}

/** `switch Office`, for each action that was done, say. */
export const shortly = (actions: RolloutResult['done']) =>
  actions.map((action) => `${action.type} ${'fleet' in action ? action.fleet : action.image}`);
