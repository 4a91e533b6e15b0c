import type { ImageInventory } from './inventory.ts';

/** The quotas that an update needs room in, each for one account and Region. */
export type QuotaName = 'concurrentUpdates' | 'images' | 'imageBuilders';

/** The current value of one quota. */
export interface Quota {
  readonly value: number;
  /** `live`: read from Service Quotas. `default`: the value of a new account, because the live value could not be read. */
  readonly origin: 'live' | 'default';
  /** Why the live value could not be read. */
  readonly detail?: string;
  /** The page where people request an increase. */
  readonly link?: string;
}

/** All quotas that an update needs room in. */
export type Quotas = Readonly<Record<QuotaName, Quota>>;

/** What is in use of each quota; undefined when it could not be counted. */
export type QuotaUsage = Readonly<Record<QuotaName, number | undefined>>;

/**
 * The quotas of a new account, and what AWS calls them.
 * https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html
 */
export const QUOTAS: Readonly<Record<QuotaName, { readonly label: string; readonly standard: number }>> = {
  concurrentUpdates: { label: 'Concurrent image updates', standard: 5 },
  images: { label: 'Images', standard: 10 },
  imageBuilders: { label: 'Image builders', standard: 10 },
};

/**
 * What is in use, counted from an inventory. Every image of the account counts, including failed images and images that
 * are being created; so does the image builder that AWS runs for each update.
 */
export function usageOf({ images, users, unseen }: ImageInventory): QuotaUsage {
  const updates = images.filter(
    ({ condition, updateOf }) => condition === 'in-progress' && updateOf !== undefined,
  );
  const seen = !unseen.some(({ what }) => what === 'image-builders');
  return {
    concurrentUpdates: updates.length,
    images: images.length,
    imageBuilders: seen ? users.filter(({ kind }) => kind === 'image-builder').length : undefined,
  };
}
