/** Amazon AppStream 2.0 (WorkSpaces Applications) as the campaign's store of images. @module */

import {
  type ImageRecord,
  type ImageStore,
  ImageStoreError,
  type TagChange,
  type TagQuery,
  type UpdateAnswer,
  type UpdateRequest,
} from '@appstream-campaign/core';
import type { ImagesRead, TagReading } from '@appstream-campaign/core/internal';
import {
  type AppStreamClient,
  CreateUpdatedImageCommand,
  DeleteImageCommand,
  DeleteImagePermissionsCommand,
} from '@aws-sdk/client-appstream';
import pLimit, { type LimitFunction } from 'p-limit';
import { checkName, checkTagChange, checkTagQuery, checkUpdateRequest } from './appstream-checks.ts';
import { toImageStoreError, withStoreErrors } from './appstream-errors.ts';
import { requestOf, sendOnce } from './create-updated-image.ts';
import { describeByName, listPrivateImages } from './image-listing.ts';
import { toImageRecords } from './image-records.ts';
import { changeTags, withCurrentTags } from './image-tags.ts';
import { isolated, warningOf } from './notices.ts';
import {
  refuseUnknownOptions,
  requireClient,
  requireConcurrency,
  requireFunctions,
} from './option-checks.ts';
import { type TaggingSource, TagSearch } from './tag-search.ts';
import { TaggedListing } from './tagged-listing.ts';

export type { TaggingClient, TaggingSource } from './tag-search.ts';

/** Options of an {@link AppStreamImageStore}. */
export interface AppStreamImageStoreOptions {
  /** A client of `@aws-sdk/client-appstream`, for the account and Region of the images. */
  readonly client: Pick<AppStreamClient, 'send' | 'config'>;
  /**
   * A client of `@aws-sdk/client-resource-groups-tagging-api` for the same account and Region, or a function that
   * creates one when it is first needed. With it `find` does not read the tags of images that the tagging API lists as
   * matching; it needs the permission `tag:GetResources`. The tags of all other images are read: it is not documented
   * whether that API lists images; it can lag behind, and list images that were deleted.
   * @defaultValue none: one ListTagsForResource call per image
   */
  readonly taggingClient?: TaggingSource;
  /** Most concurrent calls where there is one call per image or per 25 images, 1 to 50. The service limits the rate, so
   * more are only throttled more often. @defaultValue 8 */
  readonly concurrency?: number;
  /**
   * Milliseconds that `find` and `readTags` may still take, asked before each call, for a caller that is stopped at a deadline. When none
   * are left it rejects with code `busy`; the tags that it has read it keeps for the next `find`, for half an hour.
   * @defaultValue no limit
   */
  readonly timeLeft?: () => number;
  /**
   * Called when AppStream refuses a start because a quota is used up: returns which one, in a sentence, as `usedUpQuotas`
   * does. It becomes the advice of the error, for people. What it throws is ignored.
   * @defaultValue only AppStream's own message
   */
  readonly explainLimit?: () => Promise<string | undefined>;
  /**
   * Called when an image is skipped because it can't be identified or its tags can't be read, and, once for each kind of
   * reason, when the tagging API can't be used.
   * @defaultValue a process warning (`process.emitWarning`)
   */
  readonly onNotice?: (notice: string) => void;
}

const OWNER = 'AppStreamImageStore';
const OPTIONS: readonly (keyof AppStreamImageStoreOptions)[] = [
  'client',
  'taggingClient',
  'concurrency',
  'timeLeft',
  'explainLimit',
  'onNotice',
];
/** Most images of a query by name whose tags are read. */
const MAX_SEARCHED_NAMES = 50;

/**
 * The images of one account in one Region. Reads are retried as the client is configured; an update is started at
 * most once, without retries. Every method rejects only with an `ImageStoreError`; names, texts and tags are validated
 * before a call is made (code `invalid`).
 *
 * @example
 * ```ts
 * const store = new AppStreamImageStore({
 *   client: new AppStreamClient({ ...appStreamClientSettings, region: 'eu-west-1' }),
 * });
 * ```
 * @see https://docs.aws.amazon.com/appstream2/latest/APIReference/Welcome.html
 */
export class AppStreamImageStore implements ImageStore {
  readonly #client: Pick<AppStreamClient, 'send'>;
  readonly #limit: LimitFunction;
  readonly #notify: (notice: string) => void;
  readonly #listing: TaggedListing;
  readonly #explainLimit: () => Promise<string | undefined>;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: AppStreamImageStoreOptions) {
    refuseUnknownOptions(OWNER, options, OPTIONS);
    const { client, taggingClient, concurrency = 8, onNotice = warningOf(OWNER) } = options;
    const { timeLeft = () => Number.POSITIVE_INFINITY, explainLimit = async () => undefined } = options;
    requireClient(OWNER, 'client', client, 'an AppStreamClient');
    if (taggingClient !== undefined && typeof taggingClient !== 'function') {
      const expected = 'a ResourceGroupsTaggingAPIClient, or a function that resolves to one';
      requireClient(OWNER, 'taggingClient', taggingClient, expected);
    }
    requireConcurrency(OWNER, concurrency);
    requireFunctions(OWNER, { onNotice, timeLeft, explainLimit });
    this.#client = client;
    this.#explainLimit = explainLimit;
    this.#notify = isolated(onNotice);
    this.#limit = pLimit(concurrency);
    const search = new TagSearch(client, taggingClient, this.#notify);
    this.#listing = new TaggedListing({ client, search, limit: this.#limit, notify: this.#notify, timeLeft });
  }

  /**
   * The images that match, as AppStream itself has them: one DescribeImages call per 25 private images, and one
   * ListTagsForResource call for each. Tags that an interrupted search has read are reused.
   */
  async find(query: TagQuery): Promise<readonly ImageRecord[]> {
    checkTagQuery(query);
    const { key, values, among } = query;
    if (values?.length === 0 || among?.length === 0) return [];
    const records =
      among === undefined
        ? await this.#listing.all(query)
        : await this.describe(among.slice(0, MAX_SEARCHED_NAMES), { tags: true });
    return records.filter(({ tags = {} }) => {
      const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
      return value !== undefined && (values === undefined || values.includes(value));
    });
  }

  /** All private images, as `find` reads them; what was read before it was cut short another process can go on from. */
  async readTags(query: TagQuery, read?: ImagesRead): Promise<TagReading> {
    checkTagQuery(query);
    return this.#listing.read(query, read);
  }

  /** All private images, without tags: one DescribeImages call per 25. */
  async list(): Promise<readonly ImageRecord[]> {
    return withStoreErrors('DescribeImages', async () =>
      toImageRecords(await listPrivateImages(this.#client), this.#notify),
    );
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
    return withStoreErrors('DescribeImages', async () => {
      const images = await describeByName(this.#client, names, this.#limit);
      const records = toImageRecords(images).filter(({ name }) => names.includes(name));
      return options.tags ? withCurrentTags(this.#client, records, this.#limit) : records;
    });
  }

  /** CreateUpdatedImage with `dryRun`. `current` only when AppStream says so explicitly. */
  async dryRun(request: UpdateRequest): Promise<UpdateAnswer> {
    checkUpdateRequest(request);
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html
    const command = new CreateUpdatedImageCommand({ ...requestOf(request), dryRun: true });
    try {
      const { canUpdateImage } = await this.#limit(() => this.#client.send(command));
      return canUpdateImage === false ? 'current' : 'accepted';
    } catch (error) {
      throw toImageStoreError(error, 'CreateUpdatedImage', request.source);
    }
  }

  /** CreateUpdatedImage, sent once. An answer without content counts as lost. */
  async startUpdate(request: UpdateRequest): Promise<UpdateAnswer> {
    checkUpdateRequest(request);
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html
    const command = new CreateUpdatedImageCommand({ ...requestOf(request), dryRun: false });
    try {
      const { canUpdateImage, image } = await sendOnce(this.#client, command);
      if (!image && typeof canUpdateImage !== 'boolean') {
        throw new ImageStoreError(
          'busy',
          `CreateUpdatedImage ${request.source}: the answer is empty, so it is unknown whether ${request.successor} was started.`,
        );
      }
      return !image && canUpdateImage === false ? 'current' : 'accepted';
    } catch (error) {
      throw await this.#explained(toImageStoreError(error, 'CreateUpdatedImage', request.source));
    }
  }

  /** The same error, and which quota is used up when that is what it is about. */
  async #explained(error: ImageStoreError): Promise<ImageStoreError> {
    if (error.code !== 'limit') return error;
    const advice = await this.#explainLimit().catch(() => undefined);
    if (advice === undefined) return error;
    const { cause, operation } = error;
    return new ImageStoreError(error.code, error.message, {
      cause,
      advice,
      ...(operation === undefined ? {} : { operation }),
    });
  }

  /** TagResource, then UntagResource; only the calls that are needed. */
  async retag(image: ImageRecord, change: TagChange): Promise<void> {
    checkTagChange(image, change);
    await changeTags(this.#client, image, change);
  }

  /** DeleteImage. */
  async remove(image: ImageRecord): Promise<void> {
    checkName('The name of the image to delete', image.name);
    try {
      // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DeleteImage.html
      await this.#client.send(new DeleteImageCommand({ Name: image.name }));
    } catch (error) {
      const translated = toImageStoreError(error, 'DeleteImage', image.name);
      if (translated.code !== 'not-found') throw translated;
    }
  }

  /** DeleteImagePermissions: revokes another account's permissions for an image. */
  async unshare(image: ImageRecord, account: string): Promise<void> {
    checkName('The name of the image to unshare', image.name);
    try {
      // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DeleteImagePermissions.html
      await this.#client.send(
        new DeleteImagePermissionsCommand({ Name: image.name, SharedAccountId: account }),
      );
    } catch (error) {
      const translated = toImageStoreError(error, 'DeleteImagePermissions', image.name);
      if (translated.code !== 'not-found') throw translated;
    }
  }
}
