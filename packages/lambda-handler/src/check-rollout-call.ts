import type { Environment } from './environment.ts';
import { notifiersOfCall } from './given-notifiers.ts';
import { createSecrets } from './notifiers/secrets.ts';
import { type PassInput, parsePassEvent } from './pass-event.ts';
import { readRolloutEnvironment } from './rollout-environment.ts';

/**
 * Validates this event of the rollout function with these variables, for deployments.
 * @throws InvalidEventError, InvalidEnvironmentError or InvalidOptionsError naming the first value that is wrong
 */
export function checkRolloutCall(event: PassInput, environment: Environment = {}): void {
  const { messages: settings } = readRolloutEnvironment(environment);
  const input = parsePassEvent(event);
  notifiersOfCall(undefined, { settings, input, secret: createSecrets(environment) });
}
