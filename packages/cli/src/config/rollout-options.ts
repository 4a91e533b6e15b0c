import { type RolloutOptions, type RolloutPolicy, toRolloutPolicy } from '@appstream-campaign/core/rollout';
import type { Config } from './config-schema.ts';
import type { AccountFlags } from './flags.ts';

/** Flags of all commands of a rollout that have to know its policy. */
export interface RolloutFlags extends AccountFlags {
  readonly rings?: string;
  readonly onUnhealthy?: 'hold' | 'rollback';
  readonly publish?: 'fleet' | 'parameter' | 'both';
  readonly shareAfter?: string;
  readonly drain?: number;
  readonly json?: boolean;
}

/** What a rollout may do, from flags and config file; flags win. */
export function rolloutOptions(flags: RolloutFlags, { rollout = {}, tags }: Config): RolloutOptions {
  const { rings, onUnhealthy, publish, shareAfter, drain } = flags;
  return {
    ...rollout,
    ...(rings === undefined ? {} : { rings }),
    ...(onUnhealthy === undefined ? {} : { onUnhealthy }),
    ...(publish === undefined ? {} : { publish }),
    ...(shareAfter === undefined ? {} : { share: { afterRing: shareAfter } }),
    ...(drain === undefined ? {} : { drainAtOnce: drain }),
    ...(tags === undefined ? {} : { imageTags: tags }),
  };
}

/**
 * The same, checked and with its defaults.
 * @throws InvalidOptionsError naming what is wrong
 */
export function rolloutPolicy(flags: RolloutFlags, config: Config): RolloutPolicy {
  return toRolloutPolicy(rolloutOptions(flags, config));
}
