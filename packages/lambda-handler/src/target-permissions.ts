/**
 * What many accounts need: the role of a target, and what the hub's function may do to reach it. Facts: Service
 * Authorization Reference, the pages of AppStream 2.0, STS and Step Functions.
 *
 * @module
 */

import { type CampaignFeatures, campaignPermissions, type PermissionStatement } from './permissions.ts';

/** What the code calls in a target: everything about images, in every Region, and nothing else. */
export function spokePermissions(
  features: Pick<
    CampaignFeatures,
    'partition' | 'account' | 'deleteFailed' | 'prune' | 'sharing' | 'taggingApi' | 'onlyTagged'
  >,
): readonly PermissionStatement[] {
  const { partition, account, deleteFailed, prune, sharing, taggingApi, onlyTagged } = features;
  // A role belongs to an account, so one serves all its Regions.
  return campaignPermissions({
    partition,
    account,
    region: '*',
    ...(deleteFailed === undefined ? {} : { deleteFailed }),
    ...(prune === undefined ? {} : { prune }),
    ...(sharing === undefined ? {} : { sharing }),
    ...(taggingApi === undefined ? {} : { taggingApi }),
    ...(onlyTagged === undefined ? {} : { onlyTagged }),
  });
}

/** What the function of a hub may do beside what `campaignPermissions` has: assume the roles of its targets. */
export function targetPermissions(roles: readonly string[]): readonly PermissionStatement[] {
  return [
    {
      sid: 'AssumeTargetRoles',
      purpose: 'Work in the targets, with the one role that each has for it.',
      actions: ['sts:AssumeRole'],
      resources: roles,
    },
  ];
}

/** What the role of the hub's state machine may do. */
export function hubPermissions(hub: {
  readonly functionArn: string;
  /** The state machine of campaigns. */
  readonly campaignMachineArn: string;
  /** Its executions. @defaultValue those of the machine's ARN */
  readonly campaignExecutionsArn?: string;
  /** The hub's own state machine. */
  readonly hubMachineArn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}): readonly PermissionStatement[] {
  const { functionArn, campaignMachineArn, hubMachineArn, partition, region, account } = hub;
  const executions = (machine: string) => machine.replace(':stateMachine:', ':execution:');
  return [
    {
      sid: 'CallFunction',
      purpose: 'Call the one function.',
      actions: ['lambda:InvokeFunction'],
      resources: [functionArn],
    },
    {
      sid: 'RunCampaigns',
      purpose: 'Start a campaign for each target.',
      actions: ['states:StartExecution'],
      resources: [campaignMachineArn],
    },
    {
      sid: 'FollowCampaigns',
      purpose: 'See how the campaigns end, and stop them with the hub.',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [hub.campaignExecutionsArn ?? `${executions(campaignMachineArn)}:*`],
    },
    {
      sid: 'HearOfTheirEnds',
      purpose: 'Step Functions waits for nested executions with a rule of its own, of this one name.',
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [
        `arn:${partition}:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      ],
    },
    {
      sid: 'RunMap',
      purpose: 'A distributed Map starts an execution of the hub for each target.',
      actions: ['states:StartExecution'],
      resources: [hubMachineArn],
    },
    {
      sid: 'FollowMap',
      purpose: 'See and stop those executions, and go on with those that failed.',
      actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      resources: [`${executions(hubMachineArn)}/*`],
    },
  ];
}
