import type { Pacing } from '../policy/options.ts';
import { InvalidOptionsError } from '../ports/errors.ts';

/** What a forecast reckons with. */
export interface ForecastInput {
  /** One for each image that is to be updated: the minutes that its last update took, or undefined when nobody knows. */
  readonly images: readonly (number | undefined)[];
  /**
   * One for each update in progress: the minutes that the last update of its image took, as for `images`, and those that
   * have passed since it began. @defaultValue none
   */
  readonly running?: readonly { readonly minutes: number | undefined; readonly passed: number }[];
  /** Updates at once: the batch size, or what the quotas leave of it. */
  readonly slots: number;
  /** @defaultValue `window` */
  readonly pacing?: Pacing;
  /**
   * Minutes that past updates took, of any images. They stand for images that nobody knows.
   * @defaultValue none: half of all updates take 75 minutes, and nine of ten between 42 and 133
   */
  readonly past?: readonly number[];
  /** Median of updates when there are no past ones, in minutes. @defaultValue 75 */
  readonly typicalMinutes?: number;
}

/** When a campaign will be over, in minutes from its start. */
export interface Forecast {
  /** As likely sooner as later. */
  readonly half: number;
  /** Nine of ten campaigns like this are over by then. */
  readonly ninety: number;
  /** Minutes of work, all updates together: what image builders are charged for. */
  readonly work: number;
  /** Images whose own last duration was known, and past updates that stood for the others. */
  readonly basedOn: { readonly known: number; readonly past: number };
}

const DRAWS = 400;
/** Past updates from which on they say more than the usual figures. */
const MIN_SAMPLES = 5;
/** How far an update strays from the image's last one, and how far updates stray from each other (sigma of the logarithm). */
const SPREAD = { known: 0.12, unknown: 0.35 } as const;
/** An update that has taken longer than the one that was drawn for it is reckoned with so many minutes more. */
const OVERDUE_MINUTES = 10;
/** Minutes until a finished update is seen, on average, with the default check schedule. */
const NOTICED_AFTER = 2.5;

/**
 * Whether it will be done by six: plays the campaign some hundred times, with durations drawn from what is known. Pure:
 * the same input always gives the same forecast. It reckons that no update fails and none is refused.
 *
 * @example
 * ```ts
 * const { half, ninety } = forecast({ images: Array(40).fill(undefined), slots: 5, past: [62, 80, 75, 91, 70] });
 * ```
 * @throws InvalidOptionsError for slots, durations or a median that make no sense
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
    const stray = (sigma: number) => Math.exp(sigma * normal(random));
    if (known !== undefined) return known * stray(SPREAD.known);
    if (past.length < MIN_SAMPLES) return typicalMinutes * stray(SPREAD.unknown);
    return (past[Math.floor(random() * past.length)] ?? typicalMinutes) * stray(SPREAD.known);
  };
  // The longest first, as a campaign starts them; who is unknown waits among those in the middle.
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
