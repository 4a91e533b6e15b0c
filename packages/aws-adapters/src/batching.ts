import type { LimitFunction } from 'p-limit';

/** The first failure of work that belongs together. */
export interface Failure {
  first?: { readonly error: unknown };
}

/**
 * All results in the order of the items, with bounded concurrency. After a failure no further call begins.
 * @param failure shared by several maps when the failure of one is to end the others
 */
export async function mapLimited<Item, Result>(
  limit: LimitFunction,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  failure: Failure = {},
): Promise<readonly Result[]> {
  const attempt = async (item: Item): Promise<Result> => {
    if (failure.first !== undefined) throw failure.first.error;
    try {
      return await work(item);
    } catch (error) {
      failure.first ??= { error };
      throw error;
    }
  };
  return Promise.all(items.map((item) => limit(attempt, item)));
}

/** The items in lists of at most `size`, in order. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
