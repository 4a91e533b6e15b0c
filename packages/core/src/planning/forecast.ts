import type { Pacing } from '../policy/options.ts';
import { InvalidOptionsError } from '../ports/errors.ts';

/** The input of a forecast. */
export interface ForecastInput {
  /** For each image to update: the minutes that its last update took, or undefined when unknown. */
  readonly images: readonly (number | undefined)[];
  /**
   * For each update in progress: the minutes that the last update of its image took, as for `images`, and the minutes since
   * it started. @defaultValue none
   */
  readonly running?: readonly { readonly minutes: number | undefined; readonly passed: number }[];
  /** Concurrent updates: the batch size, or less if the quotas allow less. */
  readonly slots: number;
  /** @defaultValue `window` */
  readonly pacing?: Pacing;
  /**
   * Minutes that past updates took, of any images. They are used for images without a known duration.
   * @defaultValue none: half of all updates take 75 minutes, and nine of ten between 42 and 133
   */
  readonly past?: readonly number[];
  /** Median of updates when there are no past ones, in minutes. @defaultValue 75 */
  readonly typicalMinutes?: number;
}

/** When a campaign will be over, in minutes from its start. */
export interface Forecast {
  /** The median. */
  readonly half: number;
  /** The 90th percentile. */
  readonly ninety: number;
  /** Minutes of work, all updates together: what image builders are charged for. */
  readonly work: number;
  /** Images whose own last duration was known, and past updates that were used for the others. */
  readonly basedOn: { readonly known: number; readonly past: number };
}

const DRAWS = 400;
/** Past updates that are needed to replace the default figures. */
const MIN_SAMPLES = 5;
/** How much an update deviates from the image's last one, and updates from each other (sigma of the logarithm). */
const SPREAD = { known: 0.12, unknown: 0.35 } as const;
/** Minutes that are added for an update that has already taken longer than its sample. */
const OVERDUE_MINUTES = 10;
/** Minutes until a finished update is seen, on average, with the default check schedule. */
const NOTICED_AFTER = 2.5;

/**
 * Predicts when a campaign ends: simulates it some hundred times, with durations sampled from known ones. Pure: the same
 * input always gives the same forecast. It assumes that no update fails and none is refused.
 *
 * @example
 * ```ts
 * const { half, ninety } = forecast({ images: Array(40).fill(undefined), slots: 5, past: [62, 80, 75, 91, 70] });
 * ```
 * @throws InvalidOptionsError for invalid slots, durations or median
 */
export function forecast(input: ForecastInput): Forecast {
  const { images, running = [], slots, pacing = 'window', past = [], typicalMinutes = 75 } = input;
  if (!Number.isInteger(slots) || slots < 1) {
    throw new InvalidOptionsError(`Forecast option slots is ${slots}; expected a whole number from 1.`);
  }
  const begun = running.map(({ minutes }) => minutes);
  for (const minutes of [...images, ...begun, ...past, typicalMinutes]) {
    if (minutes === undefined || (Number.isFinite(minutes) && minutes > 0)) continue;
    throw new InvalidOptionsError(`Forecast: a duration is ${minutes}; expected minutes above 0.`);
  }
  const random = sequence();
  const draw = (known: number | undefined): number => {
    const deviation = (sigma: number) => Math.exp(sigma * normal(random));
    if (known !== undefined) return known * deviation(SPREAD.known);
    if (past.length < MIN_SAMPLES) return typicalMinutes * deviation(SPREAD.unknown);
    return (past[Math.floor(random() * past.length)] ?? typicalMinutes) * deviation(SPREAD.known);
  };
  // The longest first, as a campaign starts them; images without a known duration are in the middle.
  const order = images.toSorted((a, b) => (b ?? typicalMinutes) - (a ?? typicalMinutes));
  const lengths: number[] = [];
  let work = 0;
  for (let round = 0; round < DRAWS; round++) {
    const rests = running.map(({ minutes, passed }) => Math.max(OVERDUE_MINUTES, draw(minutes) - passed));
    const durations = order.map(draw);
    work += [...rests, ...durations].reduce((sum, minutes) => sum + minutes, 0) / DRAWS;
    lengths.push(
      pacing === 'batch'
        ? inBatches(rests, Math.max(1, rests.length)) + inBatches(durations, slots)
        : inWindow([...rests, ...durations], slots),
    );
  }
  lengths.sort((a, b) => a - b);
  const at = (share: number) => Math.round(lengths[Math.floor(share * DRAWS)] ?? 0);
  const known = [...images, ...begun].filter((minutes) => minutes !== undefined).length;
  return { half: at(0.5), ninety: at(0.9), work: Math.round(work), basedOn: { known, past: past.length } };
}

/** The next update starts when a slot is seen to be free. */
function inWindow(durations: readonly number[], slots: number): number {
  const free: number[] = new Array<number>(Math.min(slots, Math.max(1, durations.length))).fill(0);
  for (const minutes of durations) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + minutes + NOTICED_AFTER;
  }
  return Math.max(...free);
}

/** The next batch starts when all of the last one are seen to be done. */
function inBatches(durations: readonly number[], slots: number): number {
  let end = 0;
  for (let at = 0; at < durations.length; at += slots) {
    end += Math.max(...durations.slice(at, at + slots)) + NOTICED_AFTER;
  }
  return end;
}

/** Numbers that look random and are the same in every run: a linear congruential generator (Numerical Recipes). */
function sequence(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A standard normal number from two uniform ones (Box-Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
