import { sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import { presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import type { Account } from './account.ts';

/** What an hour of the smallest image builder of a family costs. */
export interface BuilderPrice {
  /** As `SupportedInstanceFamilies` of an image names it, such as `Graphics G5`. */
  readonly family: string;
  readonly windows: boolean;
  /** Such as `stream.standard.small`. */
  readonly instanceType: string;
  readonly perHour: number;
}

/** What AWS's price list says of image builders in one Region; or why it can't be read. */
export type BuilderPrices =
  | { readonly currency: string; readonly prices: readonly BuilderPrice[] }
  | { readonly missing: string; readonly isDenied?: true };

/** Names of instance types and of families: https://docs.aws.amazon.com/appstream2/latest/developerguide/instance-types.html */
const FAMILIES: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/^stream\.standard\./, 'General Purpose'],
  [/^stream\.compute\./, 'Compute Optimized'],
  [/^stream\.memory\./, 'Memory Optimized'],
  [/^stream\.graphics\.g4/, 'Graphics G4'],
  [/^stream\.graphics\.g5/, 'Graphics G5'],
  [/^stream\.graphics\.g6/, 'Graphics G6'],
];

/** More pages than one Region fills. */
const MOST_PAGES = 20;

/**
 * The price of the smallest image builder of each family in the account's Region. The price list answers in few Regions,
 * whatever Region is asked for. Never rejects for what AWS answers.
 *
 * Needs the permission `pricing:GetProducts`.
 */
export async function builderPrices({ region, settings }: Account): Promise<BuilderPrices> {
  const home = homeOf(region);
  if (home === undefined) return { missing: `AWS has no price list in the partition of ${region}` };
  const client = new PricingClient({ ...settings, region: home });
  try {
    const found = (await products(client, region)).flatMap(priceOf);
    const currency = found[0]?.currency;
    if (currency === undefined) return { missing: `AWS's price list has no image builder in ${region}` };
    return { currency, prices: smallest(found.filter((one) => one.currency === currency)) };
  } catch (error) {
    const { name, kind, text } = sdkFailure(error);
    const missing = `AWS's price list can't be read (GetProducts: ${name}: ${text})`;
    return kind === 'AccessDenied' ? { missing, isDenied: true } : { missing };
  } finally {
    client.destroy();
  }
}

/** https://docs.aws.amazon.com/general/latest/gr/billing.html#pricing-api */
function homeOf(region: string): string | undefined {
  if (region.startsWith('cn-')) return 'cn-northwest-1';
  return /^us-(gov|iso)|^eu-isoe?-/.test(region) ? undefined : 'us-east-1';
}

async function products(client: PricingClient, region: string): Promise<readonly unknown[]> {
  const match = (Field: string, Value: string) => ({ Type: 'TERM_MATCH' as const, Field, Value });
  const found: unknown[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
    const answer = await client.send(
      new GetProductsCommand({
        ServiceCode: 'AmazonAppStream',
        FormatVersion: 'aws_v1',
        Filters: [match('regionCode', region), match('instanceFunction', 'ImageBuilder')],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    found.push(...(answer.PriceList ?? []));
    NextToken = presentText(answer.NextToken);
    if (NextToken === undefined) break;
  }
  return found;
}

interface Priced extends BuilderPrice {
  readonly currency: string;
}

/** One product of the list, as far as it is an hour of an image builder of a known family. */
function priceOf(product: unknown): readonly Priced[] {
  // The client gives an object that is a text only when it is asked for one.
  const item = parsed(String(product));
  const attributes = member(member(item, 'product'), 'attributes');
  const instanceType = presentText(member(attributes, 'instanceType'));
  const family = FAMILIES.find(([pattern]) => pattern.test(instanceType ?? ''))?.[1];
  if (instanceType === undefined || family === undefined) return [];
  const windows = /windows/i.test(presentText(member(attributes, 'operatingSystem')) ?? 'Windows');
  return values(member(member(item, 'terms'), 'OnDemand'))
    .flatMap((offer) => values(member(offer, 'priceDimensions')))
    .filter((rate) => /^h(ou)?rs?$/i.test(presentText(member(rate, 'unit')) ?? ''))
    .flatMap((rate) => Object.entries(member(rate, 'pricePerUnit') ?? {}))
    .map(([currency, amount]) => ({ family, windows, instanceType, currency, perHour: Number(amount) }))
    .filter(({ perHour }) => Number.isFinite(perHour) && perHour > 0);
}

/** The smallest size of a family is its cheapest. */
function smallest(prices: readonly Priced[]): readonly BuilderPrice[] {
  const least = new Map<string, BuilderPrice>();
  for (const { currency: _, ...price } of prices) {
    const key = `${price.family} ${price.windows}`;
    const before = least.get(key);
    if (before === undefined || price.perHour < before.perHour) least.set(key, price);
  }
  return [...least.values()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

const values = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];
