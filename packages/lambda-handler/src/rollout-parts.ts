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
import type { clientsIn } from './network.ts';
import type { TargetClients } from './open-target.ts';

// Part of the composition root, as aws-parts.ts: builds SDK clients. Modules that only some policies need are loaded for those.

/** The stores of the rollout function. */
export type RolloutStores = Pick<RolloutParts, 'store' | 'images' | 'alarms' | 'parameters' | 'sharing'>;

/** The stores of one place. */
export interface OpenRollout {
  readonly stores: RolloutStores;
  /** Ends the connections. */
  close(): void;
}

/** Settings of the clients: those of `clientsIn`, or of a target. */
type Clients = ReturnType<typeof clientsIn> | TargetClients;

/** Fleets and images that clients with these settings reach, with alarms, parameters and shares where the policy needs them. */
export async function openRollout(
  options: RolloutOptions,
  onNotice: (notice: string) => void,
  settings: Clients,
): Promise<OpenRollout> {
  const policy = toRolloutPolicy(options);
  const { publish, share } = policy;
  const client = new AppStreamClient({ ...appStreamClientSettings, ...settings });
  const closing: { destroy(): void }[] = [client];
  const stores = {
    store: new AppStreamFleetStore({ client }),
    images: new AppStreamImageStore({ client, onNotice }),
    ...(alarmsOf(policy).length > 0 ? { alarms: await alarmSource(settings, closing) } : {}),
    ...(publish === 'fleet' ? {} : { parameters: await parameterStore(settings, closing) }),
    ...(share === undefined ? {} : { sharing: await sharingStore(client) }),
  };
  return {
    stores,
    close: () => {
      for (const one of closing) one.destroy();
    },
  };
}

async function alarmSource(
  settings: Clients,
  closing: { destroy(): void }[],
): Promise<NonNullable<RolloutStores['alarms']>> {
  const [{ CloudWatchClient }, { createAlarmSource }] = await Promise.all([
    import('./clients/cloudwatch.ts'),
    import('@appstream-campaign/aws-adapters/cloudwatch-alarms'),
  ]);
  const client = new CloudWatchClient(settings);
  closing.push(client);
  return createAlarmSource({ client });
}

async function parameterStore(
  settings: Clients,
  closing: { destroy(): void }[],
): Promise<NonNullable<RolloutStores['parameters']>> {
  const [{ SSMClient }, { createParameterStore }] = await Promise.all([
    import('./clients/ssm.ts'),
    import('@appstream-campaign/aws-adapters/ssm-parameters'),
  ]);
  const client = new SSMClient(settings);
  closing.push(client);
  return createParameterStore({ client });
}

async function sharingStore(client: AppStreamClient): Promise<NonNullable<RolloutStores['sharing']>> {
  const { createSharingStore } = await import('@appstream-campaign/aws-adapters/appstream-sharing');
  return createSharingStore({ client });
}
