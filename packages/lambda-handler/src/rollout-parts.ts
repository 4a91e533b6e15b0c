import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import {
  alarmsOf,
  type RolloutOptions,
  type RolloutParts,
  toRolloutPolicy,
} from '@appstream-campaign/core/rollout';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { clientsIn, type HandlerNetwork } from './network.ts';

// Part of the composition root, as aws-parts.ts: builds SDK clients. What only some policies need is loaded for those.

/** Where the rollout function finds images, fleets and what the policy asks for. */
export type RolloutStores = Pick<RolloutParts, 'store' | 'images' | 'alarms' | 'parameters' | 'sharing'>;

/** The account's fleets and images, with alarms, parameters and shares where the policy needs them. */
export async function createRolloutStores(
  options: RolloutOptions,
  onNotice: (notice: string) => void,
  network: HandlerNetwork = {},
): Promise<RolloutStores> {
  const policy = toRolloutPolicy(options);
  const { publish, share } = policy;
  const client = new AppStreamClient({ ...appStreamClientSettings, ...clientsIn(network) });
  return {
    store: new AppStreamFleetStore({ client }),
    images: new AppStreamImageStore({ client, onNotice }),
    ...(alarmsOf(policy).length > 0 ? { alarms: await alarmSource(network) } : {}),
    ...(publish === 'fleet' ? {} : { parameters: await parameterStore(network) }),
    ...(share === undefined ? {} : { sharing: await sharingStore(client) }),
  };
}

async function alarmSource(network: HandlerNetwork): Promise<NonNullable<RolloutStores['alarms']>> {
  const [{ CloudWatchClient }, { createAlarmSource }] = await Promise.all([
    import('./clients/cloudwatch.ts'),
    import('@appstream-campaign/aws-adapters/cloudwatch-alarms'),
  ]);
  return createAlarmSource({ client: new CloudWatchClient(clientsIn(network)) });
}

async function parameterStore(network: HandlerNetwork): Promise<NonNullable<RolloutStores['parameters']>> {
  const [{ SSMClient }, { createParameterStore }] = await Promise.all([
    import('./clients/ssm.ts'),
    import('@appstream-campaign/aws-adapters/ssm-parameters'),
  ]);
  return createParameterStore({ client: new SSMClient(clientsIn(network)) });
}

async function sharingStore(client: AppStreamClient): Promise<NonNullable<RolloutStores['sharing']>> {
  const { createSharingStore } = await import('@appstream-campaign/aws-adapters/appstream-sharing');
  return createSharingStore({ client });
}
