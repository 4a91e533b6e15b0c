import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type CampaignMail, recipientAddresses } from './campaign-options.ts';
import type { ImageUpdateCampaignProps } from './campaign-props.ts';

const PERIOD = Duration.minutes(5);
const AT_ONCE = {
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
} as const;

/** What alarms say: the label of failed runs, what they mean, and what a start that failed means. */
interface AlarmWords {
  readonly label: string;
  readonly failed: string;
  readonly notStarted: string;
}

const CAMPAIGN: AlarmWords = {
  label: 'Campaign runs that failed',
  failed:
    'A run of an AppStream image update campaign failed. Its last states in Step Functions say why; updates in progress go on.',
  notStarted:
    'A campaign could not be started on its schedule. The message in the queue says why; start it by hand, then empty the queue.',
};

/** Of a hub. */
export const HUB_ALARMS: AlarmWords = {
  label: 'Runs of the hub that failed',
  failed:
    'A run of the hub failed, so there may be no report. Its last states in Step Functions say why; campaigns that were started go on.',
  notStarted:
    'The hub could not be started on its schedule. The message in the queue says why; start it by hand, then empty the queue.',
};

/** What alarms watch. */
export interface AlarmSources {
  readonly stateMachine: StateMachine;
  readonly deadLetterQueue: Queue;
}

/** What alarms say, and which others notify the same people. */
export interface AlarmOptions {
  readonly more?: readonly Alarm[];
  readonly words?: AlarmWords;
}

/** The last line of defence, which needs neither function nor SES: an alarm tells what the function could not. */
export function createAlarms(
  scope: Construct,
  { stateMachine, deadLetterQueue }: AlarmSources,
  to: Pick<ImageUpdateCampaignProps, 'alarmTopic' | 'topic' | 'mail' | 'encryptionKey'>,
  { more = [], words = CAMPAIGN }: AlarmOptions = {},
): readonly Alarm[] {
  const statistic = Stats.SUM;
  const executions = new MathExpression({
    expression: 'failed + timedOut',
    label: words.label,
    period: PERIOD,
    usingMetrics: {
      failed: stateMachine.metricFailed({ statistic, period: PERIOD }),
      timedOut: stateMachine.metricTimedOut({ statistic, period: PERIOD }),
    },
  }).createAlarm(scope, 'RunFailed', {
    ...AT_ONCE,
    alarmDescription: words.failed,
  });
  const starts = deadLetterQueue
    .metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD })
    .createAlarm(scope, 'StartFailed', {
      ...AT_ONCE,
      alarmDescription: words.notStarted,
    });
  const topic = to.alarmTopic ?? to.topic ?? ownTopic(scope, to.mail, to.encryptionKey);
  if (topic === undefined) {
    Annotations.of(scope).addWarningV2(
      '@appstream-campaign/cdk:alarmsReachNobody',
      'Alarms reach nobody: when a campaign breaks off, or does not start, only the console of CloudWatch shows it. Give mail, topic or alarmTopic.',
    );
  } else {
    for (const alarm of [executions, starts, ...more]) alarm.addAlarmAction(new SnsAction(topic));
  }
  return [executions, starts, ...more];
}

/** For people who are told by mail only: SNS asks each to confirm, once. */
function ownTopic(
  scope: Construct,
  mail: CampaignMail | undefined,
  masterKey: IKey | undefined,
): ITopic | undefined {
  if (mail === undefined) return undefined;
  const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
  masterKey?.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey');
  // Not encrypted without a key: CloudWatch cannot use the one that AWS manages for SNS, and an alarm says nothing secret.
  const topic = new Topic(scope, 'AlarmTopic', {
    enforceSSL: true,
    ...(masterKey === undefined ? {} : { masterKey }),
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  for (const address of recipientAddresses(mail)) topic.addSubscription(new EmailSubscription(address));
  return topic;
}
