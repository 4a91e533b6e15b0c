import { createHash } from 'node:crypto';
import { type Price, pricedRegion } from '../world/prices.ts';

/** A product of the price list, of which each answer is a text in JSON. */
export interface PriceListItem {
  readonly product: {
    readonly productFamily: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly sku: string;
  };
  readonly serviceCode: string;
  readonly terms: object;
  readonly version: string;
  readonly publicationDate: string;
}

// The codes of "on demand" and "per hour", the same in the whole price list.
const OFFER = 'JRTCKXETXF';
const RATE = '6YS6EN2CT7';
const SUFFIXES = { ImageBuilder: 'ib', Fleet: 'fl', StoppedFleetInstance: 'si' };
const FAMILIES: readonly [RegExp, string][] = [
  [/^stream\.compute/, 'Compute optimized'],
  [/^stream\.memory/, 'Memory optimized'],
  [/graphics|accelerated/i, 'Graphics'],
  [/./, 'General purpose'],
];
const PUBLISHED = '2026-11-01T00:00:00Z';

/** https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api-pricelist-object-example.html */
export function priceListItem(price: Price): PriceListItem {
  const { instanceType, region, operatingSystem, instanceFunction } = price;
  const { location, prefix } = pricedRegion(region);
  const usagetype = `${prefix}-${instanceType}-${SUFFIXES[instanceFunction]}`;
  const sku = skuFor(`${usagetype} ${operatingSystem}`);
  const offer = `${sku}.${OFFER}`;
  const dollars = price.perHour.toFixed(10);
  const what = `${instanceType} ${instanceFunction} hour (${operatingSystem}) in ${location}`;
  const rate = {
    unit: 'hour',
    endRange: 'Inf',
    description: price.sample
      ? `SAMPLE of the simulator, no price of AWS: $${price.perHour} per ${what}`
      : `$${price.perHour} per ${what}`,
    appliesTo: [],
    rateCode: `${offer}.${RATE}`,
    beginRange: '0',
    pricePerUnit: { USD: dollars },
  };
  return {
    product: {
      productFamily: 'Streaming Instance',
      attributes: {
        servicecode: 'AmazonAppStream',
        servicename: 'Amazon AppStream',
        location,
        locationType: 'AWS Region',
        regionCode: region,
        instanceType,
        instanceFamily: FAMILIES.find(([pattern]) => pattern.test(instanceType))?.[1] ?? '',
        instanceFunction,
        operatingSystem,
        licenseModel: 'AppStream provided',
        usagetype,
        operation: 'Streaming:001',
      },
      sku,
    },
    serviceCode: 'AmazonAppStream',
    terms: {
      OnDemand: {
        [offer]: {
          priceDimensions: { [rate.rateCode]: rate },
          sku,
          effectiveDate: PUBLISHED,
          offerTermCode: OFFER,
          termAttributes: {},
        },
      },
    },
    version: PUBLISHED.replace(/\D/g, ''),
    publicationDate: PUBLISHED,
  };
}

function skuFor(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16).toUpperCase();
}
