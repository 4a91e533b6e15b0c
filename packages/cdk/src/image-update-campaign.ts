import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type CampaignInput,
  campaignPermissions,
  lambdaPermissions,
  stateMachinePermissions,
} from '@appstream-campaign/lambda-handler';
import { CfnOutput, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Schedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeRules } from './acknowledged-rules.ts';
import { createAlarms } from './campaign-alarms.ts';
import { handlerCode, MEMORY_MIB, permittedBy, TIMEOUT, toPolicyStatement } from './campaign-function.ts';
import { environmentOf, inputOf } from './campaign-options.ts';
import type { ImageUpdateCampaignProps } from './campaign-props.ts';
import { PruneFunction } from './campaign-prune.ts';
import { RolloutFunction } from './campaign-rollout.ts';
import { checkSchedule, firstOfMonth } from './campaign-schedule.ts';
import { checkCampaign, checkLimits } from './check-campaign.ts';
import { createScheduledStart } from './scheduled-start.ts';

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
  /** Function, schedule, roles and alarms of rollouts. Undefined when there are none. */
  readonly rollout: RolloutFunction | undefined;
  /** Function, schedule, roles and alarm of passes of pruning. Undefined when there are none. */
  readonly prunePass: PruneFunction | undefined;
  /** Failed executions, and starts in the queue; with rollouts, held versions; with passes, those that fail. */
  readonly alarms: readonly Alarm[];
  /** What starts a campaign by hand, at once, in a shell such as that of AWS CloudShell; an output of the stack as well. */
  readonly startCommand: string;
  /** The function's role: what else it is granted, parts of your own may use. */
  readonly grantPrincipal: Role;

  /**
   * @throws RangeError for what a deployment would refuse, naming the value
   * @throws InvalidEventError, InvalidEnvironmentError, InvalidOptionsError for what the handler would refuse at its
   * first call, naming the value
   */
  constructor(scope: Construct, id: string, props: ImageUpdateCampaignProps = {}) {
    super(scope, id);
    const { mail, tracing = true, logRetention: retention = RetentionDays.THREE_MONTHS } = props;
    const when = props.schedule ?? firstOfMonth();
    const input = inputOf(props, when);
    const environment = {
      ...environmentOf(props, mail, props.topic?.topicArn, props.channels),
      ...props.environment,
    };
    checkSchedule(this, when);
    checkLimits(props);
    checkCampaign(input, environment);
    const { partition, region, account } = Stack.of(this);
    const { encryptionKey, permissionsBoundary } = props;
    const guarded = permissionsBoundary === undefined ? {} : { permissionsBoundary };
    const keyArn = encryptionKey === undefined ? {} : { keyArn: encryptionKey.keyArn };
    encryptionKey?.grantEncryptDecrypt(new ServicePrincipal(`logs.${region}.amazonaws.com`));
    const logGroup = (name: string) =>
      new LogGroup(this, name, {
        retention,
        removalPolicy: RemovalPolicy.DESTROY,
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
      });

    const functionLog = logGroup('FunctionLog');
    this.functionRole = new Role(this, 'FunctionRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...guarded,
    });
    const { key = 'AutoUpdate', value = 'Enabled' } = props.tag ?? {};
    for (const statement of [
      ...campaignPermissions({
        partition,
        region,
        account,
        ...(mail === undefined ? {} : { fromAddress: mail.from }),
        ...(props.onlyTagged === true ? { onlyTagged: { key, value } } : {}),
        ...permittedBy(environment),
      }),
      ...lambdaPermissions({ logStreamsArn: functionLog.logGroupArn, ...keyArn }),
    ]) {
      this.functionRole.addToPolicy(toPolicyStatement(statement));
    }
    this.function = new LambdaFunction(this, 'Function', {
      description: 'One check of an AppStream image update campaign',
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: props.handler?.handler ?? 'index.handler',
      code: handlerCode(props.handler),
      memorySize: props.memorySize ?? MEMORY_MIB,
      timeout: props.timeout ?? TIMEOUT,
      role: this.functionRole,
      logGroup: functionLog,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment,
      ...(encryptionKey === undefined ? {} : { environmentEncryption: encryptionKey }),
    });
    this.grantPrincipal = this.functionRole;

    this.stateMachineRole = new Role(this, 'StateMachineRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      ...guarded,
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

    const start = createScheduledStart(this, this.stateMachine, {
      description: 'Begins an AppStream image update campaign',
      when,
      input,
      props,
    });
    this.deadLetterQueue = start.deadLetterQueue;
    this.scheduleRole = start.scheduleRole;
    this.schedule = start.schedule;
    this.rollout =
      props.rollout === undefined
        ? undefined
        : new RolloutFunction(this, 'Rollout', props.rollout, {
            props,
            environment,
            logGroup: logGroup('RolloutLog'),
            deadLetterQueue: this.deadLetterQueue,
          });
    this.prunePass =
      props.prunePass === undefined
        ? undefined
        : new PruneFunction(this, 'Prune', props.prunePass, {
            props,
            environment,
            logGroup: logGroup('PruneLog'),
            deadLetterQueue: this.deadLetterQueue,
          });
    const { stateMachine, deadLetterQueue } = this;
    const more = [...(this.rollout?.alarms ?? []), ...(this.prunePass?.alarms ?? [])];
    this.alarms = createAlarms(this, { stateMachine, deadLetterQueue }, props, { more });
    acknowledgeRules(this, props.rollout?.parameterPrefix);
    this.startCommand = startCommand(this.stateMachine, input);
    new CfnOutput(this, 'StartCommand', {
      description: 'Starts a campaign by hand, at once',
      value: this.startCommand,
    });
  }

  /** Lets somebody start campaigns by hand. */
  grantStart(grantee: IGrantable): Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }
}

function startCommand(machine: StateMachine, { StartAfterDays: _, ...input }: CampaignInput): string {
  const { region } = Stack.of(machine);
  const json = Stack.of(machine).toJsonString(input);
  const quoted = Lazy.uncachedString({
    produce: ({ resolve }) => {
      const text: unknown = resolve(json);
      return typeof text === 'string' ? text.replaceAll("'", String.raw`'\''`) : json;
    },
  });
  return `aws stepfunctions start-execution --region ${region} --state-machine-arn ${machine.stateMachineArn} --input '${quoted}'`;
}

function readDefinition(): string {
  const door = '@appstream-campaign/lambda-handler/state-machine.asl.json';
  return readFileSync(createRequire(import.meta.url).resolve(door), 'utf8');
}
