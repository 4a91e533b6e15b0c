import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageUpdateCampaign, type ImageUpdateCampaignProps } from '@appstream-campaign/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import { outputsOf, readTemplate, resolve } from './deployments/cloudformation.ts';
import { BOUNDARY_ARN } from './deployments/guards.ts';
import { deploymentVariants, TEMPLATE } from './deployments/variants.ts';

const variants = await deploymentVariants();
const template = await readTemplate(TEMPLATE);

/** What a shell hands to the program `aws` for this command. */
function argumentsOf(command: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'start-command-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const aws = join(folder, 'aws');
  writeFileSync(aws, `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)));\n`);
  chmodSync(aws, 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  return JSON.parse(execFileSync('sh', ['-c', command], { env, encoding: 'utf8' }));
}

describe.each(variants)('$name', ({ deployment, input, outputs, keyArn }) => {
  test('shows the command that starts a campaign by hand, now, as the schedule would', () => {
    const given = argumentsOf(outputs.StartCommand ?? '');
    expect(given.slice(0, -1)).toEqual([
      ...['stepfunctions', 'start-execution', '--region', 'us-east-1'],
      ...['--state-machine-arn', deployment.stateMachineArn, '--input'],
    ]);
    const { StartAfterDays: _, ...now } = input;
    expect(JSON.parse(given.at(-1) ?? '')).toEqual(now);
  });

  test('encrypts with the key, and keeps each role within the boundary, when they are given', () => {
    const kinds = /^AWS::(IAM::Role|SQS::Queue|Logs::LogGroup|(Serverless|Lambda)::Function)$/;
    const guards = deployment.all(kinds).map(({ type, properties }) => {
      const { PermissionsBoundary, KmsMasterKeyId, KmsKeyId, KmsKeyArn, SqsManagedSseEnabled } = properties;
      const key = KmsMasterKeyId ?? KmsKeyId ?? KmsKeyArn;
      if (type.endsWith('Queue')) expect(SqsManagedSseEnabled === true).toBe(keyArn === undefined);
      return type.endsWith('Role') ? PermissionsBoundary : key;
    });
    expect(guards).toHaveLength(7);
    expect(new Set(guards)).toEqual(new Set(keyArn === undefined ? [undefined] : [BOUNDARY_ARN, keyArn]));
  });
});

describe('the construct', () => {
  const mail = { from: 'it@example.com', to: "o'brien@example.com" };
  const stackOf = (props: (stack: Stack) => ImageUpdateCampaignProps) => {
    const stack = new Stack(new App(), 'Stack');
    new ImageUpdateCampaign(stack, 'Campaign', props(stack));
    return stack;
  };

  test.each<[string, (stack: Stack) => ImageUpdateCampaignProps, boolean]>([
    ['nothing', () => ({}), true],
    ['a chat only', () => ({ channels: { slack: { webhook: 'ssm:/slack' } } }), true],
    ['mail', () => ({ mail }), false],
    ['a topic', (stack) => ({ topic: new Topic(stack, 'Topic') }), false],
    ['a topic for alarms', (stack) => ({ alarmTopic: new Topic(stack, 'Topic') }), false],
  ])('with %s warns that alarms reach nobody, or does not: %s', (_, props, warns) => {
    const warnings = Annotations.fromStack(stackOf(props)).findWarning('*', Match.anyValue());
    expect(
      warnings.map(({ entry }) => String(entry.data)).filter((text) => /reach nobody/.test(text)),
    ).toHaveLength(warns ? 1 : 0);
  });

  test('lets the services use a key of the app, and keeps the quotes of an address', () => {
    const stack = stackOf((scope) => ({ mail, encryptionKey: new Key(scope, 'Key') }));
    const policy = JSON.stringify(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    for (const service of ['cloudwatch.amazonaws.com', 'logs.']) expect(policy).toContain(service);
    const [command = ''] = Object.values(outputsOf(Template.fromStack(stack).toJSON() as never));
    expect(JSON.parse(argumentsOf(command).at(-1) ?? '')).toMatchObject({ ToAddress: mail.to });
  });
});

test('the command of the SAM template keeps the quotes of an address', () => {
  const given = { FromAddress: "o'neil@example.com", ToAddress: "a@example.com,o'brien@example.com" };
  const command = argumentsOf(outputsOf(template, given).StartCommand ?? '');
  expect(JSON.parse(command.at(-1) ?? '')).toEqual({
    BatchSize: 5,
    FromAddress: given.FromAddress,
    ToAddress: given.ToAddress.split(','),
  });
});

test('the SAM template says when alarms reach nobody', () => {
  const addresses = { FromAddress: 'it@example.com', ToAddress: 'a@example.com' };
  expect(outputsOf(template, {}).AlarmsReachNobody).toMatch(/TopicArn/);
  expect(outputsOf(template, addresses).AlarmsReachNobody).toBeUndefined();
  const own = resolve(template, { ...addresses, KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' });
  expect(own.AlarmTopic?.Properties?.KmsMasterKeyId).toBe(
    'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  );
});
