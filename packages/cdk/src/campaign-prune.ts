import {
  checkPruneCall,
  PRUNE_VARIABLES,
  type PruneInput,
  pruneFeaturesOf,
  prunePassPermissions,
} from '@appstream-campaign/lambda-handler/prune';
import { Duration, Stack } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { permittedBy } from './campaign-function.ts';
import { knownOf, withStandIns } from './check-campaign.ts';
import { createPassFunction, type PassContext } from './pass-function.ts';
import type { CampaignPrunePass } from './prune-props.ts';

/** Function, schedule, roles and alarm of passes of pruning. */
export class PruneFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly functionRole: Role;
  readonly schedule: CfnSchedule;
  readonly scheduleRole: Role;
  /** A pass failed. */
  readonly alarms: readonly Alarm[];
  readonly grantPrincipal: Role;

  /** @throws InvalidEnvironmentError, InvalidEventError or InvalidOptionsError for what the function would refuse */
  constructor(scope: Construct, id: string, options: CampaignPrunePass, around: PassContext) {
    super(scope, id);
    const { mail } = around.props;
    const environment = { ...takenOver(around.environment), ...variablesOf(options) };
    const input: PruneInput =
      mail === undefined
        ? {}
        : { ToAddress: typeof mail.to === 'string' ? mail.to : [...mail.to], FromAddress: mail.from };
    checkPruneCall(withStandIns(input), knownOf(environment));
    const { partition, region, account } = Stack.of(this);
    const { configurationSet, topicArn, eventBus, secrets = [] } = permittedBy(environment);
    const parts = createPassFunction(
      this,
      {
        handler: 'prune.handler',
        description: 'One pass of pruning of AppStream images',
        scheduleDescription: 'Makes a pass of pruning of AppStream images',
        when: { ...options, schedule: options.schedule ?? 'rate(7 days)' },
        environment,
        input,
        statements: prunePassPermissions({
          partition,
          region,
          account,
          ...(mail === undefined ? {} : { fromAddress: mail.from }),
          ...(configurationSet === undefined ? {} : { configurationSet }),
          ...(topicArn === undefined ? {} : { topicArn }),
          ...(eventBus === undefined ? {} : { eventBus }),
          secrets,
          deletes: pruneFeaturesOf(environment).deletes ?? false,
        }),
      },
      around,
    );
    this.function = parts.function;
    this.functionRole = parts.functionRole;
    this.grantPrincipal = this.functionRole;
    this.schedule = parts.schedule;
    this.scheduleRole = parts.scheduleRole;
    this.alarms = [
      this.function
        .metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) })
        .createAlarm(this, 'Failed', {
          threshold: 1,
          evaluationPeriods: 1,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          // Between two passes there is nothing to say.
          treatMissingData: TreatMissingData.NOT_BREACHING,
          alarmDescription:
            'A pass of pruning of AppStream images failed. The log of the prune function says why; the next pass goes on.',
        }),
    ];
  }
}

function variablesOf(options: CampaignPrunePass): Readonly<Record<string, string>> {
  const { keep, minAgeDays, failedAfterDays, maxDeletions, keepTag, deletes } = options;
  const variables = {
    CAMPAIGN_PRUNE_KEEP: keep?.toString(),
    CAMPAIGN_PRUNE_MIN_AGE_DAYS: minAgeDays?.toString(),
    CAMPAIGN_PRUNE_FAILED_AFTER_DAYS: failedAfterDays?.toString(),
    CAMPAIGN_PRUNE_MAX_DELETIONS: maxDeletions?.toString(),
    CAMPAIGN_PRUNE_KEEP_TAG: keepTag,
    CAMPAIGN_PRUNE_DELETE: deletes?.toString(),
  };
  return Object.fromEntries(
    Object.entries(variables).filter((one): one is [string, string] => one[1] !== undefined),
  );
}

/** The variables of the campaign that pruning knows, too; what the campaign itself prunes is said elsewhere. */
function takenOver(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => PRUNE_VARIABLES.includes(name) && !name.startsWith('CAMPAIGN_PRUNE_'),
    ),
  );
}
