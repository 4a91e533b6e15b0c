import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { UpdateCampaign } from '@appstream-campaign/core';
import { openImages } from './aws-parts.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type CampaignInput, parseEvent } from './event.ts';
import { notifiersOfCall } from './given-notifiers.ts';
import { clientsIn } from './network.ts';
import { createSecrets } from './notifiers/secrets.ts';

/**
 * Validates this event with these variables, for deployments. It runs the same checks as a first call, so an error is found
 * at deployment and not at night.
 * @throws InvalidEventError, InvalidEnvironmentError or InvalidOptionsError naming the first value that is wrong
 */
export function checkCall(event: CampaignInput, environment: Environment = {}): void {
  const settings = readEnvironment(environment);
  const { input } = parseEvent(event);
  const { useTaggingApi } = settings;
  const { store, sharing, inventory } = openImages(clientsIn({}), {
    useTaggingApi,
    onNotice: () => {},
    timeLeft: () => 0,
  }).parts;
  new UpdateCampaign({
    ...settings.campaign,
    ...(input.BatchSize === undefined ? {} : { batchSize: input.BatchSize }),
    store,
    shares: sharing(),
    inventory: inventory(),
    clock: systemClock,
    notifiers: notifiersOfCall(undefined, { settings, input, secret: createSecrets(environment) }),
  });
}
