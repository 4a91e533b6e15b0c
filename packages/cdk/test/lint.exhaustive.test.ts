import { readFileSync } from 'node:fs';
import { ImageUpdateCampaign, type ImageUpdateCampaignProps } from '@appstream-campaign/cdk';
import { App, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { findings } from './deployments/validator.ts';

/** Synthesises with cdk-nag's AwsSolutions checks, which make it fail. */
function synthesise(
  props: ImageUpdateCampaignProps,
  stackProps: StackProps = {},
  touch?: (it: ImageUpdateCampaign) => void,
) {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, 'Stack', stackProps);
  const campaign = new ImageUpdateCampaign(stack, 'Campaign', props);
  touch?.(campaign);
  return app.synth();
}

const mail = { from: 'it@example.com', to: 'a@example.com' };

describe("cdk-nag's AwsSolutions checks", () => {
  test.each<[string, ImageUpdateCampaignProps, StackProps]>([
    ['nothing', {}, {}],
    ['mail', { mail: { ...mail, configurationSet: 'campaigns' } }, {}],
    ['only tagged images', { mail, onlyTagged: true }, {}],
    [
      'chats and a bus',
      {
        channels: {
          eventBus: 'images',
          teams: { webhook: 'ssm:/teams' },
          webhook: { url: 'secretsmanager:hook' },
        },
      },
      {},
    ],
    [
      'rollouts',
      {
        mail,
        rollout: {
          rings: [{ name: 'test', alarms: ['logins'] }],
          publish: 'both',
          share: { afterRing: 'test' },
        },
      },
      {},
    ],
    ['passes of pruning', { mail, prunePass: { keep: 3, deletes: true } }, {}],
    ['an account and a Region', { mail }, { env: { account: '123456789012', region: 'eu-central-1' } }],
  ])('find nothing with %s', (_, props, stackProps) => {
    expect(() => synthesise(props, stackProps)).not.toThrow();
  });

  test('find what is added, so the answers cover no more than they say', () => {
    expect(() =>
      synthesise({ mail }, {}, ({ functionRole }) => {
        functionRole.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::x/*'] }));
      }),
    ).toThrow(/IAM5/);
    expect(() => synthesise({ tracing: false })).toThrow(/SF2/);
  });

  test('find nothing with a topic of the stack', () => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'Stack');
    new ImageUpdateCampaign(stack, 'Campaign', { topic: new Topic(stack, 'Topic', { enforceSSL: true }) });
    expect(() => app.synth()).not.toThrow();
  });
});

describe("the rules and schemas of AWS's validator for CloudFormation", () => {
  test('the template of the construct gives no errors', () => {
    const assembly = synthesise({ mail });
    const { templateFullPath } = assembly.getStackByName('Stack');
    expect(readFileSync(templateFullPath, 'utf8')).toContain('AWS::Scheduler::Schedule');
    // The CDK writes down dependencies that CloudFormation sees by itself.
    expect(findings(templateFullPath).filter((line) => !line.startsWith('WARN W3005'))).toEqual([]);
  });
});
