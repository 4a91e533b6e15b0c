import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { UpdateCampaign } from '@appstream-campaign/core';
import {
  createAppStreamInventory,
  createAppStreamSharing,
  createAppStreamStore,
  createSecrets,
} from './aws-parts.ts';
import { createNotifiers } from './channels.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type CampaignInput, parseEvent } from './event.ts';

/**
 * Whether the handler takes this event with these variables: for whoever deploys it. It makes what a first call makes
 * before it touches anything, so what is refused here is what would be refused at night.
 * @throws InvalidEventError, InvalidEnvironmentError or InvalidOptionsError naming the first value that is wrong
 */
export function checkCall(event: CampaignInput, environment: Environment = {}): void {
  const settings = readEnvironment(environment);
  const { input } = parseEvent(event);
  new UpdateCampaign({
    ...settings.campaign,
    ...(input.BatchSize === undefined ? {} : { batchSize: input.BatchSize }),
    store: createAppStreamStore(
      settings,
      () => {},
      () => 0,
    ),
    shares: createAppStreamSharing(),
    inventory: createAppStreamInventory(() => {}),
    clock: systemClock,
    notifiers: createNotifiers(settings, input, createSecrets(environment)),
  });
}
