/** Set by `npm run test:all`, which looks at the whole of what `npm test` takes a sample of. */
const WHOLE = process.env.TEST_ALL === '1';

/** The part of the golden section that spreads best what it is added to again and again. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** One out of each of so many stretches of a list, always the same ones, and the first among them; or the whole list. */
export function sample<T>(all: readonly T[], count: number): readonly T[] {
  if (WHOLE || all.length <= count) return all;
  const stretch = all.length / count;
  return Array.from({ length: count }, (_, index) => index + ((index * GOLDEN) % 1)).flatMap((place) =>
    all.slice(Math.floor(place * stretch), Math.floor(place * stretch) + 1),
  );
}

/** How many random cases are tried: a few for a sample, or as many as the whole is meant to have. */
export const runs = (few: number, whole: number): number => (WHOLE ? whole : few);
