import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { UpdateCampaign } from '@appstream-campaign/core';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { SESClient } from '@aws-sdk/client-ses';

/** @param {import('@appstream-campaign/core').RunOptions} [options] */
export async function updateImages({ clock = systemClock, ...run } = {}) {
  const store = new AppStreamImageStore({ client: new AppStreamClient(appStreamClientSettings) });
  const mail = new SesNotifier({
    client: new SESClient({}),
    from: 'it@example.com',
    to: 'admins@example.com',
  });
  const campaign = new UpdateCampaign({ store, clock, notifiers: [mail], batchSize: 5 });
  campaign.events.on('event', (event) => {
    console.log(event.at, event.type, 'source' in event ? event.source : '');
  });
  console.table((await campaign.plan()).images);
  return campaign.run(run);
}
