import { provenLineages } from '../policy/lineage-order.ts';
import { toPolicy } from '../policy/options.ts';
import type { TagNames } from '../policy/tags.ts';
import type { ImageRecord } from '../ports/image.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';
import type { ImageInventory, UnseenPart } from '../ports/inventory.ts';

/** More about an image than its record: the version of its agent, or the age of another account's image. */
export interface ImageFacts {
  readonly agent?: string;
  readonly createdAt?: Instant;
}

/** The input of {@link freshness}. */
export interface FreshnessInput {
  readonly inventory: ImageInventory;
  /** By the `id` of the image. @defaultValue none */
  readonly facts?: ReadonlyMap<string, ImageFacts>;
  /** Older images count as too old. @defaultValue no limit */
  readonly maxAgeDays?: number;
  readonly tags?: Partial<TagNames>;
  readonly now: Instant;
}

/** How old an image is: since its update began, which is when its contents were current. */
export interface ImageAge {
  readonly image: string;
  /** Absent for an image outside of lineages. */
  readonly lineage?: string;
  readonly createdAt?: Instant;
  /** Whole days; absent when unknown. */
  readonly ageDays?: number;
  readonly agent?: string;
  readonly tooOld: boolean;
}

/** A fleet, with the age of its image. */
export interface FleetAge extends ImageAge {
  readonly fleet: string;
  readonly state: string;
  /** The newest available version of the lineage. Absent when the fleet has it, or has an image outside of lineages. */
  readonly newest?: string;
  /** Available versions that are newer than its own. */
  readonly versionsBehind: number;
  /** Days between its version and the newest one. */
  readonly daysBehind?: number;
}

/** The ages of an account's images, and of the images of its fleets. */
export interface Freshness {
  readonly at: Instant;
  readonly maxAgeDays?: number;
  /** The oldest first. Elastic fleets have no image. */
  readonly fleets: readonly FleetAge[];
  /** The newest version of each lineage, and images outside of lineages that are enrolled or used by a fleet. */
  readonly newest: readonly ImageAge[];
  readonly unseen: readonly UnseenPart[];
}

/** Compares the images of fleets with the newest versions, and both with the clock. Pure. */
export function freshness(input: FreshnessInput): Freshness {
  const { inventory, now, maxAgeDays, tags } = input;
  const names = toPolicy(tags === undefined ? {} : { tags }).tags;
  const lineages = provenLineages(inventory.images, names).map(({ name, versions }) => ({
    name,
    versions: versions.filter(({ condition }) => condition === 'available'),
  }));
  const lineageOf = new Map(
    lineages.flatMap((lineage) => lineage.versions.map((image) => [image, lineage] as const)),
  );
  const users = inventory.users.filter(({ kind }) => kind === 'fleet');
  const fleets = users.flatMap(({ name: fleet, state, image: used }): readonly FleetAge[] => {
    if (used === undefined) return [];
    const image = inventory.images.find(({ id }) => id === used);
    const lineage = image === undefined ? undefined : lineageOf.get(image);
    const age = ageOf(
      image ?? { id: used, name: used.split(':image/').at(-1) ?? used },
      input,
      lineage?.name,
    );
    if (image === undefined || lineage === undefined) return [{ ...age, fleet, state, versionsBehind: 0 }];
    const newer = lineage.versions.slice(lineage.versions.indexOf(image) + 1);
    const newest = newer.at(-1);
    const days =
      newest?.createdAt === undefined || image.createdAt === undefined
        ? undefined
        : wholeDays(image.createdAt, newest.createdAt);
    const behind = {
      versionsBehind: newer.length,
      ...(newest === undefined ? {} : { newest: newest.name }),
      ...(days === undefined ? {} : { daysBehind: days }),
    };
    return [{ ...age, ...behind, fleet, state }];
  });
  const members = new Set(lineageOf.keys());
  const alone = inventory.images.filter(
    (image) =>
      image.condition === 'available' &&
      !members.has(image) &&
      (image.tags?.[names.autoUpdate] === names.enabled || users.some((user) => user.image === image.id)),
  );
  const newest = [
    ...lineages.flatMap(({ name, versions }) => versions.slice(-1).map((image) => ageOf(image, input, name))),
    ...alone.map((image) => ageOf(image, input, undefined)),
  ];
  return {
    at: now,
    ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    fleets: fleets.toSorted((a, b) => byAge(a, b) || (a.fleet < b.fleet ? -1 : 1)),
    newest: newest.toSorted((a, b) => byAge(a, b) || (a.image < b.image ? -1 : 1)),
    unseen: inventory.unseen.filter(({ what }) => what === 'fleets'),
  };
}

function ageOf(
  { id, name, createdAt: own }: Pick<ImageRecord, 'id' | 'name' | 'createdAt'>,
  { facts, now, maxAgeDays }: FreshnessInput,
  lineage: string | undefined,
): ImageAge {
  const { agent, createdAt = own } = facts?.get(id) ?? {};
  const ageDays = createdAt === undefined ? undefined : Math.max(0, wholeDays(createdAt, now));
  return {
    image: name,
    ...(lineage === undefined ? {} : { lineage }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(ageDays === undefined ? {} : { ageDays }),
    ...(agent === undefined ? {} : { agent }),
    tooOld: maxAgeDays !== undefined && ageDays !== undefined && ageDays > maxAgeDays,
  };
}

const wholeDays = (from: Instant, to: Instant) => Math.floor(minutesBetween(from, to) / 1440);
const byAge = (a: ImageAge, b: ImageAge) => (b.ageDays ?? -1) - (a.ageDays ?? -1);
