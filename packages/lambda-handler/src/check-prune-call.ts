import type { Environment } from './environment.ts';
import { notifiersOfCall } from './given-notifiers.ts';
import { createSecrets } from './notifiers/secrets.ts';
import { type PassInput, parsePassEvent } from './pass-event.ts';
import { readPruneEnvironment } from './prune-environment.ts';

/**
 * Whether the prune function takes this event with these variables: for whoever deploys it.
 * @throws InvalidEventError, InvalidEnvironmentError or InvalidOptionsError naming the first value that is wrong
 */
export function checkPruneCall(event: PassInput, environment: Environment = {}): void {
  const { messages: settings } = readPruneEnvironment(environment);
  const input = parsePassEvent(event);
  notifiersOfCall(undefined, { settings, input, secret: createSecrets(environment) });
}
