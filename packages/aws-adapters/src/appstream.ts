/** Amazon AppStream 2.0 (WorkSpaces Applications) as the campaign's store of images. @module */

import {
  type ImageRecord,
  type ImageStore,
  ImageStoreError,
  type TagChange,
  type TagQuery,
  type UpdateAnswer,
  type UpdateOrder,
} from '@appstream-campaign/core';
import {
  type AppStreamClient,
  CreateUpdatedImageCommand,
  type CreateUpdatedImageCommandInput,
} from '@aws-sdk/client-appstream';
import pLimit, { type LimitFunction } from 'p-limit';
import { checkName, checkOrder, checkTagChange, checkTagQuery } from './appstream-checks.ts';
import { toImageStoreError } from './appstream-errors.ts';
import { describeByName, listPrivateImages } from './image-listing.ts';
import { toImageRecord } from './image-records.ts';
import { changeTags, withCurrentTags } from './image-tags.ts';
import { refuseUnknownOptions, requireClient, wrongOption } from './option-checks.ts';
import { sendOnce } from './send-once.ts';
import { type TaggingSource, TagSearch } from './tag-search.ts';

export type { TaggingClient, TaggingSource } from './tag-search.ts';

/** What an {@link AppStreamImageStore} is made of. */
export interface AppStreamImageStoreOptions {
  /** A client of `@aws-sdk/client-appstream`, for the account and Region of the images. */
  readonly client: Pick<AppStreamClient, 'send' | 'config'>;
  /**
   * A client of `@aws-sdk/client-resource-groups-tagging-api` for the same account and Region, or a function that
   * makes one when it is first needed. With it `find` reads the tags of 100 images with one call; it needs the
   * permission `tag:GetResources`. Its answers can lag behind a change of tags.
   * @defaultValue none: one ListTagsForResource call per image
   */
  readonly taggingClient?: TaggingSource;
  /** Calls in flight at most where there is one call per image or per 25 images, 1 to 50. @defaultValue 10 */
  readonly concurrency?: number;
  /**
   * Told, once for each kind of reason, that the tagging API could not be used and tags are read one by one.
   * @defaultValue a process warning (`process.emitWarning`)
   */
  readonly onNotice?: (notice: string) => void;
}

const OWNER = 'AppStreamImageStore';
const OPTIONS: readonly (keyof AppStreamImageStoreOptions)[] = [
  'client',
  'taggingClient',
  'concurrency',
  'onNotice',
];
const MOST_CONCURRENT = 50;

/**
 * The images of one account in one Region. Reads are retried as the client is configured; an update is started at
 * most once, without retries. Every method rejects with an `ImageStoreError` and with nothing else; names, texts and
 * tags are checked before a call is made (code `invalid`).
 *
 * @example
 * ```ts
 * const store = new AppStreamImageStore({
 *   client: new AppStreamClient({ region: 'eu-west-1' }),
 *   taggingClient: new ResourceGroupsTaggingAPIClient({ region: 'eu-west-1' }),
 * });
 * ```
 * @see https://docs.aws.amazon.com/appstream2/latest/APIReference/Welcome.html
 */
export class AppStreamImageStore implements ImageStore {
  readonly #client: Pick<AppStreamClient, 'send'>;
  readonly #search: TagSearch;
  readonly #limit: LimitFunction;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: AppStreamImageStoreOptions) {
    refuseUnknownOptions(OWNER, options, OPTIONS);
    const { client, taggingClient, concurrency = 10, onNotice = warn } = options;
    requireClient(OWNER, 'client', client, 'an AppStreamClient');
    if (taggingClient !== undefined && typeof taggingClient !== 'function') {
      const expected = 'a ResourceGroupsTaggingAPIClient, or a function that resolves to one';
      requireClient(OWNER, 'taggingClient', taggingClient, expected);
    }
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MOST_CONCURRENT) {
      const expected = `a whole number from 1 to ${MOST_CONCURRENT}`;
      throw wrongOption(OWNER, 'concurrency', concurrency, expected);
    }
    if (typeof onNotice !== 'function') throw wrongOption(OWNER, 'onNotice', onNotice, 'a function');
    this.#client = client;
    this.#search = new TagSearch(client, taggingClient, heard(onNotice));
    this.#limit = pLimit(concurrency);
  }

  /**
   * All private images: one DescribeImages call per 25 of them, and for the tags one GetResources call per 100
   * matching images, or else one ListTagsForResource call per image.
   */
  async find(query: TagQuery): Promise<readonly ImageRecord[]> {
    checkTagQuery(query);
    const [images, matches] = await Promise.all([
      listPrivateImages(this.#client),
      this.#search.matching(query),
    ]);
    const records = images.map(toImageRecord);
    if (matches === undefined) return withCurrentTags(this.#client, records, this.#limit);
    return records.map((record) => {
      const tags = matches.get(record.id);
      return tags === undefined ? record : { ...record, tags };
    });
  }

  /**
   * The account's own images among the named ones: one DescribeImages call per 25 names, a few more when AppStream
   * refuses a call for a name that does not exist, and with tags one ListTagsForResource call per image.
   */
  async describe(
    names: readonly string[],
    options: { readonly tags: boolean },
  ): Promise<readonly ImageRecord[]> {
    for (const name of names) checkName('The name of the image to describe', name);
    const images = await describeByName(this.#client, names, this.#limit);
    const records = images.map(toImageRecord);
    return options.tags ? withCurrentTags(this.#client, records, this.#limit) : records;
  }

  /** CreateUpdatedImage with `dryRun`. `current` only when AppStream says so explicitly. */
  async dryRun(order: UpdateOrder): Promise<UpdateAnswer> {
    checkOrder(order);
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html
    const command = new CreateUpdatedImageCommand({ ...requestOf(order), dryRun: true });
    try {
      const { canUpdateImage } = await this.#limit(() => this.#client.send(command));
      return canUpdateImage === false ? 'current' : 'accepted';
    } catch (error) {
      throw toImageStoreError(error, 'CreateUpdatedImage', order.source);
    }
  }

  /** CreateUpdatedImage, sent once. An answer without content counts as lost. */
  async startUpdate(order: UpdateOrder): Promise<UpdateAnswer> {
    checkOrder(order);
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html
    const command = new CreateUpdatedImageCommand({ ...requestOf(order), dryRun: false });
    try {
      const { canUpdateImage, image } = await sendOnce(this.#client, command);
      if (image === undefined && canUpdateImage === undefined) {
        throw new ImageStoreError(
          'busy',
          `CreateUpdatedImage ${order.source}: the answer is empty, so it is open whether ${order.successor} was begun.`,
        );
      }
      return image === undefined && canUpdateImage === false ? 'current' : 'accepted';
    } catch (error) {
      throw toImageStoreError(error, 'CreateUpdatedImage', order.source);
    }
  }

  /** TagResource, then UntagResource; only the calls that are needed. */
  async retag(image: ImageRecord, change: TagChange): Promise<void> {
    checkTagChange(image, change);
    await changeTags(this.#client, image, change);
  }
}

function requestOf(order: UpdateOrder): CreateUpdatedImageCommandInput {
  return {
    existingImageName: order.source,
    newImageName: order.successor,
    newImageDisplayName: order.displayName,
    ...(order.description === undefined ? {} : { newImageDescription: order.description }),
    ...(Object.keys(order.tags).length === 0 ? {} : { newImageTags: { ...order.tags } }),
  };
}

function warn(notice: string): void {
  process.emitWarning(notice, OWNER);
}

/** A listener that throws must not cost a listing, and must not go unnoticed either: its error is uncaught. */
function heard(listener: (notice: string) => void): (notice: string) => void {
  return (notice) => {
    queueMicrotask(() => listener(notice));
  };
}
