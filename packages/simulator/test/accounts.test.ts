import {
  AppStreamClient,
  CreateUpdatedImageCommand,
  DescribeImagesCommand,
  TagResourceCommand,
} from '@aws-sdk/client-appstream';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { describe, expect } from 'vitest';
import { clientSettings, MINUTE, START, type Stage, test } from './simulator-test.ts';

const HUB = '123456789012';
const TEST = '111111111111';
const PRODUCTION = '222222222222';
const spoke = (account: string) => `arn:aws:iam::${account}:role/Spoke`;

const accounts = [
  {
    account: TEST,
    images: [{ name: 'Desk' }, { name: 'Desk', region: 'eu-west-1' }],
    quotas: { concurrentUpdates: 1 },
    roles: [{ name: 'Spoke', trusts: [HUB], externalId: 'campaign-7' }],
  },
  {
    account: PRODUCTION,
    images: [{ name: 'Office' }],
    suspended: true,
    roles: [{ name: 'Spoke', trusts: [`arn:aws:iam::${HUB}:role/Hub`], allow: ['appstream:Describe*'] }],
  },
];
const hub = { roles: [{ name: 'Hub', trusts: [], accessKeyId: 'HUBKEY' }], accounts };

async function assume(
  { simulator }: Stage,
  input: Omit<AssumeRoleCommandInput, 'RoleSessionName'>,
  accessKeyId = 'simulator',
) {
  const settings = clientSettings(simulator.url);
  const sts = new STSClient({ ...settings, credentials: { ...settings.credentials, accessKeyId } });
  try {
    return await sts.send(new AssumeRoleCommand({ RoleSessionName: 'campaign', ...input }));
  } finally {
    sts.destroy();
  }
}

async function clientIn(stage: Stage, account: string, accessKeyId?: string, region = 'us-east-1') {
  const role = { RoleArn: spoke(account), ExternalId: 'campaign-7' };
  const { Credentials: given } = await assume(stage, role, accessKeyId);
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
  return { ...clientSettings(stage.simulator.url, region), credentials };
}

const images = async (client: AppStreamClient) =>
  (await client.send(new DescribeImagesCommand({}))).Images?.map(({ Arn }) => Arn);

describe('an assumed role', () => {
  test('works in its own account, Region by Region, and leaves the others alone', async ({ start }) => {
    const stage = await start({ ...hub, images: [{ name: 'Own' }] });
    const settings = await clientIn(stage, TEST);
    const there = new AppStreamClient(settings);
    const inDublin = new AppStreamClient(await clientIn(stage, TEST, undefined, 'eu-west-1'));
    expect(await images(stage.appstream)).toEqual([`arn:aws:appstream:us-east-1:${HUB}:image/Own`]);
    expect(await images(there)).toEqual([`arn:aws:appstream:us-east-1:${TEST}:image/Desk`]);
    expect(await images(inDublin)).toEqual([`arn:aws:appstream:eu-west-1:${TEST}:image/Desk`]);
    const update = (newImageName: string) =>
      there.send(new CreateUpdatedImageCommand({ existingImageName: 'Desk', newImageName }));
    await update('Desk-2');
    await expect(update('Desk-3')).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect(stage.simulator.account(TEST).image('Desk-2')?.state).toBe('PENDING');
    expect(stage.simulator.world.image('Desk-2')).toBeUndefined();
    const ssm = new SSMClient(settings);
    await ssm.send(new PutParameterCommand({ Name: '/ring/test', Value: 'Desk-2', Type: 'String' }));
    expect(stage.simulator.account(TEST).parameter('/ring/test')).toBe('Desk-2');
    expect(stage.simulator.world.parameter('/ring/test')).toBeUndefined();
    expect(stage.simulator.calls.at(-1)).toMatchObject({ operation: 'PutParameter', account: TEST });
    for (const client of [there, inDublin, ssm]) client.destroy();
  });

  test('tells who it is', async ({ start }) => {
    const stage = await start(hub);
    const answer = await assume(stage, { RoleArn: spoke(TEST), ExternalId: 'campaign-7' });
    const arn = `arn:aws:sts::${TEST}:assumed-role/Spoke/campaign`;
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: arn },
      Credentials: { Expiration: new Date(START.getTime() + 60 * MINUTE) },
    });
    const sts = new STSClient(await clientIn(stage, TEST));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: TEST, Arn: arn });
    sts.destroy();
    const own = new STSClient(clientSettings(stage.simulator.url));
    expect(await own.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: HUB,
      Arn: `arn:aws:iam::${HUB}:user/simulator`,
    });
    own.destroy();
  });

  test('is refused to whom it does not trust, without its external id, and when it is not there', async ({
    start,
  }) => {
    const stage = await start(hub);
    const denied = (RoleArn: string, caller = `arn:aws:iam::${HUB}:user/simulator`) => ({
      name: 'AccessDenied',
      message: `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      $metadata: { httpStatusCode: 403 },
    });
    const attempts = [
      { RoleArn: spoke(TEST) },
      { RoleArn: spoke(TEST), ExternalId: 'other' },
      { RoleArn: spoke(PRODUCTION) },
      { RoleArn: spoke('333333333333') },
    ];
    for (const input of attempts) {
      await expect(assume(stage, input)).rejects.toMatchObject(denied(input.RoleArn));
    }
    await expect(assume(stage, { RoleArn: `arn:aws:iam::${HUB}:role/Hub` }, 'HUBKEY')).rejects.toMatchObject(
      denied(`arn:aws:iam::${HUB}:role/Hub`, `arn:aws:sts::${HUB}:assumed-role/Hub/simulator`),
    );
    expect((await assume(stage, { RoleArn: spoke(PRODUCTION) }, 'HUBKEY')).Credentials).toBeDefined();
  });

  test('may do what it allows, in an account that is suspended', async ({ start }) => {
    const stage = await start(hub);
    const client = new AppStreamClient(await clientIn(stage, PRODUCTION, 'HUBKEY'));
    const [ResourceArn] = (await images(client)) ?? [];
    const tag = new TagResourceCommand({ ResourceArn, Tags: { k: 'v' } });
    await expect(client.send(tag)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`arn:aws:sts::${PRODUCTION}:assumed-role/Spoke/campaign is not`),
    });
    client.destroy();
    const test = await start({ ...hub, accounts: [{ ...accounts[0], account: TEST, suspended: true }] });
    const there = new AppStreamClient(await clientIn(test, TEST));
    const update = new CreateUpdatedImageCommand({ existingImageName: 'Desk', newImageName: 'Desk-2' });
    await expect(there.send(update)).rejects.toMatchObject({
      name: 'InvalidAccountStatusException',
      message: `The account ${TEST} is suspended.`,
    });
    there.destroy();
  });

  test('ends with its time, and needs its token', async ({ start }) => {
    const stage = await start(hub);
    const settings = await clientIn(stage, TEST);
    const client = new AppStreamClient(settings);
    const { sessionToken: _, ...without } = settings.credentials;
    const tokenless = new AppStreamClient({ ...settings, credentials: without });
    await expect(images(tokenless)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    stage.clock.advanceBy(60 * MINUTE);
    await expect(images(client)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    expect(stage.simulator.calls.at(-1)).toMatchObject({ account: TEST, outcome: 'ExpiredTokenException' });
    const sts = new STSClient(settings);
    const identity = sts.send(new GetCallerIdentityCommand({}));
    await expect(identity).rejects.toMatchObject({ name: 'ExpiredToken' });
    for (const one of [client, tokenless, sts]) one.destroy();
  });

  test('lasts an hour at most when a role assumes it, and as long as it allows else', async ({ start }) => {
    const stage = await start(hub);
    const role = { RoleArn: spoke(PRODUCTION), DurationSeconds: 7200 };
    await expect(assume(stage, role, 'HUBKEY')).rejects.toMatchObject({
      message: expect.stringContaining('role chaining'),
    });
    const long = { RoleArn: spoke(TEST), ExternalId: 'campaign-7', DurationSeconds: 7200 };
    await expect(assume(stage, long)).rejects.toMatchObject({
      message: expect.stringContaining('MaxSessionDuration'),
    });
  });
});

test('an access key reaches its account, and a fault can be kept to one account and Region', async ({
  start,
}) => {
  const stage = await start({
    accounts: [{ account: TEST, accessKeyId: 'TESTKEY', images: [{ name: 'D' }] }],
  });
  const settings = clientSettings(stage.simulator.url);
  const client = new AppStreamClient({
    ...settings,
    credentials: { ...settings.credentials, accessKeyId: 'TESTKEY' },
  });
  expect(await images(client)).toHaveLength(1);
  const fault = { kind: 'throttle' } as const;
  stage.simulator.faults.add({ operation: 'DescribeImages', account: TEST, region: 'us-east-1', fault });
  await expect(images(client)).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(await images(stage.appstream)).toEqual([]);
  client.destroy();
});

test('other accounts are saved with the main one', async ({ start }) => {
  const { simulator } = await start(hub);
  simulator.account(TEST).addImage({ name: 'Added' });
  const second = await start({ ...hub, saved: JSON.parse(JSON.stringify(simulator.save())) });
  expect(second.simulator.account(TEST).images()).toEqual(simulator.account(TEST).images());
  expect(() => simulator.account('9')).toThrow('There is no account 9; there are 123456789012, 1111');
  await expect(start({ accounts: [{ account: HUB }] })).rejects.toThrow('is there twice');
});
