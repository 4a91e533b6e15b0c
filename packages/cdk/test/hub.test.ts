import { ImageUpdateCampaign, ImageUpdateHub, type ImageUpdateHubProps } from '@appstream-campaign/cdk';
import type { CampaignTarget } from '@appstream-campaign/lambda-handler';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expect, test } from 'vitest';

const target = (account: string, Region: string): CampaignTarget => ({
  RoleArn: `arn:aws:iam::${account}:role/appstream-campaign`,
  Region,
  ExternalId: 'campaign-7',
  Name: `a${account}`,
});
const targets = [target('111111111111', 'eu-west-1'), target('111111111111', 'us-east-1')];

function synthesise(props: Partial<ImageUpdateHubProps> = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  const campaign = new ImageUpdateCampaign(stack, 'Images', { scheduleEnabled: false });
  new ImageUpdateHub(stack, 'Hub', { campaign, targets, ...props });
  return Template.fromStack(stack);
}

test('the hub runs the campaign of each target, with a role of its own that only its machine may take', () => {
  const template = synthesise({ mail: { from: 'it@example.com', to: 'a@example.com' }, maxConcurrency: 7 });
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 2);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'states.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: { 'aws:SourceArn': Match.anyValue() },
          },
        },
      ],
    },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'sts:AssumeRole', Resource: targets[0]?.RoleArn }),
      ]),
    },
  });
  const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  const inputs = schedules.map(({ Properties }) => JSON.parse(Properties.Target.Input) as object);
  expect(inputs).toContainEqual({
    BatchSize: 5,
    ToAddress: 'a@example.com',
    FromAddress: 'it@example.com',
    Targets: targets,
    MaxConcurrency: 7,
  });
});

test('a run that failed and a start that did not come about ring an alarm, by mail or at a topic', () => {
  const descriptions = (template: Template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm'))
      .filter(({ Properties }) => /hub/.test(Properties.AlarmDescription))
      .map(({ Properties }) => Properties.AlarmActions?.length ?? 0);
  expect(descriptions(synthesise())).toEqual([0, 0]);
  const mailed = synthesise({ mail: { from: 'it@example.com', to: 'a@example.com' } });
  expect(descriptions(mailed)).toEqual([1, 1]);
  mailed.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@example.com' });
});

test('a key encrypts log and queue, and a boundary bounds every role of the hub', () => {
  const stack = new Stack(new App(), 'Stack');
  const encryptionKey = new Key(stack, 'Key');
  const permissionsBoundary = ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'bounded');
  const campaign = new ImageUpdateCampaign(stack, 'Images', { scheduleEnabled: false });
  new ImageUpdateHub(stack, 'Hub', { campaign, targets, encryptionKey, permissionsBoundary });
  const template = Template.fromStack(stack);
  const own = (type: string) =>
    Object.entries(template.findResources(type)).flatMap(([id, { Properties }]) =>
      id.startsWith('Hub') ? [Properties] : [],
    );
  expect(own('AWS::IAM::Role')).toHaveLength(2);
  for (const role of own('AWS::IAM::Role')) {
    expect(JSON.stringify(role.PermissionsBoundary)).toContain(':policy/bounded');
  }
  expect(own('AWS::Logs::LogGroup')).toMatchObject([{ KmsKeyId: expect.anything() }]);
  expect(own('AWS::SQS::Queue')).toMatchObject([{ KmsMasterKeyId: expect.anything() }]);
  const actions = own('AWS::IAM::Policy').flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
  );
  expect(actions).toEqual(expect.arrayContaining(['kms:GenerateDataKey', 'kms:Decrypt', 'sqs:SendMessage']));
});

test.each([
  ['a target twice', { targets: [...targets, ...targets] }, 'is there twice'],
  ['no target', { targets: [] }, 'Targets is []'],
  ['an odd Region', { targets: [target('111111111111', 'Mars')] }, 'Region is "Mars"'],
  ['too large a batch', { batchSize: 0 }, 'BatchSize is 0'],
])('%s is refused at synthesis', (_, props, message) => {
  expect(() => synthesise(props)).toThrow(message);
});
