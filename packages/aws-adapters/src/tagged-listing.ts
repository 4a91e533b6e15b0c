import { type ImageRecord, ImageStoreError, type TagQuery, type Tags } from '@appstream-campaign/core';
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type { LimitFunction } from 'p-limit';
import { withStoreErrors } from './appstream-errors.ts';
import type { Failure } from './batching.ts';
import { privateImagePages } from './image-listing.ts';
import { toImageRecords } from './image-records.ts';
import { withCurrentTags } from './image-tags.ts';
import type { TagSearch } from './tag-search.ts';

/** What a {@link TaggedListing} is made of. */
export interface TaggedListingParts {
  readonly client: Pick<AppStreamClient, 'send'>;
  /** Saves the calls for images that it lists as matching. */
  readonly search: TagSearch;
  readonly limit: LimitFunction;
  readonly say: (notice: string) => void;
  /** Milliseconds that a listing may still take. */
  readonly timeLeft: () => number;
}

/** How long tags are kept that an interrupted listing has read. */
const KEEP_MS = 30 * 60_000;

/**
 * All private images with their tags. A listing that can't be finished, because its time is over or a call is refused,
 * keeps the tags that it has read for the next one, so that an account is listed even where that takes longer than a
 * function may run.
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
   * @throws ImageStoreError
   */
  all(query: TagQuery): Promise<readonly ImageRecord[]> {
    return withStoreErrors('DescribeImages', () => this.#list(query));
  }

  /** The tags of each page are read while the next page comes. */
  async #list(query: TagQuery): Promise<readonly ImageRecord[]> {
    const { client, search, limit, say } = this.#parts;
    if (Date.now() - this.#readSince > KEEP_MS) this.#read.clear();
    if (this.#read.size === 0) this.#readSince = Date.now();
    const listed = await search.matching(query);
    const tagged: Promise<readonly ImageRecord[]>[] = [];
    const failure: Failure = {};
    const options = { failure, known: this.#read, checkTime: () => this.#checkTime(), leftOut: say };
    for await (const page of privateImagePages(client)) {
      const found = toImageRecords(page, say);
      for (const { name, id } of found) {
        const tags = listed.get(name);
        if (tags !== undefined) this.#read.set(id, tags);
      }
      const records = withCurrentTags(client, found, limit, options).then((all) =>
        all.map((record) => (listed.has(record.name) ? { ...record, tagsMayLag: true as const } : record)),
      );
      // A failure is awaited below; a later page may fail first.
      records.catch(() => {});
      tagged.push(records);
      if (failure.first !== undefined) break;
    }
    const records = (await Promise.all(tagged)).flat();
    this.#read.clear();
    return [...new Map(records.map((record) => [record.name, record])).values()];
  }

  #checkTime(): void {
    if (this.#parts.timeLeft() > 0) return;
    throw new ImageStoreError(
      'busy',
      `The time of this call is over after the tags of ${this.#read.size} images were read; the next one goes on from there.`,
    );
  }
}
