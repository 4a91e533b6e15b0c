import type { ImageInventory } from '../ports/inventory.ts';
import { usersOf } from './decide-prune.ts';

/** How many images the quota still allows, and which sources need one. */
export interface QuotaDemand {
  /** Sources that wait. */
  readonly waiting: readonly string[];
  /** Images that the quota still allows. */
  readonly room: number;
  readonly inventory: ImageInventory;
}

/**
 * Which sources are updated when the quota does not allow all of them. While a fleet or an image builder uses a source, its
 * update occupies quota permanently: both versions stay. The update of an unused source frees quota again when the source is
 * pruned. So the last free image is reserved for an unused source, and the next campaign can use it again; otherwise a
 * full quota would block every later campaign. The oldest sources come first, so that each is updated in time.
 */
export function sourcesWithinQuota({ waiting, room, inventory }: QuotaDemand): ReadonlySet<string> {
  if (waiting.length <= room) return new Set(waiting);
  const images = inventory.images
    .filter(({ name }) => waiting.includes(name))
    .toSorted((a, b) => (a.createdAt ?? '').localeCompare(b.createdAt ?? '') || a.name.localeCompare(b.name));
  const isUsed = (image: (typeof images)[number]) => usersOf(image, inventory).length > 0;
  const staying = images.filter(isUsed);
  const returning = images.filter((image) => !isUsed(image));
  const kept = returning.length > 0 || room > 1 ? 1 : 0;
  const first = staying.slice(0, Math.max(0, room - kept));
  const chosen = [...first, ...returning.slice(0, room - first.length)];
  return new Set(chosen.map(({ name }) => name));
}
