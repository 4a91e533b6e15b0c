import { ImageUpdateCampaign, ImageUpdateHub, type ImageUpdateHubProps } from '@appstream-campaign/cdk';
import type { CampaignTarget } from '@appstream-campaign/lambda-handler';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
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

test.each([
  ['a target twice', { targets: [...targets, ...targets] }, 'is there twice'],
  ['no target', { targets: [] }, 'Targets is []'],
  ['an odd Region', { targets: [target('111111111111', 'Mars')] }, 'Region is "Mars"'],
  ['too large a batch', { batchSize: 0 }, 'BatchSize is 0'],
])('%s is refused at synthesis', (_, props, message) => {
  expect(() => synthesise(props)).toThrow(message);
});
