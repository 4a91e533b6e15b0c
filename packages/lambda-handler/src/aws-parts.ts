import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { ImageStore, Notifier } from '@appstream-campaign/core';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import type { HandlerSettings } from './environment.ts';
import type { CampaignInput } from './event.ts';
import { lazyNotifier } from './lazy-notifier.ts';

// The composition root: the only place that builds SDK clients. They read Region, credentials and endpoints from
// the environment on their own, as everywhere.

/** The account's images, with the tagging API loaded only when candidates are looked for. */
export function createAppStreamStore(
  settings: HandlerSettings,
  onNotice: (notice: string) => void,
): ImageStore {
  return new AppStreamImageStore({
    client: new AppStreamClient({}),
    onNotice,
    ...(settings.useTaggingApi
      ? {
          taggingClient: async () => {
            const { ResourceGroupsTaggingAPIClient } = await import(
              '@aws-sdk/client-resource-groups-tagging-api'
            );
            return new ResourceGroupsTaggingAPIClient({});
          },
        }
      : {}),
  });
}

/** Mail when the event has addresses, a topic when the environment has one; both, or none. */
export function createAwsNotifiers(settings: HandlerSettings, input: CampaignInput): readonly Notifier[] {
  const { ToAddress, FromAddress } = input;
  const { topicArn, replyTo, configurationSet } = settings;
  const notifiers: Notifier[] = [];
  if (ToAddress !== undefined && FromAddress !== undefined) {
    const load = async () => {
      const [{ SESClient }, { SesNotifier }] = await Promise.all([
        import('@aws-sdk/client-ses'),
        import('@appstream-campaign/aws-adapters/ses'),
      ]);
      return new SesNotifier({
        client: new SESClient({}),
        from: FromAddress,
        to: typeof ToAddress === 'string' ? ToAddress : [...ToAddress],
        ...(replyTo === undefined ? {} : { replyTo: [...replyTo] }),
        ...(configurationSet === undefined ? {} : { configurationSet }),
      });
    };
    notifiers.push(lazyNotifier('ses', load));
  }
  if (topicArn !== undefined) {
    const load = async () => {
      const [{ SNSClient }, { SnsNotifier }] = await Promise.all([
        import('@aws-sdk/client-sns'),
        import('@appstream-campaign/aws-adapters/sns'),
      ]);
      return new SnsNotifier({ client: new SNSClient({}), topicArn });
    };
    notifiers.push(lazyNotifier('sns', load));
  }
  return notifiers;
}
