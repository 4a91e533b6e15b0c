import type { ImageRecord } from '../ports/image.ts';
import type { ImageInventory, ImageShare, ImageUser } from '../ports/inventory.ts';
import { sourceOf } from './lineage.ts';
import { toPolicy } from './options.ts';
import { lineageOf, type TagNames } from './tags.ts';

/**
 * Whether anything refers to an image.
 *
 * - `used`: a fleet or an image builder of this account does.
 * - `shared`: nothing in this account does, but another account may; that account's fleets can't be listed.
 * - `unused`: nothing does, and no other account may.
 * - `unknown`: something that may refer to it could not be read.
 */
export type ImageUse = 'used' | 'shared' | 'unused' | 'unknown';

/** One version of a lineage, and those that were made from it. */
export interface ImageVersion {
  readonly image: ImageRecord;
  /** The newest available version of the lineage, when that is a newer one than this. */
  readonly supersededBy?: string;
  readonly use: ImageUse;
  readonly users: readonly ImageUser[];
  readonly shares: readonly ImageShare[];
  /** Why pruning would delete it. Absent when it would not, or no decision was given. */
  readonly removable?: 'superseded' | 'failed';
  /** The image that it was created from, when that no longer exists. */
  readonly deletedSource?: string;
  /** Versions created from this one, the oldest first. */
  readonly successors: readonly ImageVersion[];
}

/** An image that pruning would delete, and why. */
export interface RemovableImage {
  readonly image: string;
  readonly reason: 'superseded' | 'failed';
}

/** All versions that share a BaseName. */
export interface LineageTree {
  readonly name: string;
  /** Versions whose source no longer exists, or that have none, the oldest first; usually one. */
  readonly roots: readonly ImageVersion[];
}

interface Relations {
  readonly inventory: ImageInventory;
  readonly byName: ReadonlyMap<string, ImageRecord>;
  readonly sources: ReadonlyMap<string, string>;
  readonly removable: ReadonlyMap<string, RemovableImage['reason']>;
}

/**
 * The lineages of an account, by name. A version's source is what its tag says or what the store knows, else the image
 * whose tag names it as the next version; its lineage is its BaseName, else that of its source. Pure.
 * @param tags tag names that differ from the defaults, as in the options of a campaign
 * @param removable what pruning would delete: the `delete` of `decidePrune`
 * @throws InvalidOptionsError for wrong tag names
 */
export function lineageTrees(
  inventory: ImageInventory,
  tags: Partial<TagNames> = {},
  removable: readonly RemovableImage[] = [],
): readonly LineageTree[] {
  const { tags: names } = toPolicy({ tags });
  const byName = new Map(inventory.images.map((image) => [image.name, image]));
  const sources = sourcesOf(inventory.images, byName, names);
  const groups = new Map<string, ImageRecord[]>();
  for (const image of inventory.images) {
    const name = lineageNameOf(image, byName, sources, names);
    const members = groups.get(name) ?? [];
    groups.set(name, members);
    members.push(image);
  }
  const relations = {
    inventory,
    byName,
    sources,
    removable: new Map(removable.map(({ image, reason }) => [image, reason])),
  };
  return [...groups.keys()]
    .sort()
    .map((name) => ({ name, roots: rootsOf(groups.get(name) ?? [], relations) }));
}

/** Every version of some lineages, sources before successors. */
export function versionsOf(trees: readonly LineageTree[]): readonly ImageVersion[] {
  const withSuccessors = (version: ImageVersion): readonly ImageVersion[] => [
    version,
    ...version.successors.flatMap(withSuccessors),
  ];
  return trees.flatMap(({ roots }) => roots.flatMap(withSuccessors));
}

/** The source of each image that has one, existing or not. Never a cycle: the link that would close one is dropped. */
function sourcesOf(
  images: readonly ImageRecord[],
  byName: ReadonlyMap<string, ImageRecord>,
  names: TagNames,
): ReadonlyMap<string, string> {
  const namedBy = new Map(
    images.flatMap(({ name, tags }) => {
      const next = tags?.[names.nextVersion];
      return next === undefined || next === name ? [] : [[next, name] as const];
    }),
  );
  const sources = new Map<string, string>();
  for (const image of [...images].sort(byAge)) {
    const source = sourceOf(image, byName, names) ?? namedBy.get(image.name);
    if (source !== undefined && !leadsTo(source, image.name, sources)) sources.set(image.name, source);
  }
  return sources;
}

function leadsTo(from: string, to: string, sources: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = from; at !== undefined; at = sources.get(at)) if (at === to) return true;
  return false;
}

function lineageNameOf(
  image: ImageRecord,
  byName: ReadonlyMap<string, ImageRecord>,
  sources: ReadonlyMap<string, string>,
  names: TagNames,
): string {
  const told = image.tags?.[names.baseName];
  const source = byName.get(sources.get(image.name) ?? '');
  return told || source === undefined
    ? lineageOf(image.name, image.tags ?? {}, names)
    : lineageNameOf(source, byName, sources, names);
}

function rootsOf(members: readonly ImageRecord[], relations: Relations): readonly ImageVersion[] {
  const inGroup = new Set(members.map(({ name }) => name));
  const newest = [...members]
    .filter(({ condition }) => condition === 'available')
    .sort(byAge)
    .at(-1);
  const versionOf = (image: ImageRecord): ImageVersion => {
    const made = members.filter(({ name }) => relations.sources.get(name) === image.name).sort(byAge);
    return { ...describe(image, newest, relations), successors: made.map(versionOf) };
  };
  const isRoot = ({ name }: ImageRecord) => !inGroup.has(relations.sources.get(name) ?? '');
  return members.filter(isRoot).sort(byAge).map(versionOf);
}

function describe(
  image: ImageRecord,
  newest: ImageRecord | undefined,
  { inventory, byName, sources, removable: goes }: Relations,
): Omit<ImageVersion, 'successors'> {
  const users = inventory.users.filter((user) => user.image === image.id);
  const shares = inventory.shares.filter((share) => share.image === image.name);
  const use = useOf(image, users, shares, inventory);
  const newer =
    newest !== undefined && (leadsTo(newest.name, image.name, sources) || byAge(image, newest) < 0);
  const superseded = newer && newest.name !== image.name;
  const source = sources.get(image.name);
  const removable = goes.get(image.name);
  return {
    image,
    ...(superseded ? { supersededBy: newest.name } : {}),
    use,
    users,
    shares,
    ...(removable === undefined ? {} : { removable }),
    ...(source === undefined || byName.has(source) ? {} : { deletedSource: source }),
  };
}

function useOf(
  image: ImageRecord,
  users: readonly ImageUser[],
  shares: readonly ImageShare[],
  { unseen }: ImageInventory,
): ImageUse {
  if (users.length > 0) return 'used';
  if (shares.length > 0) return 'shared';
  const missed = unseen.some((part) => part.image === undefined || part.image === image.name);
  return missed ? 'unknown' : 'unused';
}

/** The oldest first; an image of unknown age comes before all others. */
function byAge(a: ImageRecord, b: ImageRecord): number {
  const age = (image: ImageRecord) => (image.createdAt === undefined ? 0 : Date.parse(image.createdAt));
  return age(a) - age(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
