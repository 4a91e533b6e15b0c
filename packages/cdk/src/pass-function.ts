import { lambdaPermissions, type PermissionStatement } from '@appstream-campaign/lambda-handler';
import { rolloutSchedulePermissions } from '@appstream-campaign/lambda-handler/rollout';
import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { handlerCode, MEMORY_MIB, TIMEOUT, toPolicyStatement } from './campaign-function.ts';
import type { ImageUpdateCampaignProps } from './campaign-props.ts';
import type { PassSchedule } from './pass-schedule.ts';

/** What the parts of passes share with those of the campaign. */
export interface PassContext {
  readonly props: ImageUpdateCampaignProps;
  /** Variables of the campaign's function. Those about messages are taken over. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: LogGroup;
  readonly deadLetterQueue: Queue;
}

/** A function that makes passes. */
export interface PassFunctionSpec {
  readonly handler: string;
  readonly description: string;
  readonly scheduleDescription: string;
  readonly when: PassSchedule & { readonly schedule: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly input: object;
  /** What its code calls. */
  readonly statements: readonly PermissionStatement[];
}

/** Function, its role, its schedule and the role of that. */
export function createPassFunction(
  scope: Construct,
  spec: PassFunctionSpec,
  { props, logGroup, deadLetterQueue }: PassContext,
): {
  readonly function: LambdaFunction;
  readonly functionRole: Role;
  readonly schedule: CfnSchedule;
  readonly scheduleRole: Role;
} {
  const { encryptionKey, permissionsBoundary, tracing = true } = props;
  const guarded = permissionsBoundary === undefined ? {} : { permissionsBoundary };
  const keyArn = encryptionKey === undefined ? {} : { keyArn: encryptionKey.keyArn };
  const { partition, region, account } = Stack.of(scope);
  const role = (name: string, assumedBy: ServicePrincipal, statements: readonly PermissionStatement[]) => {
    const made = new Role(scope, name, { assumedBy, ...guarded });
    for (const statement of statements) made.addToPolicy(toPolicyStatement(statement));
    return made;
  };
  const functionRole = role('Role', new ServicePrincipal('lambda.amazonaws.com'), [
    ...spec.statements,
    ...lambdaPermissions({ logStreamsArn: logGroup.logGroupArn, ...keyArn }),
  ]);
  const made = new LambdaFunction(scope, 'Function', {
    description: spec.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: spec.handler,
    code: handlerCode(undefined),
    memorySize: props.memorySize ?? MEMORY_MIB,
    timeout: props.timeout ?? TIMEOUT,
    role: functionRole,
    logGroup,
    tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    environment: spec.environment,
    // A pass that failed is made good by the next one.
    retryAttempts: 0,
    ...(encryptionKey === undefined ? {} : { environmentEncryption: encryptionKey }),
  });
  const scheduler = new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
      },
    },
  });
  const { functionArn } = made;
  const { queueArn: deadLetterQueueArn } = deadLetterQueue;
  const scheduleRole = role(
    'ScheduleRole',
    scheduler,
    rolloutSchedulePermissions({ functionArn, deadLetterQueueArn, ...keyArn }),
  );
  const schedule = new CfnSchedule(scope, 'Schedule', {
    description: spec.scheduleDescription,
    state: (spec.when.scheduleEnabled ?? true) ? 'ENABLED' : 'DISABLED',
    scheduleExpression: spec.when.schedule,
    scheduleExpressionTimezone: spec.when.timeZone ?? 'Etc/UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: functionArn,
      roleArn: scheduleRole.roleArn,
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 1800 },
      deadLetterConfig: { arn: deadLetterQueueArn },
      input: Stack.of(scope).toJsonString(spec.input),
    },
  });
  return { function: made, functionRole, schedule, scheduleRole };
}
