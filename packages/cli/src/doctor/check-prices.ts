import type { BuilderPrices } from '../account/builder-prices.ts';
import type { Hint } from '../terminal/hints.ts';
import { counted } from '../terminal/wording.ts';
import { type Finding, lookAt } from './finding.ts';

/** Whether plans can tell what a campaign costs; nothing where a price is given, which needs no permission. */
export function checkPrices(
  prices: BuilderPrices | undefined,
  region: string,
  hint: Hint,
): readonly Finding[] {
  if (prices === undefined) return [];
  const look = lookAt('pricing:GetProducts', hint);
  if ('missing' in prices) {
    const given = 'a price of your own: hourlyPrice in the config file.';
    const next = prices.isDenied
      ? `Allow pricing:GetProducts, or give ${given}`
      : `To know it, give ${given}`;
    return [
      look.not('warning', `${prices.missing}. Plans tell no cost, only hours of image builders.`, next),
    ];
  }
  const families = new Set(prices.prices.map(({ family }) => family)).size;
  return [
    look.ok(
      `It is allowed: ${counted(families, 'kind')} of image builder in ${region}, in ${prices.currency}.`,
    ),
  ];
}
