import { ImageStoreError } from '@appstream-campaign/core';
import { presentItems, presentText } from './tolerant-reading.ts';

interface TokenPage<Item> {
  readonly items: readonly (Item | null)[] | null | undefined;
  readonly token: string | null | undefined;
}

/**
 * Everything that an operation lists, page after page. A part is no answer: what would look unused for it might be in
 * use, so a body that got lost and a page that comes twice are errors.
 * @throws ImageStoreError `busy`
 */
export async function allPages<Item>(
  operation: string,
  read: (token: { readonly NextToken?: string }) => Promise<TokenPage<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const { items: given, token } = await read(next === undefined ? {} : { NextToken: next });
    const items = presentItems<Item>(given);
    if (items === undefined && presentText(token) === undefined) {
      throw new ImageStoreError('busy', `${operation} answered without a list; try again later.`);
    }
    all.push(...(items ?? []));
    next = presentText(token);
    if (next !== undefined && seen.has(next)) {
      throw new ImageStoreError('busy', `${operation} gave the same page twice; try again later.`);
    }
    if (next !== undefined) seen.add(next);
  } while (next !== undefined);
  return all;
}
