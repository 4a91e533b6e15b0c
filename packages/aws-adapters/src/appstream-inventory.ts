/** The images of an account, and what refers to them. @module */

import { type ImageRecord, ImageStoreError } from '@appstream-campaign/core';
import type { ImageInventory, ImageUser, UnseenPart } from '@appstream-campaign/core/planning';
import type { AppStreamClient, Image } from '@aws-sdk/client-appstream';
import pLimit, { type LimitFunction } from 'p-limit';
import { withStoreErrors } from './appstream-errors.ts';
import { mapLimited } from './batching.ts';
import { describeByName, listPrivateImages } from './image-listing.ts';
import { toImageRecords } from './image-records.ts';
import { listFleets, listImageBuilders, listShares } from './image-references.ts';
import { withCurrentTags } from './image-tags.ts';
import { isolated, warningOf } from './notices.ts';
import {
  refuseUnknownOptions,
  requireClient,
  requireConcurrency,
  requireFunctions,
} from './option-checks.ts';

/** Options of {@link readInventory}. */
export interface ReadInventoryOptions {
  /** A client of `@aws-sdk/client-appstream`, for the account and Region of the images. */
  readonly client: Pick<AppStreamClient, 'send' | 'config'>;
  /** Most concurrent calls where there is one call per image, 1 to 50. @defaultValue 8 */
  readonly concurrency?: number;
  /** Names: only these images then, but every fleet and image builder. @defaultValue all images of the account */
  readonly among?: readonly string[];
  /** Called with each image as soon as its tags are read, for work that need not wait for the others. */
  readonly onImage?: (image: ImageRecord) => void;
  /**
   * Milliseconds that reading may still take, asked before each call for tags, for a caller that is stopped at a deadline.
   * When none are left it rejects with code `busy`. @defaultValue no limit
   */
  readonly timeLeft?: () => number;
  /** Called for an image that is left out. @defaultValue a process warning (`process.emitWarning`) */
  readonly onNotice?: (notice: string) => void;
}

const OWNER = 'readInventory';

/**
 * All private images of an account in one Region with their tags, the fleets and image builders that refer to them, and
 * the accounts that they are shared with. One call per 25 images, one per image for its tags, one per shared image, and the
 * pages of fleets and image builders; nothing is changed.
 *
 * Needs `appstream:DescribeImages` and `appstream:ListTagsForResource`. What else can't be read is in `unseen`, with
 * the action to allow: `appstream:DescribeFleets`, `appstream:DescribeImageBuilders`,
 * `appstream:DescribeImagePermissions`.
 *
 * @example
 * ```ts
 * const trees = lineageTrees(await readInventory({ client: new AppStreamClient({ region: 'eu-west-1' }) }));
 * ```
 * @throws ImageStoreError when the images or their tags can't be read
 * @throws InvalidOptionsError naming an option that is wrong or unknown
 */
export async function readInventory(options: ReadInventoryOptions): Promise<ImageInventory> {
  refuseUnknownOptions(OWNER, options, ['client', 'concurrency', 'among', 'onImage', 'onNotice', 'timeLeft']);
  const { client, concurrency = 8, among, onImage, onNotice = warningOf(OWNER) } = options;
  const { timeLeft = () => Number.POSITIVE_INFINITY } = options;
  requireClient(OWNER, 'client', client, 'an AppStreamClient');
  requireFunctions(OWNER, { onNotice, timeLeft, ...(onImage && { onImage }) });
  requireConcurrency(OWNER, concurrency);
  const limit = pLimit(concurrency);
  const notify = isolated(onNotice);
  const found = await (among === undefined
    ? listPrivateImages(client)
    : withStoreErrors('DescribeImages', () => describeByName(client, among, limit)));
  const records = toImageRecords(found, notify);
  const [images, fleets, builders, shares] = await Promise.all([
    withCurrentTags(client, records, limit, {
      onSkip: notify,
      onImage,
      checkTime: () => requireTime(timeLeft),
    }),
    readPart('fleets', () => listFleets(client, records)),
    readPart('image-builders', () => listImageBuilders(client)),
    sharesOf(client, found, records, limit),
  ]);
  const users: readonly ImageUser[] = [...fleets.items, ...builders.items];
  const unseen = [...fleets.unseen, ...builders.unseen, ...shares.flatMap((share) => share.unseen)];
  return { images, users, shares: shares.flatMap(({ items }) => items), unseen };
}

/** @throws ImageStoreError when no time is left */
function requireTime(timeLeft: () => number): void {
  if (timeLeft() > 0) return;
  throw new ImageStoreError(
    'busy',
    'ListTagsForResource: there was no time left to read the tags of all images.',
  );
}

interface PartResult<Item> {
  readonly items: readonly Item[];
  readonly unseen: readonly UnseenPart[];
}

async function readPart<Item>(
  what: UnseenPart['what'],
  list: () => Promise<readonly Item[]>,
  image?: string,
): Promise<PartResult<Item>> {
  try {
    return { items: await list(), unseen: [] };
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    const part = { what, ...(image === undefined ? {} : { image }), detail: error.message };
    return { items: [], unseen: [part] };
  }
}

/** Only for images that are shared: AppStream says so for each image. */
function sharesOf(
  client: Pick<AppStreamClient, 'send'>,
  found: readonly Image[],
  records: readonly ImageRecord[],
  limit: LimitFunction,
) {
  const unshared = new Set(
    found.flatMap(({ Name, ImageSharedWithOthers }) => (ImageSharedWithOthers === 'FALSE' ? [Name] : [])),
  );
  const shared = records.filter(({ name }) => !unshared.has(name));
  return mapLimited(limit, shared, ({ name }) => readPart('shares', () => listShares(client, name), name));
}
