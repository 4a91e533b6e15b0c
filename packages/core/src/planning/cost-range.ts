import { InvalidOptionsError } from '../ports/errors.ts';
import { requireCount } from '../text/require-count.ts';

/** From the least to the most that is expected. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Something that an estimate rests on, for people to read. */
export interface Assumption {
  readonly name: string;
  readonly value: string;
  /** Where it comes from. */
  readonly basis: string;
}

/** What an estimate of the cost needs to know. */
export interface CostInput {
  /** Images whose updates are to be started. */
  readonly images: number;
  /** Minutes that earlier updates of this account took. @defaultValue none: 1 to 4 hours are assumed */
  readonly pastMinutes?: readonly number[];
  /** Price of one image builder for one hour, in any currency. @defaultValue none: hours only */
  readonly pricePerHour?: number;
  /** How often a failed update is tried: the most that an image can cost grows by it. @defaultValue 1 */
  readonly attempts?: number;
}

/** What a campaign is expected to use. */
export interface CostRange {
  /** Hours that image builders run, all updates together. */
  readonly builderHours: Range;
  /** Those hours at the price; absent without one. */
  readonly cost?: Range;
  readonly assumptions: readonly Assumption[];
}

const ASSUMED: Range = { least: 60, most: 240 };

/**
 * A range for what a campaign costs. AWS charges for the image builder of an update while it runs; what the new image
 * itself may cost is not part of it. Prices differ by Region and change, so none is built in.
 * https://docs.aws.amazon.com/appstream2/latest/developerguide/keep-image-updated-managed-image-updates.html
 * @throws InvalidOptionsError for a number that is none
 */
export function costRange(input: CostInput): CostRange {
  const { images, pastMinutes = [], pricePerHour, attempts = 1 } = input;
  requireCount('costRange', 'images', images, 0);
  requireCount('costRange', 'attempts', attempts, 1);
  for (const minutes of pastMinutes) requireAmount('pastMinutes', minutes);
  if (pricePerHour !== undefined) requireAmount('pricePerHour', pricePerHour);
  const past = pastMinutes.length > 0;
  const minutes = past ? { least: Math.min(...pastMinutes), most: Math.max(...pastMinutes) } : ASSUMED;
  const builderHours = {
    least: (images * minutes.least) / 60,
    most: (images * minutes.most * attempts) / 60,
  };
  const assumptions: readonly Assumption[] = [
    {
      name: 'Updates',
      value: String(images),
      basis: 'the plan; an image that turns out to be current costs nothing',
    },
    {
      name: 'Length of an update',
      value: `${Math.round(minutes.least)} to ${Math.round(minutes.most)} minutes`,
      basis: past
        ? `the shortest and the longest of ${pastMinutes.length} earlier updates`
        : 'assumed: AWS gives no figure and says "several hours"',
    },
    {
      name: 'Image builder of an update',
      value: 'one for each update, the smallest size of the family of the image',
      basis: 'AppStream Administration Guide, managed image updates',
    },
    ...(attempts === 1
      ? []
      : [
          {
            name: 'Tries',
            value: `up to ${attempts} for each image`,
            basis: 'the campaign; counted in the most only',
          },
        ]),
    {
      name: 'Price of an image builder',
      value: pricePerHour === undefined ? 'not given' : `${pricePerHour} an hour`,
      basis: pricePerHour === undefined ? 'prices differ by Region; give the price of yours' : 'given',
    },
  ];
  if (pricePerHour === undefined) return { builderHours, assumptions };
  const cost = { least: builderHours.least * pricePerHour, most: builderHours.most * pricePerHour };
  return { builderHours, cost, assumptions };
}

function requireAmount(option: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new InvalidOptionsError(`costRange option ${option} has ${value}; expected a number from 0.`);
}
