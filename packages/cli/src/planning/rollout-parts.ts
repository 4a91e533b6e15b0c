import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import type { Clock } from '@appstream-campaign/core';
import {
  alarmsOf,
  type RolloutOptions,
  type RolloutParts,
  toRolloutPolicy,
} from '@appstream-campaign/core/rollout';
import type { Account } from '../account/account.ts';

/** What a rollout in an account works with. Clients that its policy does not need are not loaded. */
export async function rolloutPartsOf(
  account: Account,
  options: RolloutOptions,
  clock: Clock,
): Promise<RolloutParts> {
  const policy = toRolloutPolicy(options);
  const { appstream, settings, store: images, caller, region } = account;
  return {
    store: new AppStreamFleetStore({ client: appstream }),
    images,
    clock,
    policy: options,
    place: { account: caller.account, region },
    ...(alarmsOf(policy).length > 0 ? { alarms: await alarmSourceOf(settings) } : {}),
    ...(policy.publish === 'fleet' ? {} : { parameters: await parametersOf(settings) }),
    ...(policy.share === undefined ? {} : { sharing: await sharingOf(account) }),
  };
}

async function alarmSourceOf(settings: Account['settings']) {
  const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
  const { createAlarmSource } = await import('@appstream-campaign/aws-adapters/cloudwatch-alarms');
  return createAlarmSource({ client: new CloudWatchClient(settings) });
}

async function parametersOf(settings: Account['settings']) {
  const { SSMClient } = await import('@aws-sdk/client-ssm');
  const { createParameterStore } = await import('@appstream-campaign/aws-adapters/ssm-parameters');
  return createParameterStore({ client: new SSMClient(settings) });
}

async function sharingOf({ appstream }: Account) {
  const { createSharingStore } = await import('@appstream-campaign/aws-adapters/appstream-sharing');
  return createSharingStore({ client: appstream });
}
