import type { Environment } from './environment.ts';
import { featuresOf } from './features-of.ts';
import { prunePermissions, READ_IMAGE_USERS } from './image-permissions.ts';
import {
  type ChannelFeatures,
  channelPermissions,
  type PermissionStatement,
  READ_IMAGES,
} from './permissions.ts';
import { readPruneEnvironment } from './prune-environment.ts';

/** What the prune function is to do. What is left out is not allowed. */
export interface PruneFeatures extends ChannelFeatures {
  /** Whether it deletes. @defaultValue false: it looks, and tells what it would delete */
  readonly deletes?: boolean;
}

/** What the environment of a prune function asks for; place and sender are said elsewhere. */
export type PruneEnvironmentFeatures = Omit<
  PruneFeatures,
  'partition' | 'region' | 'account' | 'fromAddress'
>;

/**
 * What a prune function with these variables has to be allowed, for `prunePassPermissions`.
 * @throws InvalidEnvironmentError naming a variable of pruning that is wrong
 */
export function pruneFeaturesOf(environment: Environment): PruneEnvironmentFeatures {
  const { configurationSet, topicArn, eventBus, secrets } = featuresOf(environment);
  const ofPruning = Object.entries(environment).filter(([name]) => name.startsWith('CAMPAIGN_PRUNE_'));
  const { deletes } = readPruneEnvironment(Object.fromEntries(ofPruning));
  return {
    ...(configurationSet === undefined ? {} : { configurationSet }),
    ...(topicArn === undefined ? {} : { topicArn }),
    ...(eventBus === undefined ? {} : { eventBus }),
    ...(secrets === undefined ? {} : { secrets }),
    deletes,
  };
}

/** What a pass calls in a target, in every Region: everything about images and who uses them, and nothing about people. */
export function pruneSpokePermissions(
  features: Pick<PruneFeatures, 'partition' | 'account' | 'deletes'>,
): readonly PermissionStatement[] {
  return prunePassPermissions({ ...features, region: '*' });
}

/** What the code of the prune function calls, and nothing else. */
export function prunePassPermissions(features: PruneFeatures): readonly PermissionStatement[] {
  return [
    READ_IMAGES,
    READ_IMAGE_USERS,
    ...(features.deletes === true ? prunePermissions(features) : []),
    ...channelPermissions(features),
  ];
}
