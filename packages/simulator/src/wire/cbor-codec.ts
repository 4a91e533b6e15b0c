// The part of CBOR that Smithy RPC v2 uses: https://www.rfc-editor.org/rfc/rfc8949

/** A value that stands for something else than itself, such as an instant (tag 1). */
export class Tagged {
  readonly tag: number;
  readonly value: unknown;

  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

/** Writes texts, numbers, truth values, null, lists, maps and tagged values. */
export function encodeCbor(value: unknown): Buffer {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (value instanceof Tagged) return Buffer.concat([head(6, value.tag), encodeCbor(value.value)]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encodeCbor)]);
  if (typeof value !== 'object' || value === null) return Buffer.from([0xf6]);
  const entries = Object.entries(value);
  const parts = entries.flatMap(([key, item]) => [encodeCbor(key), encodeCbor(item)]);
  return Buffer.concat([head(5, entries.length), ...parts]);
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value)) return value < 0 ? head(1, -1 - value) : head(0, value);
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** The kind of a value, and its length or amount in the fewest bytes: some readers take no other. */
function head(major: number, amount: number): Buffer {
  if (amount < 24) return Buffer.from([(major << 5) | amount]);
  const exponent = [8, 16, 32].findIndex((bits) => amount < 2 ** bits);
  const size = exponent === -1 ? 8 : 2 ** exponent;
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = (major << 5) | (24 + Math.log2(size));
  if (size === 8) bytes.writeBigUInt64BE(BigInt(amount), 1);
  else bytes.writeUIntBE(amount, 1, size);
  return bytes;
}

const BREAK = Symbol('the end of something without a length');
const DEEPEST = 64;

/** Reads one value; byte strings become `Buffer`s. Throws an error for bytes that are no CBOR. */
export function decodeCbor(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes);
  let at = 0;
  const take = (count: number): Buffer => {
    if (count > buffer.length - at) throw new Error(`it ends after ${buffer.length} bytes, too early`);
    at += count;
    return buffer.subarray(at - count, at);
  };
  const amount = (info: number): number => {
    if (info < 24) return info;
    if (info > 27) throw new Error(`it has a length of the unknown kind ${info}`);
    const size = 2 ** (info - 24);
    return size === 8 ? Number(take(8).readBigUInt64BE()) : take(size).readUIntBE(0, size);
  };
  const special = (info: number): unknown => {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22 || info === 23) return null;
    if (info === 25) return half(take(2).readUInt16BE());
    if (info === 26) return take(4).readFloatBE();
    if (info === 27) return take(8).readDoubleBE();
    if (info === 31) return BREAK;
    throw new Error(`it has the unknown simple value ${info}`);
  };
  const many = (info: number, depth: number): unknown[] => {
    const items: unknown[] = [];
    const length = info === 31 ? Number.POSITIVE_INFINITY : amount(info);
    while (items.length < length) {
      const item = read(depth);
      if (item === BREAK && info === 31) break;
      items.push(value(item));
    }
    return items;
  };
  const pairs = (info: number, depth: number): object => {
    const entries: [string, unknown][] = [];
    const length = info === 31 ? Number.POSITIVE_INFINITY : amount(info);
    while (entries.length < length) {
      const key = read(depth);
      if (key === BREAK && info === 31) break;
      entries.push([String(value(key)), value(read(depth))]);
    }
    return Object.fromEntries(entries);
  };
  const read = (depth: number): unknown => {
    if (depth > DEEPEST) throw new Error(`it is more than ${DEEPEST} levels deep`);
    const first = take(1).readUInt8();
    const info = first & 31;
    switch (first >> 5) {
      case 0:
        return amount(info);
      case 1:
        return -1 - amount(info);
      case 2:
        return info === 31 ? Buffer.concat(many(31, depth + 1).filter(Buffer.isBuffer)) : take(amount(info));
      case 3:
        return info === 31 ? many(31, depth + 1).join('') : take(amount(info)).toString();
      case 4:
        return many(info, depth + 1);
      case 5:
        return pairs(info, depth + 1);
      case 6:
        return new Tagged(amount(info), value(read(depth + 1)));
      default:
        return special(info);
    }
  };
  const whole = value(read(0));
  if (at < buffer.length) throw new Error(`there are ${buffer.length - at} bytes after its end`);
  return whole;
}

function value(item: unknown): unknown {
  if (item === BREAK) throw new Error('something ends that did not begin');
  return item;
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
