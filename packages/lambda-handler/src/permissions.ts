/**
 * The permissions of the function: with `deployment-permissions.ts` the only source of all IAM policies. The CDK construct makes
 * its policies from it, the SAM template and the documentation are compared with it, and the tests compare it with the
 * calls that the code makes.
 *
 * Facts about resources and condition keys: Service Authorization Reference, the pages of AppStream 2.0, SES, SNS and
 * Resource Groups Tagging API.
 *
 * @module
 */

import { bareAddress } from '@appstream-campaign/aws-adapters/mail-addresses';
import {
  deletePermission,
  prunePermissions,
  READ_IMAGE_USERS,
  READ_QUOTAS,
  sharingPermissions,
} from './image-permissions.ts';
import type { PermissionStatement, Place } from './permission-statement.ts';

export type { PermissionStatement, Place } from './permission-statement.ts';

/** Features of the function in addition to updating images. Omitted features are not allowed. */
export interface CampaignFeatures extends Place {
  /** The sender of mails, with or without a name; absent without mails. */
  readonly fromAddress?: string;
  /** SES configuration set of the mails. */
  readonly configurationSet?: string;
  /** SNS topic for messages. */
  readonly topicArn?: string;
  /** Event bus for events, by name or ARN. */
  readonly eventBus?: string;
  /** References to secrets, such as `ssm:/campaign/slack`, `secretsmanager:campaign` or one with an ARN. */
  readonly secrets?: readonly string[];
  /** Whether tags are read with the Resource Groups Tagging API, too. @defaultValue false */
  readonly taggingApi?: boolean;
  /** Whether failed successors are deleted before their update is tried again. @defaultValue false */
  readonly deleteFailed?: boolean;
  /** Whether versions that are no longer needed are deleted, including failed successors. @defaultValue false */
  readonly prune?: boolean;
  /** Whether the image quota is configured, and need not be read. @defaultValue false */
  readonly knowsQuota?: boolean;
  /** Whether successors are shared with the accounts that their sources are shared with. @defaultValue false */
  readonly sharing?: boolean;
  /**
   * Only images that carry this tag may be updated: the enrolment tag, now for IAM as well.
   * @defaultValue every image of the account in the Region
   */
  readonly onlyTagged?: { readonly key: string; readonly value: string };
}

/** What the code of the function calls, and nothing else. */
export function campaignPermissions(features: CampaignFeatures): readonly PermissionStatement[] {
  return [
    ...imagePermissions(features),
    READ_IMAGE_USERS,
    ...(features.knowsQuota === true ? [] : [READ_QUOTAS]),
    ...(features.prune === true
      ? prunePermissions(features)
      : features.deleteFailed === true
        ? [deletePermission(features)]
        : []),
    ...(features.sharing === true ? sharingPermissions(features) : []),
    ...(features.taggingApi === true ? [SEARCH_TAGS] : []),
    ...channelPermissions(features),
  ];
}

/** The place of a function, and the channels by which it notifies people. */
export type ChannelFeatures = Pick<
  CampaignFeatures,
  | 'partition'
  | 'region'
  | 'account'
  | 'fromAddress'
  | 'configurationSet'
  | 'topicArn'
  | 'eventBus'
  | 'secrets'
>;

/** Permissions for notifications. */
export function channelPermissions(features: ChannelFeatures): readonly PermissionStatement[] {
  return [
    ...(features.fromAddress === undefined ? [] : [mailPermission(features, features.fromAddress)]),
    ...(features.topicArn === undefined ? [] : [topicPermission(features.topicArn)]),
    ...(features.eventBus === undefined ? [] : [busPermission(features, features.eventBus)]),
    ...secretPermissions(features),
  ];
}

/** Part of every role. */
export const READ_IMAGES: PermissionStatement = {
  sid: 'LookAtImages',
  purpose: 'See the images and their tags. These actions know no resources.',
  actions: ['appstream:DescribeImages', 'appstream:ListTagsForResource'],
  resources: ['*'],
};

const SEARCH_TAGS: PermissionStatement = {
  sid: 'SearchTags',
  purpose: 'Find enrolled images with one call for a hundred. The action knows no resources.',
  actions: ['tag:GetResources'],
  resources: ['*'],
};

function imagePermissions({
  partition,
  region,
  account,
  onlyTagged,
}: CampaignFeatures): readonly PermissionStatement[] {
  const images = [`arn:${partition}:appstream:${region}:${account}:image/*`];
  if (onlyTagged === undefined) {
    return [
      READ_IMAGES,
      {
        sid: 'UpdateImages',
        purpose: 'Start updates, with the tags of the successor, and keep the tags of both images true.',
        actions: ['appstream:CreateUpdatedImage', 'appstream:TagResource', 'appstream:UntagResource'],
        resources: images,
      },
    ];
  }
  const { key, value } = onlyTagged;
  return [
    READ_IMAGES,
    {
      sid: 'UpdateEnrolledImages',
      purpose: `Start updates of images with the tag ${key}=${value}.`,
      actions: ['appstream:CreateUpdatedImage'],
      resources: images,
      conditions: { StringEquals: { [`aws:ResourceTag/${key}`]: value } },
    },
    {
      sid: 'TagTaggedImages',
      purpose: `Keep the tags true of images with the tag ${key}, whatever its value.`,
      actions: ['appstream:TagResource', 'appstream:UntagResource'],
      resources: images,
      conditions: { Null: { [`aws:ResourceTag/${key}`]: 'false' } },
    },
    {
      sid: 'TagSuccessors',
      purpose: `Give successors their tags as they are made: they have none yet, and get ${key} with the others.`,
      actions: ['appstream:TagResource'],
      resources: images,
      conditions: { Null: { [`aws:RequestTag/${key}`]: 'false' } },
    },
  ];
}

function mailPermission(
  { partition, region, account, configurationSet }: CampaignFeatures,
  fromAddress: string,
): PermissionStatement {
  const own = `arn:${partition}:ses:${region}:${account}`;
  return {
    sid: 'SendMail',
    purpose:
      'Send mails from the one address. Whether SES knows it by itself or by its domain cannot be told beforehand, so the identity is open and the address is not.',
    actions: ['ses:SendEmail'],
    resources: [
      `${own}:identity/*`,
      ...(configurationSet === undefined ? [] : [`${own}:configuration-set/${configurationSet}`]),
    ],
    // SES compares with the address alone, without the name before it.
    conditions: { StringEquals: { 'ses:FromAddress': bareAddress(fromAddress) } },
  };
}

function topicPermission(topicArn: string): PermissionStatement {
  return {
    sid: 'PublishMessages',
    purpose: 'Publish messages to the one topic.',
    actions: ['sns:Publish'],
    resources: [topicArn],
  };
}

function busPermission({ partition, region, account }: Place, bus: string): PermissionStatement {
  return {
    sid: 'PutEvents',
    purpose: 'Put events on the one bus.',
    actions: ['events:PutEvents'],
    resources: [
      bus.startsWith('arn:') ? bus : `arn:${partition}:events:${region}:${account}:event-bus/${bus}`,
    ],
  };
}

/** A secret's ARN ends with six random characters, which do not follow from its name. */
function secretPermissions({
  partition,
  region,
  account,
  secrets = [],
}: CampaignFeatures): readonly PermissionStatement[] {
  const namesOf = (source: string) =>
    secrets
      .filter((reference) => reference.startsWith(`${source}:`))
      .map((ref) => ref.slice(source.length + 1));
  const parameters = namesOf('ssm').map((name) => {
    const path = name.replace(/^\//, '');
    return name.startsWith('arn:') ? name : `arn:${partition}:ssm:${region}:${account}:parameter/${path}`;
  });
  const stored = namesOf('secretsmanager').map((reference) => {
    const [name = ''] = reference.split('#');
    return name.startsWith('arn:')
      ? name
      : `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-??????`;
  });
  const statement = (sid: string, action: string, resources: readonly string[]) =>
    resources.length === 0
      ? []
      : [{ sid, purpose: 'Read the secrets that the environment refers to.', actions: [action], resources }];
  return [
    ...statement('ReadParameters', 'ssm:GetParameter', parameters),
    ...statement('ReadSecrets', 'secretsmanager:GetSecretValue', stored),
  ];
}
