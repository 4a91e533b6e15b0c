import type { LimitFunction } from 'p-limit';

/** All results in the order of the items, with bounded concurrency. After a failure no further call begins. */
export async function mapLimited<Item, Result>(
  limit: LimitFunction,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  let failure: { readonly error: unknown } | undefined;
  const attempt = async (item: Item): Promise<Result> => {
    if (failure !== undefined) throw failure.error;
    try {
      return await work(item);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  };
  return Promise.all(items.map((item) => limit(attempt, item)));
}
