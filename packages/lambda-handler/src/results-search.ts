import type { SearchProgress } from '@appstream-campaign/core/internal';
import type { SearchNote } from './campaign-results.ts';

/** How far a search has come, as results carry it. */
export function toSearchNote({ since, through, beyond, found, nearMisses }: SearchProgress): SearchNote {
  return {
    Since: since,
    Through: through,
    Beyond: [...beyond],
    Found: found.map(({ name, tags, tagsMayLag = false }): SearchNote['Found'][number] => [
      name,
      { ...tags },
      tagsMayLag,
    ]),
    ...(nearMisses === undefined
      ? {}
      : { NearMisses: nearMisses.map(([tag, images]): [string, number] => [tag, images]) }),
  };
}

/** The same, read back. */
export function fromSearchNote({ Since, Through, Beyond, Found, NearMisses }: SearchNote): SearchProgress {
  return {
    since: Since,
    through: Through,
    beyond: Beyond,
    found: Found.map(([name, tags, mayLag]) => ({ name, tags, ...(mayLag ? { tagsMayLag: true } : {}) })),
    ...(NearMisses === undefined ? {} : { nearMisses: NearMisses }),
  };
}
