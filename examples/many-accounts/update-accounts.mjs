import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { UpdateCampaign } from '@appstream-campaign/core';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import pLimit from 'p-limit';

/**
 * Runs a campaign for each target, some of them at a time. Quotas are per account and Region, so none slows another; and
 * one that stops, or whose role cannot be assumed, leaves the others alone.
 *
 * @param {readonly { name: string, roleArn: string, region: string, externalId?: string }[]} targets
 * @param {{ together?: number, clock?: import('@appstream-campaign/core').Clock, say?: (line: string) => void }} [options]
 */
export async function updateAccounts(
  targets,
  { together = 10, clock = systemClock, say = console.log } = {},
) {
  const limit = pLimit(together);
  return Promise.all(targets.map((target) => limit(() => updateTarget(target, clock, say))));
}

async function updateTarget({ name, roleArn, region, externalId }, clock, say) {
  const client = new AppStreamClient({
    ...appStreamClientSettings,
    region,
    // The SDK asks for new credentials before these end.
    credentials: fromTemporaryCredentials({
      params: { RoleArn: roleArn, RoleSessionName: 'appstream-campaign', ExternalId: externalId },
    }),
  });
  const [, , , , account] = roleArn.split(':');
  const campaign = new UpdateCampaign({
    store: new AppStreamImageStore({ client }),
    clock,
    place: { account, accountName: name, region },
  });
  campaign.events.on('event', (event) => {
    say([name, event.type, 'source' in event ? event.source : ''].join(' ').trim());
  });
  try {
    return { target: name, state: await campaign.run() };
  } finally {
    client.destroy();
  }
}
