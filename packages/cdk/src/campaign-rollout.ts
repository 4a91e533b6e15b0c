import { lambdaPermissions, type PermissionStatement } from '@appstream-campaign/lambda-handler';
import {
  checkRolloutCall,
  ROLLOUT_VARIABLES,
  type RolloutInput,
  rolloutFeaturesOf,
  rolloutPermissions,
  rolloutSchedulePermissions,
} from '@appstream-campaign/lambda-handler/rollout';
import { Duration, Names, Stack } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { handlerCode, MEMORY_MIB, permittedBy, TIMEOUT, toPolicyStatement } from './campaign-function.ts';
import type { ImageUpdateCampaignProps } from './campaign-props.ts';
import { knownOf, withStandIns } from './check-campaign.ts';
import type { CampaignRollout } from './rollout-props.ts';

/** What the parts of a rollout share with those of the campaign. */
export interface RolloutContext {
  readonly props: ImageUpdateCampaignProps;
  /** Variables of the campaign's function. Those about messages are taken over. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: LogGroup;
  readonly deadLetterQueue: Queue;
}

/** Function, schedule, roles and alarms of a rollout. */
export class RolloutFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly functionRole: Role;
  readonly schedule: CfnSchedule;
  readonly scheduleRole: Role;
  /** A version is held; passes fail. */
  readonly alarms: readonly Alarm[];
  readonly grantPrincipal: Role;

  /** @throws InvalidEnvironmentError, InvalidEventError or InvalidOptionsError for what the function would refuse */
  constructor(scope: Construct, id: string, options: CampaignRollout, around: RolloutContext) {
    super(scope, id);
    const { props, logGroup, deadLetterQueue } = around;
    const { encryptionKey, permissionsBoundary, tracing = true } = props;
    const environment = { ...variablesOf(options), ...messageVariables(around.environment) };
    const input = inputOf(props);
    checkRolloutCall(withStandIns(input), knownOf(environment));
    const guarded = permissionsBoundary === undefined ? {} : { permissionsBoundary };
    const keyArn = encryptionKey === undefined ? {} : { keyArn: encryptionKey.keyArn };
    const { partition, region, account } = Stack.of(this);
    const role = (name: string, assumedBy: ServicePrincipal, statements: readonly PermissionStatement[]) => {
      const made = new Role(this, name, { assumedBy, ...guarded });
      for (const statement of statements) made.addToPolicy(toPolicyStatement(statement));
      return made;
    };
    const { secrets: _, eventBus: __, ...features } = rolloutFeaturesOf(environment);
    const { taggingApi: ___, deleteFailed: ____, ...channels } = permittedBy(environment);
    this.functionRole = role('Role', new ServicePrincipal('lambda.amazonaws.com'), [
      ...rolloutPermissions({
        partition,
        region,
        account,
        ...(props.mail === undefined ? {} : { fromAddress: props.mail.from }),
        ...features,
        ...channels,
      }),
      ...lambdaPermissions({ logStreamsArn: logGroup.logGroupArn, ...keyArn }),
    ]);
    this.grantPrincipal = this.functionRole;
    this.function = new LambdaFunction(this, 'Function', {
      description: 'One pass of a rollout of AppStream images to fleets',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'rollout.handler',
      code: handlerCode(undefined),
      memorySize: props.memorySize ?? MEMORY_MIB,
      timeout: props.timeout ?? TIMEOUT,
      role: this.functionRole,
      logGroup,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment,
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
    const { functionArn } = this.function;
    const { queueArn: deadLetterQueueArn } = deadLetterQueue;
    this.scheduleRole = role(
      'ScheduleRole',
      scheduler,
      rolloutSchedulePermissions({ functionArn, deadLetterQueueArn, ...keyArn }),
    );
    this.schedule = new CfnSchedule(this, 'Schedule', {
      description: 'Makes a pass of a rollout of AppStream images to fleets',
      state: (options.scheduleEnabled ?? true) ? 'ENABLED' : 'DISABLED',
      scheduleExpression: options.schedule ?? 'rate(1 hour)',
      scheduleExpressionTimezone: options.timeZone ?? 'Etc/UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: functionArn,
        roleArn: this.scheduleRole.roleArn,
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 1800 },
        deadLetterConfig: { arn: deadLetterQueueArn },
        input: Stack.of(this).toJsonString(input),
      },
    });
    this.alarms = [this.#heldAlarm(logGroup), this.#failedAlarm()];
  }

  /** The log says at every pass how many versions are held, so that the alarm ends when none is. */
  #heldAlarm(logGroup: LogGroup): Alarm {
    const metricNamespace = `appstream-campaign/${Names.uniqueId(this)}`;
    const metricName = 'HeldVersions';
    new MetricFilter(this, metricName, {
      logGroup,
      filterPattern: FilterPattern.literal('{ $.message = "rolloutPass" }'),
      metricNamespace,
      metricName,
      metricValue: '$.heldVersions',
    });
    return new Metric({
      namespace: metricNamespace,
      metricName,
      statistic: Stats.MAXIMUM,
      period: Duration.hours(1),
    }).createAlarm(this, 'VersionHeld', {
      ...AT_LEAST_ONE,
      evaluationPeriods: 1,
      alarmDescription:
        'A version of an AppStream image goes to no further fleet, because a fleet has not been healthy since it got it. The message about it, and the log of the rollout function, say why.',
    });
  }

  #failedAlarm(): Alarm {
    return this.function
      .metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) })
      .createAlarm(this, 'Failed', {
        ...AT_LEAST_ONE,
        evaluationPeriods: 3,
        alarmDescription:
          'Passes of a rollout of AppStream images to fleets failed for three hours. The log of the rollout function says why.',
      });
  }
}

const AT_LEAST_ONE = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  // Between two passes there is nothing to say.
  treatMissingData: TreatMissingData.IGNORE,
} as const;

/** The options in the words of the function. */
function variablesOf(options: CampaignRollout): Readonly<Record<string, string>> {
  const { rings, health, onUnhealthy, publish, parameterPrefix, share, drainAtOnce } = options;
  const variables = {
    CAMPAIGN_ROLLOUT_RINGS: rings === undefined || typeof rings === 'string' ? rings : JSON.stringify(rings),
    CAMPAIGN_ROLLOUT_ON_UNHEALTHY: onUnhealthy,
    CAMPAIGN_ROLLOUT_CAPACITY_MINUTES: health?.capacityMinutes?.toString(),
    CAMPAIGN_ROLLOUT_WATCH_HOURS: health?.watchHours?.toString(),
    CAMPAIGN_ROLLOUT_PUBLISH: publish,
    CAMPAIGN_ROLLOUT_PARAMETER_PREFIX: parameterPrefix,
    CAMPAIGN_ROLLOUT_SHARE: share?.afterRing,
    CAMPAIGN_ROLLOUT_DRAIN_AT_ONCE: drainAtOnce?.toString(),
  };
  return Object.fromEntries(
    Object.entries(variables).filter((one): one is [string, string] => one[1] !== undefined),
  );
}

/** The variables of the campaign that the rollout knows, too. */
function messageVariables(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => ROLLOUT_VARIABLES.includes(name)));
}

function inputOf({ mail }: ImageUpdateCampaignProps): RolloutInput {
  if (mail === undefined) return {};
  return { ToAddress: typeof mail.to === 'string' ? mail.to : [...mail.to], FromAddress: mail.from };
}
