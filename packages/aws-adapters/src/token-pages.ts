/** Paginated listings. @module */

import { ImageStoreError } from '@appstream-campaign/core';
import { presentItems, presentText } from './tolerant-reading.ts';

/** What is listed, and how its pages are read. */
export interface Listing<Item> {
  /** The operation that is called, as errors name it. */
  readonly operation: string;
  /** What it lists, as errors name it. */
  readonly what: string;
  /** Reads a page: the first without a token, each other one with the token of the page before. */
  readonly read: (token: string | undefined) => Promise<{
    readonly items: readonly (Item | null)[] | null | undefined;
    readonly token: string | null | undefined;
  }>;
}

/** More than any account has; without it, a service that always returns another token would never end. */
const MAX_PAGES = 1000;

/**
 * The pages of a listing. An incomplete listing would be wrong: images in use would look unused, and updates in progress
 * would look deleted. So a lost body, an invalid token and a repeated page are errors.
 * @throws ImageStoreError `busy`
 */
export async function* tokenPages<Item>({
  operation,
  what,
  read,
}: Listing<Item>): AsyncGenerator<readonly Item[]> {
  const lost = (how: string) => new ImageStoreError('busy', `${operation} ${how}; try again later.`);
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const { items: given, token } = await read(next);
    const items = presentItems<Item>(given);
    next = presentText(token);
    // A page may be empty, and then be without a list, when more pages follow.
    const isEmpty = (given === undefined || given === null) && next !== undefined;
    if (items === undefined && !isEmpty) throw lost(`answered without a list of ${what}`);
    if (next === undefined && token) throw lost(`answered a part of the ${what}, and no token for the rest`);
    yield items ?? [];
    if (next === undefined) return;
    if (seen.has(next)) throw lost(`gave the same page twice, so some ${what} are missing`);
    seen.add(next);
  } while (seen.size < MAX_PAGES);
  throw lost(`gave ${MAX_PAGES} pages of ${what}, and still another token`);
}

/**
 * Everything that an operation lists, page after page.
 * @throws ImageStoreError `busy`
 */
export async function allPages<Item>(listing: Listing<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const page of tokenPages(listing)) all.push(...page);
  return all;
}
