import { alarmsOf, toRolloutPolicy } from '@appstream-campaign/core/rollout';
import type { Environment } from './environment.ts';
import { featuresOf } from './features-of.ts';
import { sharePermission } from './image-permissions.ts';
import {
  type ChannelFeatures,
  channelPermissions,
  type PermissionStatement,
  READ_IMAGES,
} from './permissions.ts';
import { readRolloutEnvironment } from './rollout-environment.ts';

/** Features of the rollout function. Omitted features are not allowed. */
export interface RolloutFeatures extends ChannelFeatures {
  /** Whether rings name CloudWatch alarms. @defaultValue false */
  readonly alarms?: boolean;
  /** What changes fleets, as in the options of rollouts. @defaultValue `fleet` */
  readonly publish?: 'fleet' | 'parameter' | 'both';
  /** Beginning of the names of parameters. @defaultValue `/appstream-images` */
  readonly parameterPrefix?: string;
  /** Whether versions are shared as those before them. @defaultValue false */
  readonly shares?: boolean;
  /** Whether instances of multi-session fleets are drained after a switch. @defaultValue false */
  readonly drains?: boolean;
  /** Tag that a fleet takes part by. @defaultValue `ImageRing` */
  readonly ringTag?: string;
}

/** The features that the environment of a rollout function enables; account and sender are given elsewhere. */
export type RolloutEnvironmentFeatures = Omit<
  RolloutFeatures,
  'partition' | 'region' | 'account' | 'fromAddress' | 'ringTag'
>;

/**
 * The features of a rollout function with these variables, for `rolloutPermissions`.
 * @throws InvalidEnvironmentError naming a variable of the rollout that is wrong
 */
export function rolloutFeaturesOf(environment: Environment): RolloutEnvironmentFeatures {
  const { taggingApi: _, deleteFailed: __, ...channels } = featuresOf(environment);
  const ofRollout = Object.entries(environment).filter(([name]) => name.startsWith('CAMPAIGN_ROLLOUT_'));
  const { rollout } = readRolloutEnvironment(Object.fromEntries(ofRollout));
  const policy = toRolloutPolicy(rollout);
  const { publish, parameterPrefix, share, drainAtOnce } = policy;
  return {
    ...channels,
    alarms: alarmsOf(policy).length > 0,
    publish,
    parameterPrefix,
    shares: share !== undefined,
    drains: drainAtOnce > 0,
  };
}

/** What a pass calls in a target: everything about fleets and their images, in every Region, and nothing about people. */
export function rolloutSpokePermissions(
  features: Pick<
    RolloutFeatures,
    'partition' | 'account' | 'alarms' | 'publish' | 'parameterPrefix' | 'shares' | 'drains' | 'ringTag'
  >,
): readonly PermissionStatement[] {
  return rolloutPermissions({ ...features, region: '*' });
}

/** What the code of the rollout function calls, and nothing else. */
export function rolloutPermissions(features: RolloutFeatures): readonly PermissionStatement[] {
  const { partition, region, account, alarms = false, publish = 'fleet' } = features;
  const { shares = false, drains = false } = features;
  const { ringTag = 'ImageRing', parameterPrefix = '/appstream-images' } = features;
  const appstream = `arn:${partition}:appstream:${region}:${account}`;
  const takesPart = { Null: { [`aws:ResourceTag/${ringTag}`]: 'false' } };
  const switching: readonly PermissionStatement[] = [
    {
      sid: 'SwitchFleets',
      purpose: `Give fleets that take part, by the tag ${ringTag}, another image.`,
      actions: ['appstream:UpdateFleet'],
      resources: [`${appstream}:fleet/*`],
      conditions: takesPart,
    },
    {
      sid: 'UseImages',
      purpose: 'Name the image that a fleet gets. It is a resource of the same action, and has no such tag.',
      actions: ['appstream:UpdateFleet'],
      resources: [`${appstream}:image/*`],
    },
  ];
  return [
    READ_IMAGES,
    {
      sid: 'LookAtFleets',
      purpose: 'See the fleets. The action knows no resources.',
      actions: ['appstream:DescribeFleets'],
      resources: ['*'],
    },
    {
      sid: 'TagFleets',
      purpose: `Write on fleets with the tag ${ringTag} since when they have their image, what they had before, and what people were told.`,
      actions: ['appstream:TagResource', 'appstream:UntagResource'],
      resources: [`${appstream}:fleet/*`],
      conditions: takesPart,
    },
    {
      sid: 'TagImages',
      purpose: 'Write on versions that they are held, and what people were told.',
      actions: ['appstream:TagResource'],
      resources: [`${appstream}:image/*`],
    },
    ...(publish === 'parameter' ? [] : switching),
    ...(publish === 'fleet' ? [] : [parameterPermission(features, parameterPrefix)]),
    ...(drains ? [DRAIN_INSTANCES] : []),
    ...(alarms ? [READ_ALARMS] : []),
    ...(shares ? [sharePermission(features)] : []),
    ...channelPermissions(features),
  ];
}

const DRAIN_INSTANCES: PermissionStatement = {
  sid: 'DrainInstances',
  purpose:
    'See the sessions of fleets, and drain the instances that they keep from a new image. A session is no resource.',
  actions: ['appstream:ListAssociatedStacks', 'appstream:DescribeSessions', 'appstream:DrainSessionInstance'],
  resources: ['*'],
};

const READ_ALARMS: PermissionStatement = {
  sid: 'SeeAlarms',
  purpose: 'See the alarms that rings name. Composite alarms are shown only to who may see all.',
  actions: ['cloudwatch:DescribeAlarms'],
  resources: ['*'],
};

function parameterPermission(
  { partition, region, account }: RolloutFeatures,
  prefix: string,
): PermissionStatement {
  return {
    sid: 'PublishVersions',
    purpose: 'Read and write the parameters that say which version is wanted, beneath the one path.',
    actions: ['ssm:GetParameters', 'ssm:PutParameter'],
    resources: [`arn:${partition}:ssm:${region}:${account}:parameter${prefix}/*`],
  };
}
