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

const withPasses = (props: Partial<ImageUpdateHubProps> = {}) => {
  const stack = new Stack(new App(), 'Stack');
  const campaign = new ImageUpdateCampaign(stack, 'Images', {
    scheduleEnabled: false,
    rollout: { rings: 'test:24h,production:approval', scheduleEnabled: false },
    prunePass: { keep: 3, deletes: true, scheduleEnabled: false },
  });
  new ImageUpdateHub(stack, 'Hub', { campaign, targets, rollout: {}, prune: { dryRun: true }, ...props });
  return Template.fromStack(stack);
};
const inputsOf = (template: Template) =>
  Object.entries(template.findResources('AWS::Scheduler::Schedule')).flatMap(([id, { Properties }]) =>
    id.startsWith('Hub') ? [JSON.parse(Properties.Target.Input) as Record<string, unknown>] : [],
  );
const statementsOf = (template: Template, id: RegExp) =>
  Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([name, { Properties }]) =>
    id.test(name) ? (Properties.PolicyDocument.Statement as readonly Record<string, unknown>[]) : [],
  );

test('passes start the same machine with the roles for them, which their functions alone may assume', () => {
  const template = withPasses();
  const inputs = inputsOf(template);
  const [rollout, prune] = ['rollout', 'prune'].map((pass) => inputs.find(({ Pass }) => Pass === pass));
  const withRole = (suffix: string) =>
    targets.map((one) => ({ ...one, RoleArn: `${one.RoleArn}-${suffix}` }));
  expect(rollout).toEqual({ Pass: 'rollout', Targets: withRole('rollout') });
  expect(prune).toEqual({ Pass: 'prune', DryRun: true, Targets: withRole('prune') });
  for (const [id, role] of [
    [/^ImagesRollout.*RoleDefaultPolicy/, `${targets[0]?.RoleArn}-rollout`],
    [/^ImagesPrune.*RoleDefaultPolicy/, `${targets[0]?.RoleArn}-prune`],
    [/^ImagesFunctionRole/, targets[0]?.RoleArn],
  ] as const) {
    const assumed = statementsOf(template, id).filter(({ Action }) => Action === 'sts:AssumeRole');
    expect(assumed.map(({ Resource }) => Resource)).toEqual([role]);
  }
  const called = statementsOf(template, /^HubStateMachineRole/).find(({ Sid }) => Sid === 'CallFunction');
  expect(called?.Resource).toHaveLength(3);
});

test('organisational units are listed by the machine, and bound what the function may assume', () => {
  const units = ['ou-abcd-11111111', 'ou-abcd-22222222'];
  const stack = new Stack(new App(), 'Stack');
  const campaign = new ImageUpdateCampaign(stack, 'Images', { scheduleEnabled: false });
  new ImageUpdateHub(stack, 'Hub', {
    campaign,
    organization: { units, regions: ['eu-west-1'], externalId: 'campaign-7' },
  });
  const template = Template.fromStack(stack);
  expect(inputsOf(template)).toMatchObject([
    { OrganizationalUnits: units, Regions: ['eu-west-1'], RoleName: 'appstream-campaign', BatchSize: 5 },
  ]);
  const listing = statementsOf(template, /^HubStateMachineRole/).find(({ Sid }) => Sid === 'ListAccounts');
  expect(JSON.stringify(listing?.Resource)).toContain(`:organizations::*:ou/o-*/${units[1]}`);
  const assumed = statementsOf(template, /^ImagesFunctionRole/).filter(
    ({ Action }) => Action === 'sts:AssumeRole',
  );
  expect(assumed.map(({ Condition }) => Condition)).toEqual(
    units.map((unit) => ({ 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': `*/${unit}/` } })),
  );
});

test.each([
  [
    'targets and units',
    { organization: { units: ['ou-abcd-11111111'], regions: ['eu-west-1'] } },
    'Give one of them',
  ],
  ['a pass without its function', { rollout: {} }, 'Give the campaign rollout, too'],
  ['pruning without its function', { prune: {} }, 'Give the campaign prunePass, too'],
  ['a target twice', { targets: [...targets, ...targets] }, 'is there twice'],
  ['no target', { targets: [] }, 'Targets is []'],
  ['an odd Region', { targets: [target('111111111111', 'Mars')] }, 'Region is "Mars"'],
  ['too large a batch', { batchSize: 0 }, 'BatchSize is 0'],
])('%s is refused at synthesis', (_, props, message) => {
  expect(() => synthesise(props)).toThrow(message);
});
