import { possibleSources } from '../policy/lineage.ts';
import { countNearMisses, mostFrequent, type NearMisses } from '../policy/nothing-found.ts';
import type { Policy } from '../policy/options.ts';
import type { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore, ImagesRead, TagQuery } from '../ports/image-store.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';
import type { FoundImage, SearchProgress } from '../state/state.ts';

/** Minutes after which what an interrupted search has read counts no more: a day. */
const KEEP_MINUTES = 1440;
/** Near misses that are kept with an interrupted search. */
const MOST_KEPT_MISSES = 10;

/** Every image that is or was enrolled, or is ignored, as far as a search came. */
export interface Search {
  readonly images: readonly ImageRecord[];
  /** Names of those whose tags come from an earlier step, which kept only what the enrolment depends on. */
  readonly earlier: ReadonlySet<string>;
  /** What the others are; absent where the store tells only of those that match. */
  readonly others?: { readonly looked: number; readonly nearMisses: NearMisses };
  /** What a later search need not read again; absent where the store can't go on from it. */
  readonly progress?: SearchProgress;
  /** Why it was cut short. */
  readonly interrupted?: ImageStoreError;
}

/**
 * Searches all images of the account for those that have to do with enrolment, and goes on from an earlier search.
 * @throws ImageStoreError
 */
export async function searchImages(
  store: ImageStore,
  policy: Policy,
  before: SearchProgress | undefined,
  now: Instant,
): Promise<Search> {
  const { autoUpdate, enabled, completed, ignored } = policy.tags;
  const values = [enabled, completed, ignored];
  const query: TagQuery = { key: autoUpdate, values };
  if (store.readTags === undefined) return { images: await store.find(query), earlier: new Set() };
  const known = before !== undefined && minutesBetween(before.since, now) < KEEP_MINUTES ? before : undefined;
  const { images, interrupted } = await store.readTags(query, known && readBefore(known));
  const found = new Map(known?.found.map((image) => [image.name, image]));
  const earlier = new Set<string>();
  const tagged = images.flatMap((image): readonly ImageRecord[] => {
    if (image.tags !== undefined) return [image];
    const kept = found.get(image.name);
    if (kept === undefined) return [];
    earlier.add(image.name);
    return [{ ...image, ...kept }];
  });
  const matching = tagged.filter(({ tags = {} }) => values.includes(tags[autoUpdate] ?? ''));
  const last = [known?.through ?? '', ...images.map(({ name }) => name)].sort().at(-1) ?? '';
  const { through, beyond } = interrupted ?? { through: last, beyond: [] };
  const kept = relevant(matching, { through, beyond }, policy);
  const isKept = new Set(kept.map(({ name }) => name));
  const passedBy = tagged.filter(({ name }) => !isKept.has(name));
  return {
    images: matching,
    earlier,
    others: { looked: images.length, nearMisses: countNearMisses(tagged, policy, known?.nearMisses) },
    progress: {
      since: known?.since ?? now,
      through,
      beyond,
      found: kept,
      ...missesKept(countNearMisses(passedBy, policy, known?.nearMisses)),
    },
    ...(interrupted === undefined ? {} : { interrupted: interrupted.error }),
  };
}

const readBefore = ({ since, through, beyond }: SearchProgress): ImagesRead => ({ since, through, beyond });

const missesKept = (misses: NearMisses): Pick<SearchProgress, 'nearMisses'> =>
  misses.size === 0 ? {} : { nearMisses: mostFrequent(misses, MOST_KEPT_MISSES) };

/** Whether a search has read more than the one before it. */
export function isFurther(search: SearchProgress, before: SearchProgress | undefined): boolean {
  if (before === undefined || search.since !== before.since) return true;
  return search.through > before.through || search.beyond.length > before.beyond.length;
}

/**
 * What the enrolment will need to know, by name: of enrolled images, and of those that failed or are being made; of
 * successors whose source may be waiting for them; and of updated images whose successor is not found yet, or has nothing
 * to do with enrolment. Everything else that it needs, it reads again, see `imagesToRefresh`.
 */
function relevant(
  matching: readonly ImageRecord[],
  { through, beyond }: Omit<ImagesRead, 'since'>,
  { tags: names }: Policy,
): readonly FoundImage[] {
  const { autoUpdate, enabled, completed, nextVersion, updatedFrom, updateMinutes } = names;
  const byName = new Map(matching.map((image) => [image.name, image]));
  const further = new Set(beyond);
  const mayWait = (source: string) => {
    const { tags } = byName.get(source) ?? {};
    if (tags === undefined) return source > through && !further.has(source);
    return tags[autoUpdate] === enabled && tags[nextVersion] === undefined;
  };
  return matching
    .flatMap((image): readonly FoundImage[] => {
      const { name, tags = {}, tagsMayLag, condition } = image;
      const isOpen = tags[autoUpdate] === completed && !byName.has(tags[nextVersion] ?? '');
      const isEnabled = tags[autoUpdate] === enabled;
      const isSettled = condition === 'available' && !isEnabled && !isOpen;
      if (isSettled && !possibleSources(image, names).some(mayWait)) return [];
      const needed = [autoUpdate, nextVersion, updatedFrom, updateMinutes];
      const kept = needed.flatMap((key) => (Object.hasOwn(tags, key) ? [[key, tags[key] ?? '']] : []));
      return [{ name, tags: Object.fromEntries(kept), ...(tagsMayLag && { tagsMayLag }) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The largest beginning of a search that fits; undefined when none does. What is left out is read again. */
export function shortenedTo(
  search: SearchProgress,
  fits: (search: SearchProgress) => boolean,
): SearchProgress | undefined {
  let next = search;
  while (!fits(next)) {
    const inOrder = next.found.filter(({ name }) => name <= next.through);
    if (next.beyond.length > 0) {
      next = { ...next, beyond: [], found: inOrder };
      continue;
    }
    const found = inOrder.slice(0, Math.floor(inOrder.length / 2));
    const through = found.at(-1)?.name;
    if (through === undefined) return undefined;
    next = { ...next, found, through };
  }
  return next;
}
