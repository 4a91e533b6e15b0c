import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  campaignPermissions,
  lambdaPermissions,
  stateMachinePermissions,
} from '@appstream-campaign/lambda-handler';
import { Duration, RemovalPolicy, Stack, TimeZone, Token } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeRules } from './acknowledged-rules.ts';
import { createAlarms } from './campaign-alarms.ts';
import type { CampaignChannels } from './campaign-channels.ts';
import {
  checkVariables,
  handlerCode,
  MEMORY_MIB,
  permittedBy,
  TIMEOUT,
  toPolicyStatement,
} from './campaign-function.ts';
import { type CampaignBehaviour, type CampaignMail, checkMail, environmentOf } from './campaign-options.ts';
import { type CampaignSchedule, checkSchedule, firstOfMonth } from './campaign-schedule.ts';

/** What an {@link ImageUpdateCampaign} is made of. Everything has a default; give `mail` or `topic` to be told. */
export interface ImageUpdateCampaignProps extends CampaignBehaviour {
  /** Concurrent updates, 1 to 1000. @defaultValue 5 */
  readonly batchSize?: number;
  readonly mail?: CampaignMail;
  /** A topic for messages and alarms, beside mail or instead of it. */
  readonly topic?: ITopic;
  /** An event bus, Slack, Teams or a webhook, and who hears of what. */
  readonly channels?: CampaignChannels;
  /** When campaigns begin. @defaultValue the first of the month, 02:00 UTC */
  readonly schedule?: CampaignSchedule;
  /** Begin at some time within this window, 1 minute to 24 hours. @defaultValue 15 minutes */
  readonly flexibleWindow?: Duration;
  /** Whether the schedule is on. Executions can be started by hand either way. @defaultValue true */
  readonly scheduleEnabled?: boolean;
  /**
   * Lets IAM refuse updates of images without the enrolment tag, too.
   * @defaultValue false: every image of the account in the Region
   */
  readonly onlyTagged?: boolean;
  /** @defaultValue three months */
  readonly logRetention?: RetentionDays;
  /** Traces of function and executions in X-Ray. @defaultValue true */
  readonly tracing?: boolean;
  /** MiB. @defaultValue 512 */
  readonly memorySize?: number;
  /** Of one check, 15 minutes at most. @defaultValue 5 minutes */
  readonly timeout?: Duration;
  /** Where alarms go. @defaultValue the topic; without one, a topic of their own that `mail.to` is subscribed to */
  readonly alarmTopic?: ITopic;
  /** Further variables of the handler, `CAMPAIGN_…`. They win over what the options say; rights follow from all of them. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly functionName?: string;
  readonly stateMachineName?: string;
  readonly scheduleName?: string;
}

/**
 * Update campaigns for the AppStream images of the account in the stack's Region: function, state machine, schedule,
 * roles, logs and alarms.
 *
 * @example
 * ```ts
 * new ImageUpdateCampaign(this, 'Images', {
 *   mail: { from: 'it@example.com', to: 'admins@example.com' },
 *   schedule: afterPatchTuesday(2, { hour: 22, timeZone: 'Europe/Berlin' }),
 * });
 * ```
 */
export class ImageUpdateCampaign extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly functionRole: Role;
  readonly stateMachine: StateMachine;
  readonly stateMachineRole: Role;
  readonly schedule: Schedule;
  readonly scheduleRole: Role;
  /** Starts that did not come about, for 14 days. */
  readonly deadLetterQueue: Queue;
  /** Failed executions, and starts in the queue. */
  readonly alarms: readonly Alarm[];
  /** The function's role: what else it is granted, parts of your own may use. */
  readonly grantPrincipal: Role;

  /**
   * @throws RangeError for a schedule that cannot be, naming the value
   * @throws InvalidMailAddressError for what is no mail address, naming it
   * @throws InvalidEnvironmentError for what the handler would refuse when it starts, naming its variable
   */
  constructor(scope: Construct, id: string, props: ImageUpdateCampaignProps = {}) {
    super(scope, id);
    const { mail, tracing = true, logRetention: retention = RetentionDays.THREE_MONTHS } = props;
    const when = props.schedule ?? firstOfMonth();
    if (!Token.isUnresolved(when.expression)) checkSchedule(when);
    const { batchSize = 5 } = props;
    if (
      !Token.isUnresolved(batchSize) &&
      !(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 1000)
    ) {
      throw new RangeError(`batchSize is ${batchSize}; expected a whole number from 1 to 1000.`);
    }
    const { partition, region, account } = Stack.of(this);
    const logGroup = (name: string) =>
      new LogGroup(this, name, { retention, removalPolicy: RemovalPolicy.DESTROY });

    const functionLog = logGroup('FunctionLog');
    this.functionRole = new Role(this, 'FunctionRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const { key = 'AutoUpdate', value = 'Enabled' } = props.tag ?? {};
    const environment = {
      ...environmentOf(props, mail, props.topic?.topicArn, props.channels),
      ...props.environment,
    };
    checkVariables(environment);
    if (mail !== undefined) checkMail(mail);
    for (const statement of [
      ...campaignPermissions({
        partition,
        region,
        account,
        ...(mail === undefined ? {} : { fromAddress: mail.from }),
        ...(props.onlyTagged === true ? { onlyTagged: { key, value } } : {}),
        ...permittedBy(environment),
      }),
      ...lambdaPermissions({ logStreamsArn: functionLog.logGroupArn }),
    ]) {
      this.functionRole.addToPolicy(toPolicyStatement(statement));
    }
    this.function = new LambdaFunction(this, 'Function', {
      description: 'One check of an AppStream image update campaign',
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: handlerCode(),
      memorySize: props.memorySize ?? MEMORY_MIB,
      timeout: props.timeout ?? TIMEOUT,
      role: this.functionRole,
      logGroup: functionLog,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment,
    });
    this.grantPrincipal = this.functionRole;

    this.stateMachineRole = new Role(this, 'StateMachineRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
    });
    // The construct below adds what the log and the traces need; the tests compare the sum with the list.
    const [callFunction] = stateMachinePermissions({ functionArn: this.function.functionArn });
    if (callFunction !== undefined) this.stateMachineRole.addToPolicy(toPolicyStatement(callFunction));
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      ...(props.stateMachineName === undefined ? {} : { stateMachineName: props.stateMachineName }),
      definitionBody: DefinitionBody.fromString(readDefinition()),
      definitionSubstitutions: { CampaignFunctionArn: this.function.functionArn },
      role: this.stateMachineRole,
      tracingEnabled: tracing,
      // Without execution data: it holds addresses and the names of images.
      logs: { destination: logGroup('StateMachineLog'), level: LogLevel.ALL, includeExecutionData: false },
    });

    this.deadLetterQueue = new Queue(this, 'FailedStarts', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.scheduleRole = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
          },
        },
      }),
    });
    this.schedule = new Schedule(this, 'Schedule', {
      description: 'Begins an AppStream image update campaign',
      ...(props.scheduleName === undefined ? {} : { scheduleName: props.scheduleName }),
      schedule: expressionOf(when),
      timeWindow: TimeWindow.flexible(props.flexibleWindow ?? Duration.minutes(15)),
      enabled: props.scheduleEnabled ?? true,
      target: new StepFunctionsStartExecution(this.stateMachine, {
        role: this.scheduleRole,
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: 10,
        maxEventAge: Duration.hours(6),
        input: ScheduleTargetInput.fromObject(inputOf(props, when)),
      }),
    });
    this.alarms = createAlarms(this, this.stateMachine, this.deadLetterQueue, props);
    acknowledgeRules(this);
  }

  /** Lets somebody start campaigns by hand. */
  grantStart(grantee: IGrantable): Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }
}

/** The constant input of every execution: the original's keys, and the days that the state machine waits. */
function inputOf({ batchSize = 5, mail }: ImageUpdateCampaignProps, when: CampaignSchedule): object {
  return {
    BatchSize: batchSize,
    ...(mail === undefined
      ? {}
      : { ToAddress: typeof mail.to === 'string' ? mail.to : [...mail.to], FromAddress: mail.from }),
    ...(when.startAfterDays === undefined || when.startAfterDays === 0
      ? {}
      : { StartAfterDays: when.startAfterDays }),
  };
}

function expressionOf({ expression, timeZone = 'Etc/UTC' }: CampaignSchedule): ScheduleExpression {
  return ScheduleExpression.expression(expression, TimeZone.of(timeZone));
}

function readDefinition(): string {
  const door = '@appstream-campaign/lambda-handler/state-machine.asl.json';
  return readFileSync(createRequire(import.meta.url).resolve(door), 'utf8');
}
