import {
  type CampaignTarget,
  checkHub,
  type HubInput,
  organizationPermissions,
  type PermissionStatement,
  targetPermissions,
} from '@appstream-campaign/lambda-handler';
import { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { toPolicyStatement } from './campaign-function.ts';
import type { PassSchedule } from './pass-schedule.ts';

/** Passes that a hub makes in all targets, each with the role `<role>-rollout` or `<role>-prune` of its account. */
export interface HubPass extends PassSchedule {
  /** Whether passes only look. @defaultValue as the function that makes them says */
  readonly dryRun?: boolean;
}

/** Accounts by organisational unit: the active ones in each, in each of the Regions. */
export interface HubOrganization {
  /** Ids such as `ou-abcd-12345678`. Units beneath have to be named, too. */
  readonly units: readonly string[];
  readonly regions: readonly string[];
  /** Of the accounts' roles, without a path. @defaultValue `appstream-campaign` */
  readonly roleName?: string;
  readonly externalId?: string;
}

/** Where a hub works. */
export interface HubPlaces {
  readonly targets?: readonly CampaignTarget[];
  readonly organization?: HubOrganization;
}

/** The part of a hub's input that says where it works. */
export function placesOf({ targets, organization }: HubPlaces, suffix: string = ''): HubInput {
  if (organization === undefined) {
    if (targets === undefined) return {};
    return { Targets: targets.map((target) => ({ ...target, RoleArn: `${target.RoleArn}${suffix}` })) };
  }
  const { units, regions, roleName = 'appstream-campaign', externalId } = organization;
  return {
    ...(targets === undefined ? {} : { Targets: targets }),
    OrganizationalUnits: units,
    Regions: regions,
    RoleName: `${roleName}${suffix}`,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  };
}

/** What a function that works in these places may assume. */
export function assumingIn(
  { targets = [], organization }: HubPlaces,
  partition: string,
  suffix: string = '',
): readonly PermissionStatement[] {
  if (organization !== undefined) {
    const { roleName = 'appstream-campaign', units } = organization;
    return organizationPermissions({
      partition,
      roleName: `${roleName}${suffix}`,
      organizationalUnits: units,
    });
  }
  return targetPermissions([...new Set(targets.map(({ RoleArn }) => `${RoleArn}${suffix}`))]);
}

/** What passes on a schedule need of a hub. */
export interface HubPassParts {
  readonly stateMachine: StateMachine;
  readonly scheduleRole: Role;
  readonly deadLetterQueue: Queue;
  readonly input: HubInput;
  readonly places: HubPlaces;
}

/** A pass that a hub makes on a schedule, and the function that makes it. */
export interface HubPassSpec extends HubPass {
  readonly pass: 'rollout' | 'prune';
  readonly maker: { readonly function: LambdaFunction; readonly functionRole: Role };
}

/** Lets the function of a pass assume the roles for it, and starts the hub with that pass on a schedule. */
export function createHubPass(
  scope: Construct,
  { pass, maker, dryRun, schedule, timeZone, scheduleEnabled = true }: HubPassSpec,
  { stateMachine, scheduleRole, deadLetterQueue, input, places }: HubPassParts,
): CfnSchedule {
  const suffix = `-${pass}`;
  for (const statement of assumingIn(places, Stack.of(scope).partition, suffix)) {
    maker.functionRole.addToPolicy(toPolicyStatement(statement));
  }
  const own: HubInput = {
    Pass: pass,
    ...(dryRun === undefined ? {} : { DryRun: dryRun }),
    ...placesOf(places, suffix),
    ...('ToAddress' in input ? { ToAddress: input.ToAddress, FromAddress: input.FromAddress } : {}),
    ...(input.MaxConcurrency === undefined ? {} : { MaxConcurrency: input.MaxConcurrency }),
  };
  checkHub(own);
  return new CfnSchedule(scope, pass === 'rollout' ? 'RolloutSchedule' : 'PruneSchedule', {
    description: `Makes a pass of ${pass === 'rollout' ? 'the rollout' : 'pruning'} of AppStream images in all targets`,
    state: scheduleEnabled ? 'ENABLED' : 'DISABLED',
    scheduleExpression: schedule ?? (pass === 'rollout' ? 'rate(1 day)' : 'rate(7 days)'),
    scheduleExpressionTimezone: timeZone ?? 'Etc/UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: stateMachine.stateMachineArn,
      roleArn: scheduleRole.roleArn,
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 1800 },
      deadLetterConfig: { arn: deadLetterQueue.queueArn },
      input: Stack.of(scope).toJsonString(own),
    },
  });
}
