/**
 * Permissions for several accounts: the role of a target, and what the hub's function needs to assume it. Facts: Service
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

/** What the function of a hub needs in addition to `campaignPermissions`: to assume the roles of its targets. */
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

/** The same where the targets are the accounts of organisational units: a role of one name, in those accounts alone. */
export function organizationPermissions(organization: {
  readonly partition: string;
  readonly roleName: string;
  readonly organizationalUnits: readonly string[];
}): readonly PermissionStatement[] {
  const { partition, roleName, organizationalUnits } = organization;
  return organizationalUnits.map((unit, index) => ({
    sid: `AssumeTargetRoles${index + 1}`,
    purpose: `Work in the accounts of the organisational unit ${unit}, with the one role that each has for it.`,
    actions: ['sts:AssumeRole'],
    resources: [`arn:${partition}:iam::*:role/${roleName}`],
    conditions: { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': `*/${unit}/` } },
  }));
}

/** What the role of the hub's state machine may do. */
export function hubPermissions(hub: {
  readonly functionArn: string;
  /** The function that makes passes of rollouts, where the hub calls it. */
  readonly rolloutFunctionArn?: string;
  /** The function that makes passes of pruning, where the hub calls it. */
  readonly pruneFunctionArn?: string;
  /** Organisational units whose accounts it lists. @defaultValue none */
  readonly organizationalUnits?: readonly string[];
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
  const { organizationalUnits: units = [] } = hub;
  const executions = (machine: string) => machine.replace(':stateMachine:', ':execution:');
  return [
    {
      sid: 'CallFunction',
      purpose:
        'Call the function, and those that make passes of rollouts and of pruning where the hub has them.',
      actions: ['lambda:InvokeFunction'],
      resources: [
        functionArn,
        ...[hub.rolloutFunctionArn, hub.pruneFunctionArn].flatMap((one) => (one === undefined ? [] : [one])),
      ],
    },
    ...(units.length === 0
      ? []
      : [
          {
            sid: 'ListAccounts',
            purpose:
              'List the accounts of the organisational units. AWS answers in the management account and in that of a delegated administrator.',
            actions: ['organizations:ListAccountsForParent'],
            resources: units.map(
              (unit) =>
                `arn:${partition}:organizations::*:${unit.startsWith('r-') ? 'root' : 'ou'}/o-*/${unit}`,
            ),
          },
        ]),
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
