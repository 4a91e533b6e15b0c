/** Actions that a pass performs concurrently. */
const GROUP_SIZE = 16;

/** A list in groups that are performed concurrently. */
export function inGroups<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / GROUP_SIZE);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE),
  );
}
