/** Acts that a pass does at a time. */
const TOGETHER = 16;

/** A list in groups, each of what is done at a time. */
export function inGroups<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / TOGETHER);
  return Array.from({ length: count }, (_, index) => items.slice(index * TOGETHER, (index + 1) * TOGETHER));
}
