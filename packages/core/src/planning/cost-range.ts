import { InvalidOptionsError } from '../ports/errors.ts';
import { requireCount } from '../text/require-count.ts';

/** The lowest and the highest expected value. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** An assumption of an estimate, for people to read. */
export interface Assumption {
  readonly name: string;
  readonly value: string;
  /** Where it comes from. */
  readonly basis: string;
}

/** What the image builder of some of the updates costs. */
export interface FamilyPrice {
  /** The instance family, such as `General Purpose`, or what is known of it. */
  readonly family: string;
  /** Images whose updates are to be started on an image builder of this family. */
  readonly images: number;
  /** Price of one image builder for one hour; a range where the family is not known. */
  readonly pricePerHour: Range;
  /** Where the price comes from, for people to read. */
  readonly basis: string;
}

/** The input of a cost estimate. */
export interface CostInput {
  /** Images whose updates are to be started. */
  readonly images: number;
  /** Minutes that earlier updates of this account took. @defaultValue none: 1 to 4 hours are assumed */
  readonly pastMinutes?: readonly number[];
  /** Price of one image builder for one hour, in any currency. @defaultValue none: hours only */
  readonly pricePerHour?: number;
  /** Prices by instance family, instead of one price for all; together they are for all `images`. */
  readonly families?: readonly FamilyPrice[];
  /** Currency of the prices, such as `USD`. @defaultValue unknown */
  readonly currency?: string;
  /** Why there is no price, and how to get one. @defaultValue that prices differ by Region */
  readonly withoutPrice?: string;
  /** Attempts for each image: the highest cost is multiplied by it. @defaultValue 1 */
  readonly attempts?: number;
}

/** The cost of the updates on image builders of one family. */
export interface FamilyCost extends FamilyPrice {
  readonly cost: Range;
}

/** What a campaign is expected to use. */
export interface CostRange {
  /** Hours that image builders run, all updates together. */
  readonly builderHours: Range;
  /** Those hours at the price; absent without one. */
  readonly cost?: Range;
  /** Currency of `cost`; absent when it is unknown. */
  readonly currency?: string;
  /** The cost by instance family; absent when the prices were not given by family. */
  readonly families?: readonly FamilyCost[];
  readonly assumptions: readonly Assumption[];
}

const ASSUMED: Range = { least: 60, most: 240 };

/**
The range of a campaign's cost. AWS charges for the image builder of an update while it runs; what the new image
 * itself may cost is not part of it. Prices differ by Region and change, so none is built in.
 * https://docs.aws.amazon.com/appstream2/latest/developerguide/keep-image-updated-managed-image-updates.html
 * @throws InvalidOptionsError for an invalid number, or families that do not cover all images
 */
export function costRange(input: CostInput): CostRange {
  const { images, pastMinutes = [], pricePerHour, families, currency, attempts = 1 } = input;
  requireCount('costRange', 'images', images, 0);
  requireCount('costRange', 'attempts', attempts, 1);
  for (const minutes of pastMinutes) requireAmount('pastMinutes', minutes);
  if (pricePerHour !== undefined) requireAmount('pricePerHour', pricePerHour);
  requireFamilies(images, families);
  const past = pastMinutes.length > 0;
  const minutes = past ? { least: Math.min(...pastMinutes), most: Math.max(...pastMinutes) } : ASSUMED;
  const hoursOf = (count: number): Range => ({
    least: (count * minutes.least) / 60,
    most: (count * minutes.most * attempts) / 60,
  });
  const builderHours = hoursOf(images);
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
    ...priceAssumptions(input),
  ];
  const known = currency === undefined ? {} : { currency };
  if (pricePerHour !== undefined) {
    const cost = times(builderHours, { least: pricePerHour, most: pricePerHour });
    return { builderHours, cost, ...known, assumptions };
  }
  if (families === undefined) return { builderHours, assumptions };
  const costs = families.map((one) => ({ ...one, cost: times(hoursOf(one.images), one.pricePerHour) }));
  const cost = costs.reduce<Range>(
    (sum, one) => ({ least: sum.least + one.cost.least, most: sum.most + one.cost.most }),
    { least: 0, most: 0 },
  );
  return { builderHours, cost, ...known, families: costs, assumptions };
}

const times = (hours: Range, price: Range): Range => ({
  least: hours.least * price.least,
  most: hours.most * price.most,
});

function priceAssumptions({
  pricePerHour,
  families,
  currency,
  withoutPrice = 'prices differ by Region; give the price of yours',
}: CostInput): readonly Assumption[] {
  const unit = currency === undefined ? '' : ` ${currency}`;
  const name = 'Price of an image builder';
  if (pricePerHour !== undefined) return [{ name, value: `${pricePerHour}${unit} an hour`, basis: 'given' }];
  if (families === undefined) return [{ name, value: 'not given', basis: withoutPrice }];
  return families.map(({ family, images, pricePerHour: { least, most }, basis }) => ({
    name,
    value: `${family}, ${images} ${images === 1 ? 'image' : 'images'}: ${least === most ? least : `${least} to ${most}`}${unit} an hour`,
    basis,
  }));
}

function requireFamilies(images: number, families: readonly FamilyPrice[] | undefined): void {
  if (families === undefined) return;
  for (const { pricePerHour } of families) {
    requireAmount('families', pricePerHour.least);
    requireAmount('families', pricePerHour.most);
  }
  const priced = families.reduce((sum, one) => sum + one.images, 0);
  if (priced === images) return;
  throw new InvalidOptionsError(
    `costRange option families has prices for ${priced} images; expected ${images}, as many as images.`,
  );
}

function requireAmount(option: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new InvalidOptionsError(`costRange option ${option} has ${value}; expected a number from 0.`);
}
