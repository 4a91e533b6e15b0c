import { isDeepStrictEqual } from 'node:util';
import type { ImageRecord, ImageStore, UpdateAnswer, UpdateRequest } from '@appstream-campaign/core';

/**
 * Dry runs that begin as soon as an image's tags are known, while those of the others are still being read: where the service
 * limits the rate of each operation, a plan takes hardly longer than the reading alone.
 */
export class EarlyDryRuns implements Pick<ImageStore, 'dryRun'> {
  readonly #store: Pick<ImageStore, 'dryRun'>;
  readonly #likely: (image: ImageRecord) => UpdateRequest | undefined;
  readonly #begun = new Map<
    string,
    { readonly order: UpdateRequest; readonly answer: Promise<UpdateAnswer> }
  >();

  /** @param likely what will be asked about an image; undefined for nothing */
  constructor(store: Pick<ImageStore, 'dryRun'>, likely: (image: ImageRecord) => UpdateRequest | undefined) {
    this.#store = store;
    this.#likely = likely;
  }

  /** Begins the dry run that the image will need. */
  begin(image: ImageRecord): void {
    const order = this.#likely(image);
    if (order === undefined || this.#begun.has(image.name)) return;
    const answer = this.#store.dryRun(order);
    // Whoever asks hears of it.
    answer.catch(() => {});
    this.#begun.set(image.name, { order, answer });
  }

  /** The answer that is under way, when it is to the same request; else it is asked for. */
  dryRun(order: UpdateRequest): Promise<UpdateAnswer> {
    const begun = this.#begun.get(order.source);
    return begun !== undefined && isDeepStrictEqual(begun.order, order)
      ? begun.answer
      : this.#store.dryRun(order);
  }
}
