import type { ImageRecord, ImageStore } from '@appstream-campaign/core';

/**
 * A store as it was when its images were listed, for a plan: only dry runs are asked for. A plan wants to know of every
 * image several times, and of as many names that nobody has; asked live, each such question is a call for every image.
 * Nothing can be changed through it. A run reads each image again before it touches it.
 *
 * @param images all images of the account, with their tags
 */
export function snapshotOf(store: Pick<ImageStore, 'dryRun'>, images: readonly ImageRecord[]): ImageStore {
  const byName = new Map(images.map((image) => [image.name, image]));
  const refuse = async () => {
    throw new Error('A plan changes nothing; this is a bug.');
  };
  return {
    list: async () => images,
    find: async ({ key, values, among }) =>
      images.filter(({ name, tags = {} }) => {
        const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
        const wanted = value !== undefined && (values === undefined || values.includes(value));
        return wanted && (among === undefined || among.includes(name));
      }),
    describe: async (names) => [...new Set(names)].flatMap((name) => byName.get(name) ?? []),
    dryRun: (order) => store.dryRun(order),
    startUpdate: refuse,
    retag: refuse,
    remove: refuse,
  };
}
