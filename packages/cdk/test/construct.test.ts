import {
  afterPatchTuesday,
  ImageUpdateCampaign,
  type ImageUpdateCampaignProps,
} from '@appstream-campaign/cdk';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';

/** The template of a stack that holds the construct, and what is done to it. */
function templateOf(
  props: ImageUpdateCampaignProps | ((stack: Stack) => ImageUpdateCampaignProps),
  touch: (campaign: ImageUpdateCampaign, stack: Stack) => void = () => {},
): Template {
  const stack = new Stack(new App(), 'Stack');
  const campaign = new ImageUpdateCampaign(
    stack,
    'Campaign',
    typeof props === 'function' ? props(stack) : props,
  );
  touch(campaign, stack);
  return Template.fromStack(stack);
}

const mail = { from: 'it@example.com', to: 'admins@example.com' };

describe('the construct', () => {
  test('without options is a campaign on the first of the month that tells nobody', () => {
    const template = templateOf({});
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 2 1 * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      Target: Match.objectLike({ Input: '{"BatchSize":5}' }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: Match.absent() });
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
  });

  test('sends alarms of those who want mails by a topic of its own, over TLS, to each of them', () => {
    const template = templateOf({ mail: { ...mail, to: ['a@example.com', 'b@example.com'] } });
    template.resourceCountIs('AWS::SNS::Subscription', 2);
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  test('subscribes addresses without their names to alarms, and takes several in one text', () => {
    const to = 'Ops <a@example.com>; "B, C" <b@example.com>';
    const template = templateOf({ mail: { ...mail, to } });
    template.resourceCountIs('AWS::SNS::Subscription', 2);
    for (const Endpoint of ['a@example.com', 'b@example.com']) {
      template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint });
    }
  });

  test('refuses what is no mail address, and takes what a deployment fills in later', () => {
    const later = Lazy.string({ produce: () => 'a@example.com' });
    for (const more of [{ from: 'IT it@example.com' }, { to: 'a@b.de;' }, { replyTo: ['nobody'] }]) {
      expect(() => templateOf({ mail: { ...mail, ...more } })).toThrow('is no mail address');
    }
    expect(() => templateOf({ mail: { from: later, to: later } })).not.toThrow();
  });

  test('sends alarms to the topic that is given for them', () => {
    const template = templateOf((stack) => ({
      mail,
      topic: new Topic(stack, 'Messages'),
      alarmTopic: new Topic(stack, 'Pager'),
    }));
    template.resourceCountIs('AWS::SNS::Topic', 2);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Pager') }],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CAMPAIGN_TOPIC_ARN: { Ref: Match.stringLikeRegexp('^Messages') } } },
    });
  });

  test('takes what it runs on as it is told', () => {
    const template = templateOf({
      memorySize: 1024,
      timeout: Duration.minutes(15),
      tracing: false,
      logRetention: RetentionDays.ONE_YEAR,
      functionName: 'f',
      stateMachineName: 'm',
      scheduleName: 's',
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'f',
      MemorySize: 1024,
      Timeout: 900,
      TracingConfig: Match.absent(),
    });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: 'm' });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { Name: 's' });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('lets variables win over options, for what has no option yet', () => {
    templateOf({
      pacing: 'batch',
      environment: { CAMPAIGN_PACING: 'window', TZ: 'UTC' },
    }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CAMPAIGN_PACING: 'window', TZ: 'UTC' } },
    });
  });

  test('gives rights for what variables name, too', () => {
    const template = templateOf({
      environment: { CAMPAIGN_TEAMS_WEBHOOK: 'secretsmanager:teams#url', CAMPAIGN_DELETE_FAILED: 'true' },
    });
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain(':secret:teams-??????');
    expect(text).toContain('appstream:DeleteImage');
  });

  test.each<[string, ImageUpdateCampaignProps]>([
    ['CAMPAIGN_X is not known', { environment: { CAMPAIGN_X: 'y' } }],
    ['CAMPAIGN_ATTEMPTS is "9"', { attempts: 9 }],
    ['CAMPAIGN_ROUTES', { channels: { routes: 'slak: error' } }],
    [
      'CAMPAIGN_ROUTES',
      { channels: { teams: { webhook: Lazy.string({ produce: () => 'ssm:/x' }) }, routes: 'slak: error' } },
    ],
    [
      'both write to Slack',
      { channels: { slack: { webhook: 'ssm:/a', token: 'ssm:/b', channel: 'C0123456789' } as never } },
    ],
    ['channels.slack.webhook is empty', { channels: { slack: { webhook: '' } } }],
    [
      'CAMPAIGN_TEAMS_WEBHOOK is not a reference',
      { channels: { teams: { webhook: 'https://example.com' } } },
    ],
    ['mail.from is "abc"; expected a mail address', { mail: { from: 'abc', to: 'x@example.com' } }],
    ['mail.from is ""', { mail: { from: '', to: 'x@example.com' } }],
    ['mail.to is "x"; expected a mail address', { mail: { ...mail, to: 'x' } }],
    ['mail.to.1 is "x"', { mail: { ...mail, to: ['a@example.com', 'x'] } }],
    ['mail.to is []; expected at least one mail address', { mail: { ...mail, to: [] } }],
    ['at most 50 mail addresses', { mail: { ...mail, to: Array(51).fill('a@example.com') as string[] } }],
    ['CAMPAIGN_REPLY_TO is "helpdesk"', { mail: { ...mail, replyTo: ['helpdesk'] } }],
    ['CAMPAIGN_CONFIGURATION_SET is "a set"', { mail: { ...mail, configurationSet: 'a set' } }],
    ['tags.autoUpdate is "aws:x"', { tag: { key: 'aws:x' } }],
    ['batchSize is 0', { batchSize: 0 }],
    ['batchSize is 1001', { batchSize: 1001 }],
  ])('refuses what the handler would refuse at night: %s', (says, props) => {
    expect(() => templateOf(props)).toThrow(says);
  });

  test('leaves the right to use an event bus of the app to a grant', () => {
    const template = templateOf(
      (stack) => ({ channels: { eventBus: new EventBus(stack, 'Bus').eventBusArn } }),
      (campaign, stack) => void (stack.node.findChild('Bus') as EventBus).grantPutEventsTo(campaign),
    );
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).not.toContain(':event-bus/');
    expect(policies.match(/events:PutEvents/g)).toHaveLength(1);
  });

  test('leaves the right to read what is known only when it is deployed to a grant', () => {
    const template = templateOf(
      (stack) => {
        const secret = new Secret(stack, 'Teams');
        return {
          channels: { teams: { webhook: `secretsmanager:${secret.secretArn}` } },
          topic: new Topic(stack, 'Messages'),
        };
      },
      (campaign, stack) => void (stack.node.findChild('Teams') as Secret).grantRead(campaign),
    );
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies.match(/secretsmanager:GetSecretValue/g)).toHaveLength(1);
    expect(policies).not.toContain(':secret:');
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { CAMPAIGN_TEAMS_WEBHOOK: { 'Fn::Join': ['', ['secretsmanager:', Match.anyValue()]] } },
      },
    });
  });

  test('shows its parts, and lets somebody start campaigns, and nothing else', () => {
    const template = templateOf({ mail }, (campaign, stack) => {
      expect(campaign.function.role).toBe(campaign.functionRole);
      expect(campaign.stateMachine.role).toBe(campaign.stateMachineRole);
      expect(campaign.alarms).toHaveLength(2);
      const admin = new Role(stack, 'Admin', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
      campaign.grantStart(admin);
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^Admin') }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'states:StartExecution',
            Resource: { Ref: Match.stringLikeRegexp('^CampaignStateMachine') },
          },
        ],
      },
    });
  });

  test('is a grantee itself: what it is granted, its function may do', () => {
    const template = templateOf(
      {},
      (campaign, stack) => void new Secret(stack, 'Webhook').grantRead(campaign),
    );
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^CampaignFunctionRole') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Resource: { Ref: Match.stringLikeRegexp('^Webhook') },
          }),
        ]),
      },
    });
  });

  test('can stand in a stack twice', () => {
    const template = templateOf({}, (_, stack) => {
      new ImageUpdateCampaign(stack, 'Second', { schedule: afterPatchTuesday(1), tag: { value: 'Later' } });
    });
    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
  });

  test.each<[string, ImageUpdateCampaignProps, string]>([
    ['an expression', { schedule: { expression: '0 2 1 * *' } }, '"0 2 1 * *"'],
    [
      'a time zone',
      { schedule: { expression: 'cron(0 2 1 * ? *)', timeZone: 'Mars/Olympus' } },
      'Mars/Olympus',
    ],
    ['days', { schedule: { expression: 'cron(0 2 1 * ? *)', startAfterDays: 28 } }, 'startAfterDays is 28'],
    [
      'a timeout',
      { timeout: Duration.seconds(901) },
      'timeout is 901 seconds; expected 1 to 900 whole seconds',
    ],
    [
      'a short timeout',
      { timeout: Duration.millis(500) },
      'timeout is 0.5 seconds; expected 1 to 900 whole seconds',
    ],
    ['memory', { memorySize: 64 }, 'memorySize is 64; expected a whole number from 128 to 10240'],
    [
      'a window',
      { flexibleWindow: Duration.hours(25) },
      'flexibleWindow is 1500 minutes; expected 1 to 1440 whole minutes',
    ],
    ['a window of nothing', { flexibleWindow: Duration.minutes(0) }, 'flexibleWindow is 0 minutes'],
    ['a name of a function', { functionName: 'a b' }, 'functionName is "a b"; expected 1 to 64'],
    ['a name of a state machine', { stateMachineName: '' }, 'stateMachineName is ""; expected 1 to 80'],
    ['a name of a schedule', { scheduleName: 'x'.repeat(65) }, 'scheduleName is "xxx'],
  ])('refuses %s that cannot be, before a deployment does', (_, props, message) => {
    expect(() => templateOf(props)).toThrow(message);
  });

  test('takes values that only the deployment knows', () => {
    const later = <T>(value: T) => ({ produce: () => value });
    const template = templateOf({
      batchSize: Lazy.number(later(7)),
      mail: { from: Lazy.string(later('it@example.com')), to: Lazy.list(later(['a@example.com'])) },
      memorySize: Lazy.number(later(1024)),
      timeout: Duration.seconds(Lazy.number(later(600))),
      functionName: Lazy.string(later('f')),
      schedule: { expression: 'cron(0 2 1 * ? *)', startAfterDays: Lazy.number(later(3)) },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024, Timeout: 600 });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: Match.objectLike({ Input: Match.stringLikeRegexp('"BatchSize":7') }),
    });
  });
});
