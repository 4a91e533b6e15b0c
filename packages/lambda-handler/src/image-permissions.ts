import type { PermissionStatement, Place } from './permission-statement.ts';

/** To read what uses images; what cannot be read keeps the images that it may concern. */
export const READ_IMAGE_USERS: PermissionStatement = {
  sid: 'SeeWhoUsesImages',
  purpose:
    'See which fleets, image builders and other accounts use an image, and what updates are doing. What cannot be seen is left out.',
  actions: [
    'appstream:DescribeFleets',
    'appstream:DescribeImageBuilders',
    'appstream:DescribeImagePermissions',
  ],
  resources: ['*'],
};

/** To read the image quota. */
export const READ_QUOTAS: PermissionStatement = {
  sid: 'ReadQuotas',
  purpose: 'Read the quotas of the account. Without it the defaults of a new account are taken.',
  actions: ['servicequotas:GetServiceQuota', 'servicequotas:GetAWSDefaultServiceQuota'],
  resources: ['*'],
};

/** To delete failed successors before their update is tried again. */
export function deletePermission({ partition, region, account }: Place): PermissionStatement {
  return {
    sid: 'DeleteFailedSuccessors',
    purpose:
      'Delete failed successors of the campaign. Only images that a campaign has made carry the tag; IAM cannot see that they failed, which the code looks at.',
    actions: ['appstream:DeleteImage'],
    resources: [`arn:${partition}:appstream:${region}:${account}:image/*`],
    conditions: { Null: { 'aws:ResourceTag/UpdatedFrom': 'false' } },
  };
}

/** To delete versions that are no longer needed. */
export function prunePermissions({ partition, region, account }: Place): readonly PermissionStatement[] {
  const deletion = {
    actions: ['appstream:DeleteImage'],
    resources: [`arn:${partition}:appstream:${region}:${account}:image/*`],
  };
  return [
    {
      sid: 'DeleteVersions',
      purpose:
        'Delete versions that nobody needs, and failed successors. Only images that a campaign has made carry the tag; who uses them, IAM cannot see, and the code looks at it.',
      ...deletion,
      conditions: { Null: { 'aws:ResourceTag/UpdatedFrom': 'false' } },
    },
    {
      sid: 'DeleteFirstVersions',
      purpose: 'Delete the first version of a lineage, which names the version after it.',
      ...deletion,
      conditions: { Null: { 'aws:ResourceTag/NextVersion': 'false' } },
    },
  ];
}

/** To share successors as their sources are shared: who may use a source, {@link READ_IMAGE_USERS} lets it see. */
export function sharingPermissions({ partition, region, account }: Place): readonly PermissionStatement[] {
  return [
    {
      sid: 'ShareSuccessors',
      purpose:
        'Let the accounts that may use a source use its successor, too. Only images that a campaign has made carry the tag.',
      actions: ['appstream:UpdateImagePermissions'],
      resources: [`arn:${partition}:appstream:${region}:${account}:image/*`],
      conditions: { Null: { 'aws:ResourceTag/UpdatedFrom': 'false' } },
    },
  ];
}

/** To share a version as the one before it is shared. */
export function sharePermission({ partition, region, account }: Place): PermissionStatement {
  return {
    sid: 'ShareImages',
    purpose: 'Share a version with the accounts that the version before it is shared with.',
    actions: ['appstream:DescribeImagePermissions', 'appstream:UpdateImagePermissions'],
    resources: [`arn:${partition}:appstream:${region}:${account}:image/*`],
  };
}
