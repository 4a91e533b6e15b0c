import type { ImageInventory } from '../ports/inventory.ts';
import { usersOf } from './decide-prune.ts';

/** How many images there may be more, and who wants one. */
export interface RoomFor {
  /** Sources that wait. */
  readonly waiting: readonly string[];
  /** Images that the account may have beside those that stay. */
  readonly room: number;
  readonly inventory: ImageInventory;
}

/**
 * Which sources get the room that there is, where it does not do for all. The update of a source that a fleet or an image
 * builder uses takes its place for good, as long as that does not move: both versions stay. The update of any other gives
 * one back, when its source is pruned. So the last place goes to one of the others, and the next campaign has it again;
 * when all places were taken for good, no campaign could update anything any more. The oldest come first, so that all have
 * their turn.
 */
export function sharedRoom({ waiting, room, inventory }: RoomFor): ReadonlySet<string> {
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
