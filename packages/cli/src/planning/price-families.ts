import type { ImageRecord } from '@appstream-campaign/core';
import type { CostInput, FamilyPrice } from '@appstream-campaign/core/planning';
import type { BuilderPrice, BuilderPrices } from '../account/builder-prices.ts';

/** How a price can be given by a person. */
const GIVE_IT = 'or give a price: --hourly-price, or hourlyPrice in the config file';

/** What AWS's price list says of the images whose updates are to be started, by the families that they are made for. */
export function familyPrices(
  images: readonly ImageRecord[],
  known: BuilderPrices,
  region: string,
): Pick<CostInput, 'families' | 'currency' | 'withoutPrice'> {
  if ('missing' in known) {
    const next = known.isDenied ? ': allow pricing:GetProducts' : '';
    return { withoutPrice: `${known.missing}${next}, ${GIVE_IT}` };
  }
  const groups = new Map<
    string,
    { readonly found: readonly BuilderPrice[]; images: number; known: boolean }
  >();
  for (const image of images) {
    const windows = image.platform === undefined || image.platform.startsWith('WINDOWS');
    const prices = known.prices.filter((price) => price.windows === windows);
    const own = prices.filter(({ family }) => image.instanceFamilies?.includes(family));
    const found = own.length > 0 ? own : prices;
    if (found.length === 0) {
      return { withoutPrice: `AWS's price list has no image builder for ${image.name}, ${GIVE_IT}` };
    }
    const names = own.length > 0 ? own.map(({ family }) => family).join(' or ') : 'any family';
    const key = windows ? names : `${names}, not Windows`;
    const group = groups.get(key) ?? { found, images: 0, known: own.length > 0 };
    group.images += 1;
    groups.set(key, group);
  }
  const families = [...groups].map(([family, group]): FamilyPrice => {
    const sorted = group.found.toSorted((a, b) => a.perHour - b.perHour);
    const types = [...new Set([sorted[0]?.instanceType, sorted.at(-1)?.instanceType])].join(' to ');
    return {
      family,
      images: group.images,
      pricePerHour: { least: sorted[0]?.perHour ?? 0, most: sorted.at(-1)?.perHour ?? 0 },
      basis: `AWS's price list for ${region}: ${types}${group.known ? '' : '; AppStream does not say what the images are made for'}`,
    };
  });
  return { families, currency: known.currency };
}
