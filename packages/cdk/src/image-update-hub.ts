import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type CampaignTarget,
  checkHub,
  type HubInput,
  hubPermissions,
} from '@appstream-campaign/lambda-handler';
import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type IManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Schedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { createAlarms, HUB_ALARMS } from './campaign-alarms.ts';
import { toPolicyStatement } from './campaign-function.ts';
import { type CampaignMail, inputOf } from './campaign-options.ts';
import type { PruneFunction } from './campaign-prune.ts';
import type { RolloutFunction } from './campaign-rollout.ts';
import { type CampaignSchedule, checkSchedule, firstOfMonth } from './campaign-schedule.ts';
import { assumingIn, createHubPass, type HubOrganization, type HubPass, placesOf } from './hub-passes.ts';
import type { ImageUpdateCampaign } from './image-update-campaign.ts';
import { createScheduledStart } from './scheduled-start.ts';

/** What a hub can be given. */
export interface ImageUpdateHubProps {
  /** The campaign of the hub's own stack: its function works in all targets. */
  readonly campaign: ImageUpdateCampaign;
  /** Accounts and Regions with images, each with the role of `examples/many-accounts/spoke.yaml`. Or `organization`. */
  readonly targets?: readonly CampaignTarget[];
  /** Organisational units whose accounts are listed in each run, instead of `targets`. */
  readonly organization?: HubOrganization;
  /** Passes of a rollout in all targets, by the rollout function of the campaign. @defaultValue none */
  readonly rollout?: HubPass;
  /** Passes of pruning in all targets, by the prune function of the campaign. @defaultValue none */
  readonly prune?: HubPass;
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
  /** Where alarms go. @defaultValue a topic of their own that `mail.to` is subscribed to */
  readonly alarmTopic?: ITopic;
  /** Encrypts the log, the queue, and the topic of alarms that the construct makes. @defaultValue keys that AWS manages */
  readonly encryptionKey?: IKey;
  /** What the roles may do at most. @defaultValue none */
  readonly permissionsBoundary?: IManagedPolicy;
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
  readonly scheduleRole: Role;
  /** A run that failed, and a start that did not come about. */
  readonly alarms: readonly Alarm[];

  /** @throws RangeError or InvalidEventError for what a run would refuse, naming the value */
  constructor(scope: Construct, id: string, props: ImageUpdateHubProps) {
    super(scope, id);
    const { campaign, maxConcurrency } = props;
    const makers = makersOf(props);
    const when = props.schedule ?? firstOfMonth();
    checkSchedule(this, when);
    const input: HubInput = {
      ...inputOf(props, when),
      ...placesOf(props),
      ...(maxConcurrency === undefined ? {} : { MaxConcurrency: maxConcurrency }),
    };
    checkHub(input);
    const { partition, region, account } = Stack.of(this);
    const { encryptionKey, permissionsBoundary } = props;
    const guarded = permissionsBoundary === undefined ? {} : { permissionsBoundary };
    encryptionKey?.grantEncryptDecrypt(new ServicePrincipal(`logs.${region}.amazonaws.com`));
    for (const statement of assumingIn(props, partition)) {
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
      ...guarded,
    });
    const machine = campaign.stateMachine;
    for (const statement of hubPermissions({
      functionArn: campaign.function.functionArn,
      ...(makers.rollout === undefined ? {} : { rolloutFunctionArn: makers.rollout.function.functionArn }),
      ...(makers.prune === undefined ? {} : { pruneFunctionArn: makers.prune.function.functionArn }),
      organizationalUnits: props.organization?.units ?? [],
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
        RolloutFunctionArn: makers.rollout?.function.functionArn ?? 'none',
        PruneFunctionArn: makers.prune?.function.functionArn ?? 'none',
        Partition: partition,
      },
      role: this.stateMachineRole,
      // Without execution data: it holds external ids, addresses and the names of images.
      logs: {
        destination: new LogGroup(this, 'Log', {
          retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
          ...(encryptionKey === undefined ? {} : { encryptionKey }),
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    const start = createScheduledStart(this, this.stateMachine, {
      description: 'Begins the AppStream image update campaigns of all targets',
      when,
      input,
      props,
    });
    this.deadLetterQueue = start.deadLetterQueue;
    this.scheduleRole = start.scheduleRole;
    this.schedule = start.schedule;
    const { stateMachine, scheduleRole, deadLetterQueue } = this;
    const passes = { stateMachine, scheduleRole, deadLetterQueue, input, places: props };
    for (const pass of ['rollout', 'prune'] as const) {
      const [options, maker] = [props[pass], makers[pass]];
      if (options !== undefined && maker !== undefined)
        createHubPass(this, { ...options, pass, maker }, passes);
    }
    this.alarms = createAlarms(this, this, props, { words: HUB_ALARMS });
  }
}

/** The functions of the campaign that make the passes that the hub is to make. */
function makersOf({ campaign, rollout, prune }: ImageUpdateHubProps): {
  readonly rollout?: RolloutFunction | undefined;
  readonly prune?: PruneFunction | undefined;
} {
  if (rollout !== undefined && campaign.rollout === undefined) {
    throw new RangeError(
      'rollout is set, but the campaign has no function for it. Give the campaign rollout, too.',
    );
  }
  if (prune !== undefined && campaign.prunePass === undefined) {
    throw new RangeError(
      'prune is set, but the campaign has no function for it. Give the campaign prunePass, too.',
    );
  }
  return {
    ...(rollout === undefined ? {} : { rollout: campaign.rollout }),
    ...(prune === undefined ? {} : { prune: campaign.prunePass }),
  };
}

function readDefinition(): string {
  const door = '@appstream-campaign/lambda-handler/hub.asl.json';
  return readFileSync(createRequire(import.meta.url).resolve(door), 'utf8');
}
