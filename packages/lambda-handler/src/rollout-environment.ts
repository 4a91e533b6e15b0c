import { InvalidOptionsError } from '@appstream-campaign/core';
import { unknownKey } from '@appstream-campaign/core/internal';
import { type RingOptions, type RolloutOptions, toRolloutPolicy } from '@appstream-campaign/core/rollout';
import { CHANNEL_VARIABLES } from './channel-variables.ts';
import { type Environment, type HandlerSettings, readEnvironment } from './environment.ts';
import { InvalidEnvironmentError } from './errors.ts';

type Read = (value: string, before: RolloutOptions) => RolloutOptions;

const number = (value: string) => (/^\d{1,5}$/.test(value) ? Number(value) : value) as number;

/** Each variable, and what it adds to the options. Later ones may depend on earlier ones. */
const VARIABLES: Readonly<Record<string, Read>> = {
  CAMPAIGN_ROLLOUT_RINGS: (value) => ({ rings: ringsOf(value) }),
  CAMPAIGN_ROLLOUT_ON_UNHEALTHY: (value) => ({ onUnhealthy: value as 'hold' }),
  CAMPAIGN_ROLLOUT_CAPACITY_MINUTES: (value, { health }) => ({
    health: { ...health, capacityMinutes: number(value) },
  }),
  CAMPAIGN_ROLLOUT_WATCH_HOURS: (value, { health }) => ({ health: { ...health, watchHours: number(value) } }),
  CAMPAIGN_ROLLOUT_PUBLISH: (value) => ({ publish: value as 'fleet' }),
  CAMPAIGN_ROLLOUT_PARAMETER_PREFIX: (value) => ({ parameterPrefix: value }),
  CAMPAIGN_ROLLOUT_SHARE: (value) => ({ share: { afterRing: value } }),
  CAMPAIGN_ROLLOUT_DRAIN_AT_ONCE: (value) => ({ drainAtOnce: number(value) }),
};

/** Variables that mean the same as for the campaign's function. */
export const MESSAGE_VARIABLES: readonly string[] = [
  'CAMPAIGN_TIME_ZONE',
  'CAMPAIGN_ACCOUNT_NAME',
  'CAMPAIGN_REPLY_TO',
  'CAMPAIGN_CONFIGURATION_SET',
  ...Object.keys(CHANNEL_VARIABLES),
];

/** Names of the variables that the rollout function reads, except those of the SDK. */
export const ROLLOUT_VARIABLES: readonly string[] = [...Object.keys(VARIABLES), ...MESSAGE_VARIABLES];

/** The settings of rollouts and notifications in the environment. */
export interface RolloutSettings {
  readonly rollout: RolloutOptions;
  readonly messages: HandlerSettings;
}

/**
 * Reads the variables that start with `CAMPAIGN_`. `CAMPAIGN_ROLLOUT_SHARE` may be empty, as variables about channels may:
 * a template need not leave it out.
 * @throws InvalidEnvironmentError naming the first variable that is wrong or unknown
 */
export function readRolloutEnvironment(environment: Environment): RolloutSettings {
  const ours = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) =>
        name.startsWith('CAMPAIGN_') &&
        value !== undefined &&
        !(value === '' && name === 'CAMPAIGN_ROLLOUT_SHARE'),
    ),
  );
  const unknown = unknownKey('Environment variable', ours, ROLLOUT_VARIABLES);
  if (unknown !== undefined) throw new InvalidEnvironmentError(unknown);
  const messages = Object.entries(ours).filter(([name]) => MESSAGE_VARIABLES.includes(name));
  let rollout: RolloutOptions = {};
  for (const [name, read] of Object.entries(VARIABLES)) {
    const value = ours[name];
    if (value !== undefined) rollout = checked(name, value, () => ({ ...rollout, ...read(value, rollout) }));
  }
  return { rollout, messages: readEnvironment(Object.fromEntries(messages)) };
}

/** The validated options: each variable is validated together with those before it. */
function checked(name: string, value: string, read: () => RolloutOptions): RolloutOptions {
  try {
    const options = read();
    toRolloutPolicy(options);
    return options;
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    const shown = JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
    throw new InvalidEnvironmentError(`Environment variable ${name} is ${shown}. ${error.message}`);
  }
}

/** The compact form, or JSON for what that has no room for: windows, alarms and `maxAtOnce`. */
function ringsOf(value: string): string | readonly RingOptions[] {
  if (!value.startsWith('[')) return value;
  try {
    return JSON.parse(value) as readonly RingOptions[];
  } catch {
    throw new InvalidOptionsError('It begins as a list in JSON, and is none.');
  }
}
