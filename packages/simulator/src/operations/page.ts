import { AwsError } from '../errors/aws-error.ts';

/** One page of a longer list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * Cuts a page out of items in the order of their keys. A token holds the last key seen, so a listing goes on
 * without gaps or repeats when items come and go meanwhile.
 */
export function page<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => number,
  size: number,
  token: string | undefined,
): Page<Item> {
  const after = token === undefined ? Number.NEGATIVE_INFINITY : keyIn(token);
  const rest = items.filter((item) => keyOf(item) > after).sort((one, other) => keyOf(one) - keyOf(other));
  const cut = rest.slice(0, size);
  const last = cut.at(-1);
  const nextToken = last === undefined || rest.length <= size ? undefined : tokenFor(keyOf(last));
  return { items: cut, nextToken };
}

function tokenFor(key: number): string {
  return Buffer.from(JSON.stringify({ after: key })).toString('base64url');
}

function keyIn(token: string): number {
  const key = /^\{"after":(\d+)\}$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  // The model gives DescribeImages no error for a bad token; other AWS JSON services answer like this.
  if (key === undefined) throw new AwsError('ValidationException', `The NextToken "${token}" is not valid.`);
  return Number(key);
}
