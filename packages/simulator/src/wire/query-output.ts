import { escapeXml } from './xml.ts';

/** The members of an answer in AWS Query: a `Map` is a map, any other object a structure. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryMembers(structure: object): string {
  return Object.entries(structure)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${valueText(value)}</${name}>`)
    .join('');
}

function valueText(value: unknown): string {
  if (value instanceof Map) {
    return [...value]
      .map(
        ([key, item]) =>
          `<entry><key>${escapeXml(String(key))}</key><value>${valueText(item)}</value></entry>`,
      )
      .join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${valueText(item)}</member>`).join('');
  return typeof value === 'object' && value !== null ? queryMembers(value) : escapeXml(String(value));
}
