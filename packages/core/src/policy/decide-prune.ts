import type { ImageRecord } from '../ports/image.ts';
import type { Instant } from '../ports/instant.ts';
import { minutesBetween, plusMinutes } from '../ports/instant.ts';
import type { ImageInventory } from '../ports/inventory.ts';
import { type ProvenLineage, provenLineages } from './lineage-order.ts';
import type { PrunePolicy } from './prune-policy.ts';
import { recordedMinutes } from './tags.ts';

/** Why an image is deleted. */
export type PruneReason = 'superseded' | 'failed';

/**
 * Why an image is kept, in the order in which the rules apply.
 *
 * - `no-version`: its tags prove no lineage. `only-version`: it is the only image of its lineage.
 * - `unseen`: something that may use it could not be read. `age-unknown`: its creation time is unknown.
 * - `keep-tag`: it has the tag that protects it. `in-progress`: it is being created or deleted.
 * - `newest`, `recent-version`: among the newest available versions, as many as the policy keeps.
 * - `in-use`: a fleet or an image builder uses it. `way-back`: a fleet would roll back to it.
 * - `shared`: another account may use it. `enrolled`: it is a candidate of the next campaign.
 * - `superseded-recently`, `failed-recently`: not for long enough.
 * - `next-pass`: it may be deleted, but this pass has reached its limit.
 */
export type KeepReason =
  | 'no-version'
  | 'only-version'
  | 'unseen'
  | 'age-unknown'
  | 'keep-tag'
  | 'in-progress'
  | 'newest'
  | 'recent-version'
  | 'in-use'
  | 'way-back'
  | 'shared'
  | 'enrolled'
  | 'superseded-recently'
  | 'failed-recently'
  | 'next-pass';

/** The decision for one image. */
export interface PruneVerdict<Reason extends string> {
  readonly image: string;
  /** Absent for an image outside of a lineage. */
  readonly lineage?: string;
  readonly reason: Reason;
  /** For example what uses it, or since when it is superseded. */
  readonly detail?: string;
}

/** The images to delete and the images to keep, each once. */
export interface PruneDecision {
  /** In the order of deletion: the oldest first. */
  readonly delete: readonly PruneVerdict<PruneReason>[];
  readonly keep: readonly PruneVerdict<KeepReason>[];
}

/** Minutes after its creation when a version counts as available, if no tag says how long its update took. */
const MAX_UPDATE_MINUTES = 720;

/** Decides what may be deleted. Pure: the same inventory gives the same decision. */
export function decidePrune(inventory: ImageInventory, policy: PrunePolicy, now: Instant): PruneDecision {
  const lineages = provenLineages(inventory.images, policy.tags);
  const members = new Set(lineages.flatMap(({ versions }) => versions));
  const outside = inventory.images
    .filter((image) => !members.has(image))
    .map(({ name: image }): PruneVerdict<KeepReason> => ({ image, reason: 'no-version' }));
  const verdicts = lineages.flatMap((lineage) => decideLineage(lineage, inventory, policy, now));
  const going = verdicts
    .flatMap((verdict) => (verdict.goes ? [verdict] : []))
    .toSorted((a, b) => a.made.localeCompare(b.made) || a.image.localeCompare(b.image));
  const later = going.slice(policy.maxDeletions);
  return {
    delete: going.slice(0, policy.maxDeletions).map(({ goes: _, made: __, ...verdict }) => verdict),
    keep: [
      ...verdicts.flatMap(({ goes, made: _, ...verdict }) =>
        goes ? [] : [verdict as PruneVerdict<KeepReason>],
      ),
      ...later.map(({ goes: _, made: __, ...verdict }) => ({ ...verdict, reason: 'next-pass' as const })),
      ...outside,
    ].toSorted((a, b) => a.image.localeCompare(b.image)),
  };
}

type Decided = { readonly made: string } & (
  | ({ readonly goes: true } & PruneVerdict<PruneReason>)
  | ({ readonly goes: false } & PruneVerdict<KeepReason>)
);

function decideLineage(
  { name: lineage, versions }: ProvenLineage,
  inventory: ImageInventory,
  policy: PrunePolicy,
  now: Instant,
): readonly Decided[] {
  const available = versions.filter(({ condition }) => condition === 'available');
  const recent = available.slice(-policy.keep);
  const rollbackImages = rollbackImagesOf(versions, available, inventory, policy);
  return versions.map((image): Decided => {
    const base = { image: image.name, lineage, made: image.createdAt ?? '' };
    const stays = (reason: KeepReason, detail?: string): Decided => ({
      ...base,
      goes: false,
      reason,
      ...(detail === undefined ? {} : { detail }),
    });
    if (versions.length < 2 && !isFailedUpdate(image, inventory, policy)) return stays('only-version');
    const unseen = inventory.unseen.find((part) => part.image === undefined || part.image === image.name);
    if (unseen !== undefined) return stays('unseen', unseen.detail);
    if (image.createdAt === undefined) return stays('age-unknown');
    if (image.tags?.[policy.keepTag] !== undefined) return stays('keep-tag', image.tags[policy.keepTag]);
    if (image.condition === 'in-progress' || image.condition === 'deleting') return stays('in-progress');
    if (image === available.at(-1)) return stays('newest');
    if (recent.includes(image)) return stays('recent-version');
    const user = usersOf(image, inventory)[0];
    if (user !== undefined) return stays('in-use', `${user.kind} ${user.name}`);
    const fleet = rollbackImages.get(image);
    if (fleet !== undefined) return stays('way-back', `of fleet ${fleet}`);
    const holder = inventory.shares.find(
      (share) => share.image === image.name && !(policy.unshare && !share.fleets),
    );
    if (holder !== undefined) return stays('shared', `with ${holder.account}`);
    if (image.condition === 'failed') {
      const age = daysBetween(image.createdAt, now);
      return age < policy.failedAfterDays
        ? stays('failed-recently', daysText(age))
        : { ...base, goes: true, reason: 'failed', detail: daysText(age) };
    }
    const { autoUpdate, enabled } = policy.tags;
    if (image.tags?.[autoUpdate] === enabled) return stays('enrolled');
    const newer = available[available.indexOf(image) + 1];
    const since = newer === undefined ? undefined : availableSince(newer, policy);
    if (newer === undefined || since === undefined) return stays('age-unknown');
    const age = daysBetween(since, now);
    return age < policy.minAgeDays
      ? stays('superseded-recently', `by ${newer.name}, ${daysText(age)}`)
      : { ...base, goes: true, reason: 'superseded', detail: `by ${newer.name}, ${daysText(age)}` };
  });
}

/** A failed update whose source still exists: that source no longer names a next version. */
function isFailedUpdate(image: ImageRecord, { images }: ImageInventory, { tags }: PrunePolicy): boolean {
  const source = image.tags?.[tags.updatedFrom];
  return image.condition === 'failed' && images.some(({ name }) => name === source);
}

/** The fleets and image builders that refer to an image. */
export function usersOf(image: ImageRecord, { users }: ImageInventory): ImageInventory['users'] {
  return users.filter(({ image: used }) => used === image.id || used?.endsWith(`:image/${image.name}`));
}

/** Versions that a fleet would roll back to, with the fleet's name: its version's source, and the version before it. */
function rollbackImagesOf(
  versions: readonly ImageRecord[],
  available: readonly ImageRecord[],
  inventory: ImageInventory,
  { tags }: PrunePolicy,
): ReadonlyMap<ImageRecord, string> {
  const ways = new Map<ImageRecord, string>();
  for (const used of versions) {
    const fleet = usersOf(used, inventory).find(({ kind }) => kind === 'fleet');
    if (fleet === undefined) continue;
    const source = versions.find(({ name }) => name === used.tags?.[tags.updatedFrom]);
    const before = available.filter((image) => versions.indexOf(image) < versions.indexOf(used)).at(-1);
    for (const image of [source, before]) if (image !== undefined) ways.set(image, fleet.name);
  }
  return ways;
}

/** When a version became available: AppStream says when its update started, and a tag how long it took. */
function availableSince(image: ImageRecord, { tags }: PrunePolicy): Instant | undefined {
  if (image.createdAt === undefined) return undefined;
  const minutes = recordedMinutes(image.tags ?? {}, tags) ?? MAX_UPDATE_MINUTES;
  return plusMinutes(image.createdAt, minutes);
}

const daysBetween = (from: Instant, to: Instant) => minutesBetween(from, to) / 1440;

function daysText(days: number): string {
  const whole = Math.max(0, Math.floor(days));
  return `${whole} ${whole === 1 ? 'day' : 'days'} ago`;
}
