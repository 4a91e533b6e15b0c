import { alarmsOf, type RolloutPolicy } from '@appstream-campaign/core/rollout';
import {
  type CampaignFeatures,
  channelPermissions,
  type PermissionStatement,
  sharePermission,
} from '@appstream-campaign/lambda-handler/person-permissions';

/** What a person calls who runs rollouts, approves, revokes and pauses; with what the policy asks for, and who is told. */
export function rolloutPermissions(
  place: CampaignFeatures,
  policy: RolloutPolicy,
): readonly PermissionStatement[] {
  const { partition, region, account } = place;
  const own = `arn:${partition}:appstream:${region}:${account}`;
  const both = [`${own}:fleet/*`, `${own}:image/*`];
  return [
    {
      sid: 'LookAtImagesAndFleets',
      purpose: 'See the images and fleets with their tags, and the sessions of fleets.',
      actions: [
        'appstream:DescribeImages',
        'appstream:DescribeFleets',
        'appstream:ListTagsForResource',
        'appstream:ListAssociatedStacks',
        'appstream:DescribeSessions',
      ],
      resources: ['*'],
    },
    ...(policy.publish === 'parameter' ? [] : [switching(both)]),
    {
      sid: 'TagFleetsAndImages',
      purpose: 'Write what a fleet had before and since when; approvals, revocations, pauses.',
      actions: ['appstream:TagResource', 'appstream:UntagResource'],
      resources: both,
    },
    ...(policy.drainAtOnce > 0 ? [DRAIN] : []),
    ...(alarmsOf(policy).length > 0 ? [LISTEN] : []),
    ...(policy.publish === 'fleet'
      ? []
      : [
          {
            sid: 'PublishParameters',
            purpose: 'Tell code that manages fleets which version is wanted.',
            actions: ['ssm:GetParameters', 'ssm:PutParameter'],
            resources: [`arn:${partition}:ssm:${region}:${account}:parameter${policy.parameterPrefix}/*`],
          },
        ]),
    ...(policy.share === undefined ? [] : [sharePermission(place)]),
    ...channelPermissions(place),
  ];
}

const switching = (resources: readonly string[]): PermissionStatement => ({
  sid: 'SwitchFleets',
  purpose: 'Give a fleet another image.',
  actions: ['appstream:UpdateFleet'],
  resources,
});

const DRAIN: PermissionStatement = {
  sid: 'DrainInstances',
  purpose: 'Drain instances that sessions keep from a new image. A session is no resource.',
  actions: ['appstream:DrainSessionInstance'],
  resources: ['*'],
};

const LISTEN: PermissionStatement = {
  sid: 'ReadAlarms',
  purpose: 'See whether the alarms of the rings are on. The action is asked for many at once.',
  actions: ['cloudwatch:DescribeAlarms'],
  resources: ['*'],
};
