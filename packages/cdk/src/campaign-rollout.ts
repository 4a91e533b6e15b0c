import {
  checkRolloutCall,
  ROLLOUT_VARIABLES,
  type RolloutInput,
  rolloutFeaturesOf,
  rolloutPermissions,
} from '@appstream-campaign/lambda-handler/rollout';
import { Duration, Names, Stack } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { permittedBy } from './campaign-function.ts';
import type { ImageUpdateCampaignProps } from './campaign-props.ts';
import { knownOf, withStandIns } from './check-campaign.ts';
import { createPassFunction, type PassContext } from './pass-function.ts';
import type { CampaignRollout } from './rollout-props.ts';

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
  constructor(scope: Construct, id: string, options: CampaignRollout, around: PassContext) {
    super(scope, id);
    const { props, logGroup } = around;
    const environment = { ...variablesOf(options), ...messageVariables(around.environment) };
    const input = inputOf(props);
    checkRolloutCall(withStandIns(input), knownOf(environment));
    const { partition, region, account } = Stack.of(this);
    const { secrets: _, eventBus: __, ...features } = rolloutFeaturesOf(environment);
    const { taggingApi: ___, deleteFailed: ____, ...channels } = permittedBy(environment);
    const parts = createPassFunction(
      this,
      {
        handler: 'rollout.handler',
        description: 'One pass of a rollout of AppStream images to fleets',
        scheduleDescription: 'Makes a pass of a rollout of AppStream images to fleets',
        when: { ...options, schedule: options.schedule ?? 'rate(1 hour)' },
        environment,
        input,
        statements: rolloutPermissions({
          partition,
          region,
          account,
          ...(props.mail === undefined ? {} : { fromAddress: props.mail.from }),
          ...features,
          ...channels,
        }),
      },
      around,
    );
    this.function = parts.function;
    this.functionRole = parts.functionRole;
    this.grantPrincipal = this.functionRole;
    this.schedule = parts.schedule;
    this.scheduleRole = parts.scheduleRole;
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
