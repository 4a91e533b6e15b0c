import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const isElement = (node: Node): node is Element => 'tagName' in node;

function nodesUnder(node: Node): readonly Node[] {
  return [node, ...('childNodes' in node ? node.childNodes.flatMap(nodesUnder) : [])];
}

/** Every element of a page as a browser reads it, in order. */
export function elementsOf(page: string): readonly Element[] {
  return nodesUnder(parse(page)).filter(isElement);
}

/** The value of an attribute. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

/** All text under an element, as people read it. */
export function textOf(node: Node): string {
  return nodesUnder(node)
    .map((one) => ('value' in one && one.nodeName === '#text' ? String(one.value) : ''))
    .join('');
}

/** The first element with an id. */
export function byId(page: string, id: string): Element {
  const found = elementsOf(page).find((element) => attribute(element, 'id') === id);
  if (found === undefined) throw new Error(`The page has no element #${id}.`);
  return found;
}

/** The texts of all elements of a kind. */
export function textsOf(page: string, tagName: string): readonly string[] {
  return elementsOf(page).flatMap((element) => (element.tagName === tagName ? [textOf(element)] : []));
}
