import { SECRET_VARIABLES } from './channel-variables.ts';
import type { Environment } from './environment.ts';
import type { CampaignFeatures } from './permissions.ts';

/** The features that the environment enables; account, sender and enrolment are given elsewhere. */
export type EnvironmentFeatures = Pick<
  CampaignFeatures,
  | 'configurationSet'
  | 'topicArn'
  | 'eventBus'
  | 'secrets'
  | 'taggingApi'
  | 'deleteFailed'
  | 'sharing'
  | 'prune'
  | 'knowsQuota'
>;

/**
 * The features of a function with these variables, for `campaignPermissions`. Values are not validated, so placeholders of a
 * deployment are allowed.
 */
export function featuresOf(environment: Environment): EnvironmentFeatures {
  const present = <K extends string>(key: K, value: string | undefined) =>
    (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: string };
  return {
    ...present('configurationSet', environment.CAMPAIGN_CONFIGURATION_SET),
    ...present('topicArn', environment.CAMPAIGN_TOPIC_ARN),
    ...present('eventBus', environment.CAMPAIGN_EVENT_BUS),
    secrets: SECRET_VARIABLES.flatMap((name) => environment[name] ?? []),
    taggingApi: environment.CAMPAIGN_TAGGING_API === 'true',
    deleteFailed: environment.CAMPAIGN_DELETE_FAILED === 'true',
    sharing: environment.CAMPAIGN_SHARING === 'carry',
    prune: (environment.CAMPAIGN_PRUNE_KEEP ?? '') !== '',
    knowsQuota: (environment.CAMPAIGN_IMAGE_QUOTA ?? '') !== '',
  };
}
