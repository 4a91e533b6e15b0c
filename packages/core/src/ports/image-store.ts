import type { ImageStoreError } from './errors.ts';
import type { ImageRecord, Tags } from './image.ts';
import type { Instant } from './instant.ts';

/** A query for the images that have the tag `key`. */
export interface TagQuery {
  readonly key: string;
  /** Values of the tag, one of which an image must have. @defaultValue any value */
  readonly values?: readonly string[];
  /** Names of the images to search. @defaultValue all images of the account */
  readonly among?: readonly string[];
}

/** Images whose tags need not be read again. Plain data, and small however many images there are. */
export interface ImagesRead {
  /** When the first of them was read: an image that was made since then is read again. */
  readonly since: Instant;
  /** Every image whose name comes up to this one, in the order of code units; empty for none. */
  readonly through: string;
  /** Names after that one. */
  readonly beyond: readonly string[];
}

/** The images of an account, as far as their tags could be read. */
export interface TagReading {
  /** Each once; without `tags` those that need not be read, and those that could not be. */
  readonly images: readonly ImageRecord[];
  /** Present when the reading was cut short: why, and what was read altogether. */
  readonly interrupted?: Omit<ImagesRead, 'since'> & { readonly error: ImageStoreError };
}

/** Everything that the start of an update needs. The campaign has decided all of it; a store adds nothing. */
export interface UpdateRequest {
  readonly source: string;
  readonly successor: string;
  readonly displayName: string;
  /** Absent when the source has none. */
  readonly description?: string;
  /** All tags of the successor, to be set in the same call that creates it. */
  readonly tags: Tags;
}

/** `accepted`: there are updates (or it is unknown); `current`: the source is already up to date. */
export type UpdateAnswer = 'accepted' | 'current';

/** Tags to write and tag keys to remove, in this order. Writing replaces the value of a key. */
export interface TagChange {
  readonly put: Tags;
  readonly remove: readonly string[];
}

/**
 * The store of images. The campaign reads and changes images through these methods only.
 *
 * Every method rejects with an `ImageStoreError`, whose code tells the campaign what to do, and with nothing else.
 * Every answer is as fresh as the store can make it: a campaign trusts it more than its own state.
 */
export interface ImageStore {
  /**
   * The images of the account that match the query, each once, with their `tags`. A store that has them from an index
   * says so in `tagsMayLag`; such an index must not decide that an image does not match. Rejects rather than return
   * an incomplete list; but a store that has to read image by image may search only the first 50 of `among`.
   */
  find(query: TagQuery): Promise<readonly ImageRecord[]>;

  /**
   * All images that the account owns with their tags, and beyond what `find` does: a reading that is cut short tells how far
   * it came, and the next one goes on from there, so that an account is read over several steps of which none has the time
   * for it. Resolves then as well; rejects only when nothing was read. Without this method a campaign uses `find`, and begins anew.
   * @param query whose images may be taken from an index, as in `find`; the others are read as well
   * @param read what an earlier reading has read
   */
  readTags?(query: TagQuery, read?: ImagesRead): Promise<TagReading>;

  /** All images that the account owns, each once; they may lack their `tags`. For plans, and to count them. */
  list(): Promise<readonly ImageRecord[]>;

  /**
   * The named images, at least one, in any order. A name that does not exist is left out of the answer, and does
   * not affect the other names. With `tags: true` every record carries its current tags, else records may lack them.
   */
  describe(names: readonly string[], options: { readonly tags: boolean }): Promise<readonly ImageRecord[]>;

  /** Whether `startUpdate` would find something to update. Changes nothing. */
  dryRun(order: UpdateRequest): Promise<UpdateAnswer>;

  /**
   * Starts one update. Resolves as soon as the store has accepted it, not when it is done. `current` means that
   * nothing was started. A successor's name that is taken rejects with code `exists`. The call is made at most once:
   * a lost response rejects with code `busy`, and the campaign checks whether the successor exists.
   */
  startUpdate(order: UpdateRequest): Promise<UpdateAnswer>;

  /**
   * Changes tags of one image. Doing the same change twice is no error, nor is removing a key that is not there.
   * @param image a record of `find` or `describe`
   */
  retag(image: ImageRecord, change: TagChange): Promise<void>;

  /**
   * Deletes one image; an image that is gone already is no error. Only called by a campaign with the option
   * `deleteFailed`, for failed successors that it created itself, and by one with the option `prune`.
   * @param image a record of `find` or `describe`
   */
  remove?(image: ImageRecord): Promise<void>;
}
