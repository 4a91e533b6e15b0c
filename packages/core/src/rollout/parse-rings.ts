import { InvalidOptionsError } from './foundation.ts';
import type { RingOptions } from './rollout-policy.ts';

/** The rings that are used when no others are given. */
export const DEFAULT_RINGS = 'test:24h,pilot:72h,production:approval';

const FORM = 'name[:soak][:approval], separated by commas, such as test:24h,pilot:72h,production:approval';

/**
 * Reads the compact form of rings, for flags and environment variables: `name[:soak][:approval]`, in the order in which
 * versions reach them.
 * @throws InvalidOptionsError naming the part that can't be read
 */
export function parseRings(text: string): readonly RingOptions[] {
  return text.split(',').map((part) => parseRing(part.trim(), text));
}

function parseRing(part: string, text: string): RingOptions {
  const [name = '', ...gates] = part.split(':').map((word) => word.trim());
  const soaks = gates.filter((gate) => gate !== 'approval');
  const approval = gates.length > soaks.length;
  const [soak] = soaks;
  const isTwice = soaks.length > 1 || gates.length - soaks.length > 1;
  if (name === '' || isTwice || soaks.some((gate) => toMinutes(gate) === undefined)) {
    throw new InvalidOptionsError(
      `Rollout option rings has "${part}" in ${JSON.stringify(text)}; expected ${FORM}.`,
    );
  }
  return { name, ...(soak === undefined ? {} : { soak }), ...(approval ? { approval } : {}) };
}

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** Minutes of a duration such as `30m`, `24h` or `7d`; undefined if it is invalid, or longer than a year. */
export function toMinutes(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const minutes = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  return minutes <= 365 * 1440 ? minutes : undefined;
}
