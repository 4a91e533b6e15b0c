import type { ImageRecord } from '../ports/image.ts';
import type { TagNames } from './tags.ts';
import { lineageOf } from './tags.ts';

/** Versions that belong to one lineage according to their tags, the oldest first. */
export interface ProvenLineage {
  readonly name: string;
  readonly versions: readonly ImageRecord[];
}

/**
 * The lineages that tags prove. A successor has `UpdatedFrom` and `BaseName`; the first version of all has neither, so
 * it has to point to a next version, and some successor has to name its lineage. A name that only looks like a version
 * proves nothing.
 */
export function provenLineages(images: readonly ImageRecord[], tags: TagNames): readonly ProvenLineage[] {
  const groups = new Map<string, ImageRecord[]>();
  for (const image of images) {
    const base = image.tags?.[tags.baseName];
    if (!image.tags?.[tags.updatedFrom] || !base) continue;
    groups.set(base, [...(groups.get(base) ?? []), image]);
  }
  const known = new Set([...groups.values()].flat().map(({ name }) => name));
  for (const image of images) {
    const group = groups.get(lineageOf(image.name, image.tags ?? {}, tags));
    if (group !== undefined && !known.has(image.name) && image.tags?.[tags.nextVersion]) group.push(image);
  }
  return [...groups].map(([name, versions]) => ({ name, versions: versions.toSorted(byAge) }));
}

/** The oldest first; by name where ages are equal or unknown. */
function byAge(a: ImageRecord, b: ImageRecord): number {
  const made = (image: ImageRecord) => (image.createdAt === undefined ? 0 : Date.parse(image.createdAt));
  return made(a) - made(b) || (a.name < b.name ? -1 : 1);
}
