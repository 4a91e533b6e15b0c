import type { ImageRecord, ImageStore } from '@appstream-campaign/core';

/**
 * A store as it is at one moment, for a plan: all images are listed once, each one's tags are read at most once, and a
 * name that is not in the list does not exist. A plan asks for every image several times, and for as many names that
 * nobody has; each such question costs a call for every image. Nothing can be changed through it.
 *
 * Tags that a search has found are believed, although it may be seconds behind: a plan finds no newer image anyway.
 * A run reads the tags of each image again before it touches it.
 */
export function snapshotOf(store: ImageStore): ImageStore {
  let listed: Promise<ReadonlyMap<string, ImageRecord>> | undefined;
  const tagged = new Map<string, Promise<ImageRecord | undefined>>();
  const all = () => {
    listed ??= store.list().then((images) => new Map(images.map((image) => [image.name, image])));
    return listed;
  };
  /** Reads the tags of many images together: the store asks for 25 with one call. */
  const readTags = (names: readonly string[]) => {
    const missing = names.filter((name) => !tagged.has(name));
    if (missing.length === 0) return;
    const answer = store.describe(missing, { tags: true });
    for (const name of missing) {
      const record = answer.then((records) => records.find((one) => one.name === name));
      // A failure is awaited below, with the images that it belongs to.
      record.catch(() => {});
      tagged.set(name, record);
    }
  };
  const refuse = async () => {
    throw new Error('A plan changes nothing; this is a bug.');
  };
  return {
    async find(query) {
      const found = await store.find(query);
      for (const record of found) tagged.set(record.name, Promise.resolve(record));
      return found;
    },
    list: async () => [...(await all()).values()],
    async describe(names, { tags }) {
      const images = await all();
      const known = [...new Set(names)].filter((name) => images.has(name));
      if (!tags) return known.flatMap((name) => images.get(name) ?? []);
      readTags(known);
      const records = await Promise.all(known.map((name) => tagged.get(name)));
      return records.filter((record) => record !== undefined);
    },
    dryRun: (order) => store.dryRun(order),
    startUpdate: refuse,
    retag: refuse,
  };
}
