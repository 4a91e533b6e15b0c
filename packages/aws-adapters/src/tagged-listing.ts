import { type ImageRecord, ImageStoreError, type TagQuery, type Tags } from '@appstream-campaign/core';
import type { ImagesRead, TagReading } from '@appstream-campaign/core/internal';
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type { LimitFunction } from 'p-limit';
import { toImageStoreError, withStoreErrors } from './appstream-errors.ts';
import { privateImagePages } from './image-listing.ts';
import { toImageRecords } from './image-records.ts';
import { withTags } from './image-tags.ts';
import { ReadSoFar } from './read-so-far.ts';
import type { TagSearch } from './tag-search.ts';

/** The parts of a {@link TaggedListing}. */
export interface TaggedListingParts {
  readonly client: Pick<AppStreamClient, 'send'>;
  /** Tags of images that it lists as matching are not read. */
  readonly search: TagSearch;
  readonly limit: LimitFunction;
  readonly notify: (notice: string) => void;
  /** Milliseconds that a listing may still take. */
  readonly timeLeft: () => number;
}

/** How long tags are kept that an interrupted listing has read. */
const KEEP_MS = 30 * 60_000;
/** How long a listing that is cut short waits for calls that are under way, so that they need not be made again. */
const GRACE_MS = 3_000;

/**
 * All private images with their tags. A listing that can't be finished, because its time is over or a call is refused,
 * tells how far it came, and keeps the tags for the next one of this process: so an account is listed even where that
 * takes longer than a function may run.
 */
export class TaggedListing {
  readonly #parts: TaggedListingParts;
  /** Tags by ARN that were read by a listing which then could not be finished. */
  readonly #read = new Map<string, Tags>();
  #readSince = 0;

  constructor(parts: TaggedListingParts) {
    this.#parts = parts;
  }

  /**
   * Every image, those that do not match the query included.
   * @throws ImageStoreError also when only a part of the tags could be read
   */
  async all(query: TagQuery): Promise<readonly ImageRecord[]> {
    const { images, interrupted } = await this.read(query);
    if (interrupted !== undefined) throw interrupted.error;
    return images;
  }

  /**
   * Every image, as far as the tags can be read.
   * @param before what need not be read again
   * @throws ImageStoreError when not a single image could be read
   */
  read(query: TagQuery, before?: ImagesRead): Promise<TagReading> {
    return withStoreErrors('DescribeImages', () => this.#listAndRead(query, before));
  }

  async #listAndRead(query: TagQuery, before: ImagesRead | undefined): Promise<TagReading> {
    const { client, search, limit, notify } = this.#parts;
    if (Date.now() - this.#readSince > KEEP_MS) this.#read.clear();
    if (this.#read.size === 0) this.#readSince = Date.now();
    const listed = await search.matching(query);
    const reading = new ReadSoFar(before);
    let failure: { readonly error: unknown } | undefined;
    let failed: () => void = () => {};
    const cutShort = new Promise<void>((resolve) => {
      failed = resolve;
    });
    const fail = (error: unknown) => {
      failure ??= { error };
      failed();
    };
    const readNext = async () => {
      const record = failure === undefined ? reading.next() : undefined;
      if (record === undefined) return;
      try {
        reading.done(record, await this.#withTags(record, listed.get(record.name), reading.count));
      } catch (error) {
        fail(error);
      }
    };
    const tasks: Promise<void>[] = [];
    const begin = (count: number) => {
      for (let task = 0; task < count; task++) tasks.push(limit(readNext));
    };
    // The tags of each page are read while the next page comes. What goes on from an earlier reading knows all names
    // first, and reads in their order: then a name tells what was read.
    try {
      let waiting = 0;
      for await (const page of privateImagePages(client)) {
        const added = reading.list(toImageRecords(page, notify));
        if (before === undefined) begin(added);
        else waiting += added;
        if (failure !== undefined) break;
        this.#checkTime(reading.count);
      }
      begin(waiting);
      reading.isListed = failure === undefined;
    } catch (error) {
      fail(error);
    }
    const grace = cutShort.then(() => new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref()));
    await Promise.race([Promise.all(tasks), grace]);
    if (failure === undefined) {
      this.#read.clear();
      return { images: reading.images() };
    }
    const error = toImageStoreError(failure.error, 'DescribeImages');
    if (reading.count === 0) throw error;
    return { images: reading.images(), interrupted: { error, ...reading.extent() } };
  }

  /** Undefined for an image that is gone, or whose tags can't be had. */
  async #withTags(
    record: ImageRecord,
    indexed: Tags | undefined,
    read: number,
  ): Promise<ImageRecord | undefined> {
    if (indexed !== undefined) return { ...record, tags: indexed, tagsMayLag: true };
    const known = this.#read.get(record.id);
    if (known !== undefined) return { ...record, tags: known };
    this.#checkTime(read);
    const tagged = await withTags(this.#parts.client, record, this.#parts.notify);
    if (tagged !== undefined) this.#read.set(record.id, tagged.tags);
    return tagged;
  }

  #checkTime(read: number): void {
    if (this.#parts.timeLeft() > 0) return;
    throw new ImageStoreError(
      'busy',
      `The time of this call is over after the tags of ${read} images were read; the next one goes on from there.`,
    );
  }
}
