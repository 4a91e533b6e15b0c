/** Permissions of people who use the command line, from the same source as the function's. @module */

import { READ_IMAGE_USERS, READ_QUOTAS } from './image-permissions.ts';
import {
  type CampaignFeatures,
  campaignPermissions,
  type PermissionStatement,
  READ_IMAGES,
} from './permissions.ts';

export {
  type CampaignFeatures,
  campaignPermissions,
  channelPermissions,
  type PermissionStatement,
} from './permissions.ts';

const READ_PRICES: PermissionStatement = {
  sid: 'ReadPrices',
  purpose:
    "Read the prices of image builders in AWS's price list. Without it a plan tells hours, unless the config file has hourlyPrice.",
  actions: ['pricing:GetProducts'],
  resources: ['*'],
};

/**
 * What `appstream-campaign plan` calls. It changes nothing; but AppStream is asked with dry runs, and IAM cannot tell a
 * dry run from an update.
 */
export function planPermissions({
  partition,
  region,
  account,
}: CampaignFeatures): readonly PermissionStatement[] {
  const images = [`arn:${partition}:appstream:${region}:${account}:image/*`];
  return [
    READ_IMAGES,
    READ_IMAGE_USERS,
    READ_QUOTAS,
    READ_PRICES,
    {
      sid: 'AskWithDryRuns',
      purpose:
        'Ask AppStream whether an image can be updated. IAM cannot tell a dry run from an update; without it plan shows images as blocked.',
      actions: ['appstream:CreateUpdatedImage'],
      resources: images,
    },
    {
      sid: 'NameTagsInDryRuns',
      purpose: 'Name the tags of the successor in a dry run. Tags without UpdatedFrom are not allowed.',
      actions: ['appstream:TagResource'],
      resources: images,
      conditions: { Null: { 'aws:RequestTag/UpdatedFrom': 'false' } },
    },
  ];
}

/** What `appstream-campaign run` and `resume` call: the same as the function, and the plan. */
export function runPermissions(features: CampaignFeatures): readonly PermissionStatement[] {
  const own = campaignPermissions(features).filter(
    ({ sid }) => sid !== READ_IMAGE_USERS.sid && sid !== READ_QUOTAS.sid,
  );
  return [...own, READ_IMAGE_USERS, READ_QUOTAS, READ_PRICES];
}

/** What `status --state-machine` and `report --execution` call. */
export function historyPermissions({
  partition,
  region,
  account,
}: Pick<CampaignFeatures, 'partition' | 'region' | 'account'>): readonly PermissionStatement[] {
  const place = `arn:${partition}:states:${region}:${account}`;
  return [
    {
      sid: 'ListExecutions',
      purpose: 'List the executions of a state machine, for status.',
      actions: ['states:ListExecutions'],
      resources: [`${place}:stateMachine:*`],
    },
    {
      sid: 'ReadHistories',
      purpose: 'Read what a campaign was started with and what its checks returned, for status and report.',
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
      resources: [`${place}:execution:*`],
    },
  ];
}

export { sharePermission } from './image-permissions.ts';
