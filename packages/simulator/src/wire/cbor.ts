import { decodeCbor, encodeCbor, Tagged } from './cbor-codec.ts';

/** A value in CBOR, where an instant is a tagged number of seconds and what is undefined is left out. */
export function cborBytes(value: object): Uint8Array {
  return encodeCbor(outgoing(value));
}

/** The value in a CBOR body, in the form that the JSON protocols have. Throws an error when it can't be read. */
export function cborValue(body: Uint8Array): unknown {
  return body.length === 0 ? {} : incoming(decodeCbor(body));
}

function outgoing(value: unknown): unknown {
  if (value instanceof Date) return new Tagged(1, value.getTime() / 1000);
  if (Array.isArray(value)) return value.map(outgoing);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, outgoing(item)]));
}

function incoming(value: unknown): unknown {
  if (value instanceof Tagged) return incoming(value.value);
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(incoming);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, incoming(item)]));
}
