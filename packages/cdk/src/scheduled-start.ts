import { schedulePermissions } from '@appstream-campaign/lambda-handler';
import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { type IManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { toPolicyStatement } from './campaign-function.ts';
import type { CampaignSchedule } from './campaign-schedule.ts';

/** How a state machine is started on a schedule. */
export interface ScheduledStartOptions {
  readonly description: string;
  readonly when: CampaignSchedule;
  /** What each execution is started with. */
  readonly input: object;
  readonly props: {
    readonly encryptionKey?: IKey;
    readonly permissionsBoundary?: IManagedPolicy;
    readonly scheduleEnabled?: boolean;
    readonly scheduleName?: string;
    readonly flexibleWindow?: Duration;
  };
}

/** A schedule that starts a state machine, its role, and the queue that keeps starts that failed for 14 days. */
export function createScheduledStart(
  scope: Construct,
  stateMachine: StateMachine,
  { description, when, input, props }: ScheduledStartOptions,
): { readonly deadLetterQueue: Queue; readonly scheduleRole: Role; readonly schedule: Schedule } {
  const { partition, region, account } = Stack.of(scope);
  const { encryptionKey, permissionsBoundary, scheduleName } = props;
  const deadLetterQueue = new Queue(scope, 'FailedStarts', {
    ...(encryptionKey === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': account,
          'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
        },
      },
    }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  });
  // The target below adds what it needs to start and to keep; the tests compare the sum with the list.
  for (const statement of schedulePermissions({
    stateMachineArn: '',
    deadLetterQueueArn: '',
    ...(encryptionKey === undefined ? {} : { keyArn: encryptionKey.keyArn }),
  }).slice(2)) {
    role.addToPolicy(toPolicyStatement(statement));
  }
  const schedule = new Schedule(scope, 'Schedule', {
    description,
    ...(scheduleName === undefined ? {} : { scheduleName }),
    schedule: ScheduleExpression.expression(when.expression, TimeZone.of(when.timeZone ?? 'Etc/UTC')),
    timeWindow: TimeWindow.flexible(props.flexibleWindow ?? Duration.minutes(15)),
    enabled: props.scheduleEnabled ?? true,
    target: new StepFunctionsStartExecution(stateMachine, {
      role,
      deadLetterQueue,
      retryAttempts: 10,
      maxEventAge: Duration.hours(6),
      input: ScheduleTargetInput.fromObject(input),
    }),
  });
  return { deadLetterQueue, scheduleRole: role, schedule };
}
