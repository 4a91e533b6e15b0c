import type { ImageRecord, Tags } from '@appstream-campaign/core';
import {
  decideRollout,
  type FleetRecord,
  type RolloutOptions,
  type RolloutWorld,
  toRolloutPolicy,
} from '@appstream-campaign/core/rollout';

const NOW = '2026-11-28T08:00:00.000Z';
export const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();

/** Versions of one lineage, the oldest first, a month apart, with further tags by name. */
export function versions(
  count: number,
  tags: Readonly<Record<string, Tags>> = {},
  more: Readonly<Record<string, Partial<ImageRecord>>> = {},
): readonly ImageRecord[] {
  const name = (index: number) => (index === 0 ? 'Desk' : `Desk-${index + 1}`);
  return Array.from({ length: count }, (_, index) => ({
    name: name(index),
    id: `arn:aws:appstream:eu-west-1:123456789012:image/${name(index)}`,
    condition: 'available' as const,
    state: 'AVAILABLE',
    createdAt: hoursAgo((count - index) * 720),
    problems: [],
    tags: {
      ...(index === count - 1 ? {} : { NextVersion: name(index + 1) }),
      ...(index === 0 ? {} : { BaseName: 'Desk', UpdatedFrom: name(index - 1) }),
      ...tags[name(index)],
    },
    ...more[name(index)],
  }));
}

/** A fleet of a ring that has had its image for so many hours; from the version `previous` by a rollout, if one is named. */
export function fleet(
  name: string,
  ring: string | undefined,
  image: string,
  since: { readonly hours: number; readonly previous?: string } | undefined,
  more: Partial<FleetRecord> = {},
): FleetRecord {
  return {
    name,
    id: `fleet/${name}`,
    kind: 'on-demand',
    condition: 'running',
    state: 'RUNNING',
    image,
    capacity: { desired: 2, inUse: 0, available: 2 },
    sessionsPerInstance: 1,
    problems: [],
    ...more,
    tags: {
      ...(ring === undefined ? {} : { ImageRing: ring }),
      ...(since === undefined ? {} : { ImageSwitchedTo: image, ImageSwitchedAt: hoursAgo(since.hours) }),
      ...(since?.previous === undefined ? {} : { PreviousImage: since.previous }),
      ...more.tags,
    },
  };
}

export function world(
  images: readonly ImageRecord[],
  fleets: readonly FleetRecord[],
  more: Partial<RolloutWorld> = {},
): RolloutWorld {
  return {
    images,
    fleets,
    alarms: new Map(),
    parameters: new Map(),
    shares: [],
    sessions: new Map(),
    ...more,
  };
}

export const decide = (seen: RolloutWorld, options: RolloutOptions = {}, now = NOW) =>
  decideRollout(seen, toRolloutPolicy(options), now);

/** `Office: Desk-2 to Desk-3`, with `back` for a rollback. */
export const moves = (seen: RolloutWorld, options?: RolloutOptions) =>
  decide(seen, options).actions.flatMap((action) =>
    action.type === 'switch' || action.type === 'rollback'
      ? [`${action.fleet}: ${action.from} ${action.type === 'switch' ? 'to' : 'back to'} ${action.to}`]
      : [],
  );

export const holdOf = (seen: RolloutWorld, name: string, options?: RolloutOptions) =>
  decide(seen, options).holds.find((hold) => hold.fleet === name);
