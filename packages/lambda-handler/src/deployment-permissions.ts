/**
 * The permissions of the function's surroundings. Facts: Service Authorization Reference, the pages of CloudWatch Logs,
 * X-Ray, Step Functions, Lambda and SQS.
 *
 * @module
 */

import type { PermissionStatement } from './permissions.ts';

const TRACE_FUNCTION: PermissionStatement = {
  sid: 'SendTraces',
  purpose: 'Send traces to X-Ray. These actions know no resources.',
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
};

const keyPermission = (
  purpose: string,
  actions: readonly string[],
  keyArn: string | undefined,
): readonly PermissionStatement[] =>
  keyArn === undefined ? [] : [{ sid: 'UseKey', purpose, actions, resources: [keyArn] }];

/** What Lambda itself needs in the function's role: write its log, send its traces, read its variables. */
export function lambdaPermissions(lambda: {
  /** ARN of the streams of the log group: what CloudFormation has as the ARN of the group, which ends with `:*`. */
  readonly logStreamsArn: string;
  /** Whether the function is traced with X-Ray. @defaultValue false */
  readonly tracing?: boolean;
  /** ARN of a customer managed key that encrypts the variables. @defaultValue the one that AWS manages */
  readonly keyArn?: string;
}): readonly PermissionStatement[] {
  return [
    {
      sid: 'WriteLog',
      purpose: 'Write to the log group of the function, whose streams Lambda names.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [lambda.logStreamsArn],
    },
    ...(lambda.tracing === true ? [TRACE_FUNCTION] : []),
    ...keyPermission('Read the variables that the one key encrypts.', ['kms:Decrypt'], lambda.keyArn),
  ];
}

/** What the role of the state machine may do. */
export function stateMachinePermissions(machine: {
  readonly functionArn: string;
  /** Whether executions are traced with X-Ray. @defaultValue false */
  readonly tracing?: boolean;
}): readonly PermissionStatement[] {
  return [
    {
      sid: 'CallFunction',
      purpose: 'Call the one function.',
      actions: ['lambda:InvokeFunction'],
      resources: [machine.functionArn],
    },
    {
      sid: 'DeliverLog',
      purpose:
        'Write the log of executions. Step Functions manages the delivery itself, and these actions know no resources.',
      actions: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
    },
    ...(machine.tracing === true
      ? [
          {
            sid: 'SendTraces',
            purpose: 'Send traces to X-Ray. These actions know no resources.',
            actions: [
              'xray:PutTraceSegments',
              'xray:PutTelemetryRecords',
              'xray:GetSamplingRules',
              'xray:GetSamplingTargets',
            ],
            resources: ['*'],
          },
        ]
      : []),
  ];
}

/** What the role of the schedule may do. */
export function schedulePermissions(schedule: {
  readonly stateMachineArn: string;
  /** ARN of the queue for starts that failed. */
  readonly deadLetterQueueArn: string;
  /** ARN of a customer managed key that encrypts the queue. @defaultValue the one that SQS manages */
  readonly keyArn?: string;
}): readonly PermissionStatement[] {
  return [
    {
      sid: 'StartCampaign',
      purpose: 'Start executions of the one state machine.',
      actions: ['states:StartExecution'],
      resources: [schedule.stateMachineArn],
    },
    ...queuePermissions(schedule),
  ];
}

/** What the role of the schedule of a function that makes passes may do. */
export function functionSchedulePermissions(schedule: {
  readonly functionArn: string;
  /** ARN of the queue for calls that failed. */
  readonly deadLetterQueueArn: string;
  /** ARN of a customer managed key that encrypts the queue. @defaultValue the one that SQS manages */
  readonly keyArn?: string;
}): readonly PermissionStatement[] {
  return [
    {
      sid: 'CallFunction',
      purpose: 'Call the one function.',
      actions: ['lambda:InvokeFunction'],
      resources: [schedule.functionArn],
    },
    ...queuePermissions(schedule),
  ];
}

function queuePermissions(queue: {
  readonly deadLetterQueueArn: string;
  readonly keyArn?: string;
}): readonly PermissionStatement[] {
  return [
    {
      sid: 'KeepFailedStarts',
      purpose: 'Put starts that did not come about into the one queue.',
      actions: ['sqs:SendMessage'],
      resources: [queue.deadLetterQueueArn],
    },
    ...keyPermission(
      'Encrypt what goes into the queue with the one key.',
      ['kms:GenerateDataKey', 'kms:Decrypt'],
      queue.keyArn,
    ),
  ];
}
