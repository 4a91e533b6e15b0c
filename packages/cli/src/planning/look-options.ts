import type { Clock } from '@appstream-campaign/core';
import type { CampaignFlags } from '../config/flags.ts';
import { rolloutPolicy } from '../config/rollout-options.ts';
import { campaignOptions, optional, type Settings } from '../config/settings.ts';
import { usageError } from '../terminal/errors.ts';
import { checkOptions } from './campaign-check.ts';
import type { LookOptions } from './look-ahead.ts';

/**
 * How a plan looks at an account. Options are checked before anything is touched.
 * @throws InvalidOptionsError naming the first option that is wrong
 */
export function lookOptions(
  flags: CampaignFlags,
  settings: Pick<Settings, 'config' | 'timeZone'>,
  clock: Clock,
): LookOptions {
  const options = campaignOptions(flags, settings);
  checkOptions(options, clock);
  const price = flags.hourlyPrice ?? settings.config.hourlyPrice;
  if (price !== undefined && !(price >= 0)) {
    throw usageError(`The hourly price is ${price}.`, [
      'Name a number from 0, in any currency: --hourly-price 0.2',
    ]);
  }
  const currency = flags.currency ?? settings.config.currency;
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) {
    throw usageError(`The currency is ${currency}.`, [
      'Name its three letters, as ISO 4217 does: --currency EUR',
    ]);
  }
  const limit = flags.limit ?? settings.config.limit;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw usageError(`The limit is ${limit}.`, [
      'Name a whole number from 1: so many updates are started at most, --limit 10',
    ]);
  }
  const { prune, tags } = settings.config;
  return {
    options,
    clock,
    ...optional('hourlyPrice', price),
    ...optional('currency', currency),
    ...optional('limit', limit),
    rollout: rolloutPolicy({}, settings.config),
    prune: { ...prune, ...optional('tags', tags) },
  };
}
