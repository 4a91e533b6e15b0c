import { InvalidOptionsError } from '@appstream-campaign/core';
import { unknownKey } from '@appstream-campaign/core/internal';
import { type PruneOptions, toPrunePolicy } from '@appstream-campaign/core/prune';
import { type Environment, type HandlerSettings, readEnvironment } from './environment.ts';
import { InvalidEnvironmentError } from './errors.ts';
import { MESSAGE_VARIABLES } from './rollout-environment.ts';

type Read = (value: string, before: PruneOptions) => PruneOptions;

const number = (value: string) => (/^\d{1,5}$/.test(value) ? Number(value) : value) as number;

/** Each variable, and what it adds to the options. */
const VARIABLES: Readonly<Record<string, Read>> = {
  CAMPAIGN_PRUNE_KEEP: (value) => ({ keep: number(value) }),
  CAMPAIGN_PRUNE_MIN_AGE_DAYS: (value) => ({ minAgeDays: number(value) }),
  CAMPAIGN_PRUNE_FAILED_AFTER_DAYS: (value) => ({ failedAfterDays: number(value) }),
  CAMPAIGN_PRUNE_MAX_DELETIONS: (value) => ({ maxDeletions: number(value) }),
  CAMPAIGN_PRUNE_KEEP_TAG: (value) => ({ keepTag: value }),
  CAMPAIGN_TAG_KEY: (value, { tags }) => ({ tags: { ...tags, autoUpdate: value } }),
  CAMPAIGN_TAG_VALUE: (value, { tags }) => ({ tags: { ...tags, enabled: value } }),
};
const DELETE = 'CAMPAIGN_PRUNE_DELETE';

/** Names of the variables that the prune function reads, beside those of the SDK. */
export const PRUNE_VARIABLES: readonly string[] = [DELETE, ...Object.keys(VARIABLES), ...MESSAGE_VARIABLES];

/** What the environment says of pruning, and of who is told. */
export interface PruneSettings {
  readonly prune: PruneOptions;
  /** Whether images are deleted. Otherwise every pass is a dry run. */
  readonly deletes: boolean;
  readonly messages: HandlerSettings;
}

/**
 * Reads the variables that start with `CAMPAIGN_`.
 * @throws InvalidEnvironmentError naming the first variable that is wrong or unknown
 */
export function readPruneEnvironment(environment: Environment): PruneSettings {
  const ours = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => name.startsWith('CAMPAIGN_') && value !== undefined,
    ),
  );
  const unknown = unknownKey('Environment variable', ours, PRUNE_VARIABLES);
  if (unknown !== undefined) throw new InvalidEnvironmentError(unknown);
  let prune: PruneOptions = {};
  for (const [name, read] of Object.entries(VARIABLES)) {
    const value = ours[name];
    if (value !== undefined) prune = checked(name, value, () => ({ ...prune, ...read(value, prune) }));
  }
  const deletes = ours[DELETE] ?? 'false';
  if (deletes !== 'true' && deletes !== 'false') {
    throw new InvalidEnvironmentError(
      `Environment variable ${DELETE} is ${JSON.stringify(deletes.slice(0, 200))}; expected "true" or "false".`,
    );
  }
  const messages = Object.entries(ours).filter(([name]) => MESSAGE_VARIABLES.includes(name));
  return {
    prune,
    deletes: deletes === 'true',
    messages: readEnvironment(Object.fromEntries(messages)),
  };
}

function checked(name: string, value: string, read: () => PruneOptions): PruneOptions {
  try {
    const options = read();
    toPrunePolicy(options);
    return options;
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    const shown = JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
    throw new InvalidEnvironmentError(`Environment variable ${name} is ${shown}. ${error.message}`);
  }
}
