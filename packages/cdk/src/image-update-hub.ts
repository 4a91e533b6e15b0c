import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type CampaignTarget,
  checkHub,
  type HubInput,
  hubPermissions,
  targetPermissions,
} from '@appstream-campaign/lambda-handler';
import { Duration, Names, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { toPolicyStatement } from './campaign-function.ts';
import { type CampaignMail, inputOf } from './campaign-options.ts';
import { type CampaignSchedule, checkSchedule, firstOfMonth } from './campaign-schedule.ts';
import type { ImageUpdateCampaign } from './image-update-campaign.ts';

/** What a hub can be given. */
export interface ImageUpdateHubProps {
  /** The campaign of the hub's own stack: its function works in all targets. */
  readonly campaign: ImageUpdateCampaign;
  /** Accounts and Regions with images, each with the role of `examples/many-accounts/spoke.yaml`. */
  readonly targets: readonly CampaignTarget[];
  /** Concurrent updates in each target. @defaultValue 5 */
  readonly batchSize?: number;
  /** Campaigns side by side. @defaultValue 40 */
  readonly maxConcurrency?: number;
  /** Who gets the report by mail; the channels of the campaign get it as well. */
  readonly mail?: CampaignMail;
  /** @defaultValue the first of the month */
  readonly schedule?: CampaignSchedule;
  /** @defaultValue true */
  readonly scheduleEnabled?: boolean;
  /** @defaultValue three months */
  readonly logRetention?: RetentionDays;
}

/**
 * Campaigns in many accounts and Regions, with one schedule and one report. Each target needs the role of
 * `examples/many-accounts/spoke.yaml`, which trusts the role of the campaign's function.
 *
 * @example
 * ```ts
 * const campaign = new ImageUpdateCampaign(this, 'Images', { scheduleEnabled: false });
 * new ImageUpdateHub(this, 'Hub', {
 *   campaign,
 *   targets: [
 *     {
 *       RoleArn: 'arn:aws:iam::111122223333:role/appstream-campaign',
 *       Region: 'eu-west-1',
 *       ExternalId: 'campaign-7',
 *       Name: 'production',
 *     },
 *   ],
 * });
 * ```
 */
export class ImageUpdateHub extends Construct {
  readonly stateMachine: StateMachine;
  readonly stateMachineRole: Role;
  readonly schedule: Schedule;
  /** Starts that did not come about, for 14 days. */
  readonly deadLetterQueue: Queue;

  /** @throws RangeError or InvalidEventError for what a run would refuse, naming the value */
  constructor(scope: Construct, id: string, props: ImageUpdateHubProps) {
    super(scope, id);
    const { campaign, targets, maxConcurrency } = props;
    const when = props.schedule ?? firstOfMonth();
    checkSchedule(this, when);
    const input: HubInput = {
      ...inputOf(props, when),
      Targets: targets,
      ...(maxConcurrency === undefined ? {} : { MaxConcurrency: maxConcurrency }),
    };
    checkHub(input);
    const { partition, region, account } = Stack.of(this);
    const roles = [...new Set(targets.map(({ RoleArn }) => RoleArn))];
    for (const statement of targetPermissions(roles)) {
      campaign.functionRole.addToPolicy(toPolicyStatement(statement));
    }
    // Its role names the state machine, so the name has to be known before there is one.
    const stateMachineName = Names.uniqueResourceName(this, { maxLength: 80 });
    const hubMachineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${stateMachineName}`;
    this.stateMachineRole = new Role(this, 'StateMachineRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': hubMachineArn },
        },
      }),
    });
    const machine = campaign.stateMachine;
    for (const statement of hubPermissions({
      functionArn: campaign.function.functionArn,
      campaignMachineArn: machine.stateMachineArn,
      campaignExecutionsArn: `arn:${partition}:states:${region}:${account}:execution:${machine.stateMachineName}:*`,
      hubMachineArn,
      partition,
      region,
      account,
    })) {
      this.stateMachineRole.addToPolicy(toPolicyStatement(statement));
    }
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      definitionBody: DefinitionBody.fromString(readDefinition()),
      definitionSubstitutions: {
        CampaignFunctionArn: campaign.function.functionArn,
        CampaignStateMachineArn: machine.stateMachineArn,
        Partition: partition,
      },
      role: this.stateMachineRole,
      // Without execution data: it holds external ids, addresses and the names of images.
      logs: {
        destination: new LogGroup(this, 'Log', {
          retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    this.deadLetterQueue = new Queue(this, 'FailedStarts', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.schedule = new Schedule(this, 'Schedule', {
      description: 'Begins the AppStream image update campaigns of all targets',
      schedule: ScheduleExpression.expression(when.expression, TimeZone.of(when.timeZone ?? 'Etc/UTC')),
      timeWindow: TimeWindow.flexible(Duration.minutes(15)),
      enabled: props.scheduleEnabled ?? true,
      target: new StepFunctionsStartExecution(this.stateMachine, {
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: 10,
        maxEventAge: Duration.hours(6),
        input: ScheduleTargetInput.fromObject(input),
      }),
    });
  }
}

function readDefinition(): string {
  const door = '@appstream-campaign/lambda-handler/hub.asl.json';
  return readFileSync(createRequire(import.meta.url).resolve(door), 'utf8');
}
