import type { HoldReason } from '../rollout/decision.ts';
import type { RolloutOptions } from '../rollout/rollout-policy.ts';
import type { FleetWorld, FleetWorldSetup, WorldFleet } from './fleet-world.ts';
import type { WorldImage } from './image-world.ts';

/** A rollout of some hours or days: the world, the policy, what people do meanwhile, and what must come of it. */
export interface RolloutScenario {
  readonly name: string;
  readonly world: FleetWorldSetup;
  /** Options that every driver can be given, as plain data. */
  readonly policy: RolloutOptions;
  /** Hours since the beginning at which passes are made. */
  readonly passes: readonly number[];
  /** What people do right before the pass at an hour. */
  readonly people?: Readonly<Record<number, (world: FleetWorld) => void | Promise<void>>>;
  /** Messages that fail before the notifier works. @defaultValue 0 */
  readonly notifierFailures?: number;
  readonly expected: {
    /** Fleets with the images that they have in the end. */
    readonly images: Readonly<Record<string, string | undefined>>;
    /** What people were told, with the hours after which it happened: `24h fleetSwitched Pilot Desk-2`. */
    readonly told: readonly string[];
    /** What holds fleets in the end. */
    readonly held: Readonly<Record<string, HoldReason>>;
    /** Instances that are drained in the end, by fleet. @defaultValue none anywhere */
    readonly drained?: Readonly<Record<string, number>>;
    /** Parameters that are published. @defaultValue none */
    readonly parameters?: Readonly<Record<string, string>>;
    /** Accounts that the newest version is shared with. @defaultValue none */
    readonly shares?: readonly string[];
  };
}

/** Versions of a lineage, the oldest first, as campaigns tag them. */
export const versions = (
  base: string,
  count: number,
  more: Partial<WorldImage> = {},
): readonly WorldImage[] => Array.from({ length: count }, (_, index) => version(base, index + 1, more));
const nameOf = (base: string, n: number) => (n === 1 ? base : `${base}-${n}`);
/** One version of a lineage, from 1. */
export const version = (base: string, n: number, more: Partial<WorldImage> = {}): WorldImage => ({
  name: nameOf(base, n),
  ...more,
  tags: {
    ...(n === 1 ? { NextVersion: nameOf(base, 2) } : { BaseName: base, UpdatedFrom: nameOf(base, n - 1) }),
    ...more.tags,
  },
});
/** A fleet in a ring, with the first version of Desk. */
export const fleet = (name: string, ring: string, more: Partial<WorldFleet> = {}): WorldFleet => ({
  name,
  image: 'Desk',
  ...more,
  tags: { ImageRing: ring, ...more.tags },
});
/** Gives an image tags beside those that it has. */
export const mark = (world: FleetWorld, image: string, tags: Readonly<Record<string, string>>): void =>
  world.images.setTags(image, { ...world.images.images().get(image)?.tags, ...tags });
/** The same of a fleet. */
export const markFleet = (world: FleetWorld, name: string, tags: Readonly<Record<string, string>>): void =>
  world.changeFleet(name, { tags: { ...world.seen().get(name)?.tags, ...tags } });
