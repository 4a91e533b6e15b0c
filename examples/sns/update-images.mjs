import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { UpdateCampaign } from '@appstream-campaign/core';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { SNSClient } from '@aws-sdk/client-sns';

/** @param {import('@appstream-campaign/core').RunOptions} [options] */
export async function updateImages({ clock = systemClock, ...run } = {}) {
  const topic = new SnsNotifier({
    client: new SNSClient({}),
    topicArn: process.env.TOPIC_ARN ?? '',
    // More than the default: pagers hear of failures, a queue of every image.
    events: ['imageUpdated', 'updateFailed', 'campaignStopped', 'campaignEnded'],
  });
  const store = new AppStreamImageStore({ client: new AppStreamClient(appStreamClientSettings) });
  return new UpdateCampaign({ store, clock, notifiers: [topic] }).run(run);
}
