import type { Shape } from '../validation/shapes.ts';

interface Tree {
  text?: string;
  readonly children: Map<string, Tree>;
}

/**
 * The input of an AWS Query request: `A.member.1=x` becomes a list, `A.entry.1.Name=k` a map.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryInput(parameters: URLSearchParams, shape: Shape): Readonly<Record<string, unknown>> {
  const root: Tree = { children: new Map() };
  for (const [path, text] of parameters) place(root, path.split('.'), text);
  const input = read(root, shape);
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function place(root: Tree, path: readonly string[], text: string): void {
  let node = root;
  for (const part of path) {
    const child = node.children.get(part) ?? { children: new Map() };
    node.children.set(part, child);
    node = child;
  }
  node.text = text;
}

function read(node: Tree, shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
      return node.text;
    case 'integer':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'list':
      return numbered(node, 'member').map((item) => read(item, shape.of));
    case 'map':
      return Object.fromEntries(
        numbered(node, 'entry').map((entry) => [
          childOf(entry, 'Name', 'key')?.text ?? '',
          read(childOf(entry, 'Value', 'value') ?? { children: new Map() }, shape.value),
        ]),
      );
    case 'structure': {
      const members = Object.entries(shape.members).flatMap(([name, member]): [string, unknown][] => {
        const child = node.children.get(name);
        return child === undefined ? [] : [[name, read(child, member)]];
      });
      return Object.fromEntries(members);
    }
  }
}

function numbered(node: Tree, name: string): readonly Tree[] {
  const items = [...(node.children.get(name)?.children ?? [])];
  return items.sort(([one], [other]) => Number(one) - Number(other)).map(([, item]) => item);
}

function childOf(node: Tree, ...names: readonly string[]): Tree | undefined {
  return names.map((name) => node.children.get(name)).find((child) => child !== undefined);
}
