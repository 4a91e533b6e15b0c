import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import {
  campaignPermissions,
  checkEnvironment,
  createCampaignHandler,
  ENVIRONMENT_VARIABLES,
  lambdaPermissions,
  type PermissionStatement,
  schedulePermissions,
  stateMachinePermissions,
} from '@appstream-campaign/lambda-handler';
import type { Call, EmailEntry } from '@appstream-campaign/simulator';
import { enrolled } from '@appstream-campaign/test-support/handler-world';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { execute } from '@appstream-campaign/test-support/step-functions';
import aslValidator from 'asl-validator';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openChats } from './deployments/chats.ts';
import { deploymentVariants, TOPIC_ARN } from './deployments/variants.ts';

// The SAM template and what the CDK construct makes, resolved as a deployment resolves them, looked at in the same way.

const variants = await deploymentVariants();
const ORIGINAL_KEYS = ['BatchSize', 'ToAddress', 'FromAddress'];

afterEach(() => vi.unstubAllEnvs());

/** Each action with each resource and its conditions: what a role may do, whatever its statements are. */
const grants = (statements: readonly PermissionStatement[]) =>
  statements
    .flatMap(({ actions, resources, conditions }) =>
      actions.flatMap((action) =>
        resources.map((resource) => `${action} on ${resource} ${JSON.stringify(conditions ?? {})}`),
      ),
    )
    .toSorted();

describe.each(variants)('$name', (variant) => {
  const { deployment, features, tracing, input, subscriptions, chats, code } = variant;
  const key = variant.keyArn === undefined ? {} : { keyArn: variant.keyArn };
  const { function: lambda, schedule, definition, stateMachine } = deployment;
  const logStreamsArn = expect.stringMatching(/:log-group:\w*FunctionLog\w*:\*$/) as unknown as string;

  test('the function may do what the code calls and what Lambda needs, and nothing else', () => {
    const statements = deployment.statementsOf(String(lambda.Role));
    const [log] = lambdaPermissions({ logStreamsArn }).map(({ actions }) => actions);
    const isLog = ({ actions }: PermissionStatement) => actions.every((action) => log?.includes(action));
    expect(statements.filter(isLog)).toMatchObject([{ actions: log, resources: [logStreamsArn] }]);
    const others = lambdaPermissions({ logStreamsArn: '', tracing, ...key }).slice(1);
    expect(grants(statements.filter((statement) => !isLog(statement)))).toEqual(
      grants([...campaignPermissions(features), ...others]),
    );
  });

  test('the state machine may call the function, and the schedule start the state machine, and nothing else', () => {
    const { functionArn, stateMachineArn, queueArn } = deployment;
    const machineRole = String(stateMachine.RoleArn ?? stateMachine.Role);
    expect(grants(deployment.statementsOf(machineRole))).toEqual(
      grants(stateMachinePermissions({ functionArn, tracing })),
    );
    expect(grants(deployment.statementsOf(schedule.Target.RoleArn))).toEqual(
      grants(schedulePermissions({ stateMachineArn, deadLetterQueueArn: queueArn, ...key })),
    );
  });

  test('each role is taken by its own service only', () => {
    const roles = [lambda.Role, stateMachine.RoleArn ?? stateMachine.Role, schedule.Target.RoleArn];
    const services = roles.map((arn) => JSON.stringify(deployment.trustOf(String(arn))));
    for (const [index, service] of ['lambda', 'states', 'scheduler'].entries()) {
      expect(services[index]).toContain(`{"Service":"${service}.amazonaws.com"}`);
      expect(services[index]?.match(/"Principal"/g)).toHaveLength(1);
    }
    expect(services[2]).toContain('"aws:SourceAccount":"123456789012"');
  });

  test('the function is the bundle that the tests run, on the runtime that it is made for', () => {
    const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    const bundle = fileURLToPath(new URL('../../lambda-handler/dist/lambda', import.meta.url));
    const files = readdirSync(bundle, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.mjs'),
    );
    expect(files).toContain('index.mjs');
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(hash(`${code}/${file}`), file).toBe(hash(`${bundle}/${file}`));
    expect(lambda).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogGroup: expect.stringContaining('FunctionLog') },
    });
    expect([Number(lambda.MemorySize), Number(lambda.Timeout)]).toEqual([512, 300]);
  });

  test('its variables are those that the handler reads', () => {
    expect(
      Object.keys(deployment.environment).filter((name) => !ENVIRONMENT_VARIABLES.includes(name)),
    ).toEqual([]);
    expect(() => checkEnvironment(deployment.environment)).not.toThrow();
    expect(deployment.environment.CAMPAIGN_TOPIC_ARN).toBe(features.topicArn);
  });

  test('the schedule starts the state machine with the keys of the original', () => {
    expect(JSON.parse(schedule.Target.Input)).toEqual(input);
    const keys = Object.keys(JSON.parse(schedule.Target.Input) as object);
    expect(keys.filter((key) => !ORIGINAL_KEYS.includes(key) && key !== 'StartAfterDays')).toEqual([]);
    expect(schedule).toMatchObject({
      ScheduleExpression: expect.stringMatching(/^cron\(.* .* .* \* .* \*\)$/),
      ScheduleExpressionTimezone: expect.stringMatching(/^\w+\/\w+$/),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE' },
      Target: {
        Arn: deployment.stateMachineArn,
        RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 21_600 },
        DeadLetterConfig: { Arn: deployment.queueArn },
      },
    });
  });

  test('the definition is valid, and every task of it calls the function', () => {
    const { isValid, errorsText } = aslValidator(definition as unknown as Record<string, unknown>);
    expect(errorsText('; ')).toBe('');
    expect(isValid).toBe(true);
    const tasks = Object.values(definition.States).filter(({ Type }) => Type === 'Task');
    expect(tasks.map(({ Resource }) => Resource)).toEqual([deployment.functionArn, deployment.functionArn]);
  });

  test('logs, traces and alarms are as asked for', () => {
    expect(stateMachine.LoggingConfiguration ?? stateMachine.Logging).toMatchObject({
      Level: 'ALL',
      IncludeExecutionData: false,
    });
    const traced = (stateMachine.TracingConfiguration ??
      stateMachine.Tracing ?? { Enabled: false }) as object;
    expect(traced).toEqual({ Enabled: tracing });
    const watched = JSON.stringify(deployment.alarms);
    for (const name of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ApproximateNumberOfMessagesVisible']) {
      expect(watched).toContain(name);
    }
    expect(watched).toContain(deployment.stateMachineArn);
    for (const { AlarmActions } of deployment.alarms) {
      expect(AlarmActions).toEqual([features.topicArn ?? expect.stringMatching(/:sns:.*AlarmTopic/)]);
    }
    expect(deployment.subscriptions).toEqual(subscriptions);
  });

  test('a whole campaign runs as deployed: definition, input, environment, and the permissions of the role', async () => {
    const statements = deployment.statementsOf(String(lambda.Role));
    const refused: Question[] = [];
    let before = new Map<string, Readonly<Record<string, string>>>();
    const see = (call: Call) => {
      const asked = questionsOf(call, (image) => before.get(image) ?? {});
      refused.push(...asked.filter((question) => allowing(statements, question) === undefined));
      before = tagsNow();
    };
    const open = await openChats();
    onTestFinished(() => open.close());
    const world = await createSimulatorWorld(
      {
        images: [
          enrolled('Finance', { platform: 'WINDOWS_SERVER_2022' }),
          enrolled('Design', { platform: 'WINDOWS_SERVER_2022', outcome: 'failed' }),
          { name: 'Untagged', platform: 'WINDOWS_SERVER_2022' },
        ],
      },
      { onCall: (call) => see(call), parameters: open.parameters, tagging: false },
    );
    onTestFinished(() => world.close());
    const tagsNow = () =>
      new Map(world.simulator.world.images().map((image) => [image.name, { ...image.tags }]));
    before = tagsNow();
    for (const service of ['SES', 'SNS', 'SSM', 'EVENTBRIDGE']) {
      vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, world.simulator.url);
    }
    for (const [name, value] of [
      ['AWS_REGION', 'us-east-1'],
      ['AWS_ACCESS_KEY_ID', 'simulator'],
      ['AWS_SECRET_ACCESS_KEY', 'simulator'],
    ] as const) {
      vi.stubEnv(name, value);
    }
    const { store, clock } = world;
    const environment = {
      ...deployment.environment,
      ...(deployment.environment.CAMPAIGN_SLACK_TOKEN ? { CAMPAIGN_SLACK_API_URL: open.slackApi } : {}),
    };
    const shares = createSharingStore({ client: world.client });
    const inventory = {
      read: (among?: readonly string[]) => readInventory({ client: world.client, ...(among && { among }) }),
    };
    const parts = { store, shares, inventory, clock };
    const handler = createCampaignHandler({ environment, ...parts, logger: silentLogger });
    const execution = await execute(definition, JSON.parse(schedule.Target.Input), {
      invoke: async (event) => JSON.parse(JSON.stringify(await handler(event))) as unknown,
      waitUntil: (end) => clock.advanceTo(end),
      now: () => clock.now(),
    });
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(refused).toEqual([]);
    expect(world.images().get('Untagged')?.tags).toEqual({});
    const { inbox } = world.simulator;
    const mails = inbox.filter((entry): entry is EmailEntry => entry.channel === 'email');
    const published = inbox.flatMap((entry) => (entry.channel === 'sns' ? [entry.topicArn] : []));
    const { ToAddress, FromAddress } = input;
    // The failure comes so shortly before the end that one mail tells of both, unless pruning comes in between.
    const isPruning = deployment.environment.CAMPAIGN_PRUNE_KEEP !== undefined;
    if (isPruning) expect(mails.splice(0, 1)[0]?.text).toContain('could not be updated');
    expect(mails.every(({ text }) => text?.includes('Design'))).toBe(true);
    // SES has the name in quotes.
    expect(mails.map(({ from, to }) => [from.replaceAll('"', ''), to])).toEqual(
      FromAddress === undefined ? [] : [[FromAddress, [ToAddress].flat()]],
    );
    const events = inbox.flatMap((entry) => (entry.channel === 'eventbridge' ? [entry.bus] : []));
    expect(new Set(events)).toEqual(new Set(features.eventBus === undefined ? [] : [features.eventBus]));
    const told = Object.entries(open.seen()).filter(([, seen]) => seen.length > 0);
    expect(told.map(([chat]) => chat)).toEqual(chats);
    for (const [chat, seen] of told) expect(seen.join(), chat).toContain('Design');
    expect(published).toEqual(features.topicArn === undefined ? [] : [TOPIC_ARN, TOPIC_ARN]);
  });
});
