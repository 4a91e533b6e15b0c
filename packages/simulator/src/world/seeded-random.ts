/**
 * A sequence of numbers in [0, 1) that depends on nothing but the seed and the words.
 * Facts drawn from it stay the same whatever else is called, and in which order.
 */
export function seededRandom(seed: number, ...words: readonly string[]): () => number {
  let state = (hash(words.join('\u0000')) ^ Math.imul(seed | 0, 0x9e3779b1)) >>> 0;
  // mulberry32, in the public domain: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal number from two uniform ones (Box-Muller). */
export function normal(random: () => number): number {
  // 1 - u keeps the logarithm away from zero: u itself can be 0, but never 1.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
