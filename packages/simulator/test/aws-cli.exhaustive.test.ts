import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { type Stage, test } from './simulator-test.ts';

const run = promisify(execFile);

const ENVIRONMENT = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'simulator',
  AWS_SECRET_ACCESS_KEY: 'simulator',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

function works(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    // Absent or broken: the test then says so in its name.
    return false;
  }
}

/** The programs as they are on this machine: the first on the PATH, and the system's. */
const CLIS = ['aws', '/usr/bin/aws'].filter((cli) => works(cli, '--version'));
const PYTHONS = ['python3', '/usr/bin/python3'].filter((python) => works(python, '-c', 'import boto3'));

const images = [
  { name: 'CAD', tags: { AutoUpdate: 'Enabled' } },
  { name: 'HR', tags: { AutoUpdate: 'Completed' } },
];
const ARN = 'arn:aws:appstream:us-east-1:123456789012:image/CAD';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:updates';

function expectEffects({ simulator }: Stage): void {
  expect(simulator.world.image('CAD-2')).toMatchObject({ state: 'PENDING', tags: { Team: 'A B' } });
  expect(simulator.world.image('CAD')?.tags).toEqual({ AutoUpdate: 'Completed' });
  expect(simulator.inbox).toMatchObject([
    { channel: 'email', from: 'a@example.com', to: ['b@example.com'], subject: 'Hi', text: 'x < y & z' },
    { channel: 'sns', topicArn: TOPIC, message: 'updated', subject: 'Images' },
  ]);
}

describe.each(CLIS.length > 0 ? CLIS : ['aws'])('the AWS CLI (%s)', (cli) => {
  const missing = CLIS.includes(cli) ? '' : ' (skipped: it is not installed)';

  test.skipIf(missing !== '')(`works as it is${missing}`, async ({ start }) => {
    const stage = await start({ images });
    const aws = async (...args: readonly string[]) => {
      const endpoint = ['--endpoint-url', stage.simulator.url, '--output', 'json'];
      const { stdout } = await run(cli, [...endpoint, ...args], { env: ENVIRONMENT });
      return stdout === '' ? undefined : JSON.parse(stdout);
    };
    const appstream = (...args: readonly string[]) => aws('appstream', ...args);

    const listed = await appstream('describe-images', '--names', 'CAD', 'HR');
    expect(listed.Images).toMatchObject([{ Name: 'CAD', State: 'AVAILABLE' }, { Name: 'HR' }]);
    const source = ['--existing-image-name', 'CAD', '--new-image-name', 'CAD-2'];
    expect(await appstream('create-updated-image', ...source, '--dry-run')).toEqual({ canUpdateImage: true });
    const created = await appstream('create-updated-image', ...source, '--new-image-tags', '{"Team":"A B"}');
    expect(created).toMatchObject({ image: { Name: 'CAD-2', State: 'PENDING' }, canUpdateImage: true });
    await appstream('tag-resource', '--resource-arn', ARN, '--tags', 'AutoUpdate=Completed');
    const tags = await appstream('list-tags-for-resource', '--resource-arn', ARN);
    expect(tags).toEqual({ Tags: { AutoUpdate: 'Completed' } });
    const filter = ['--tag-filters', 'Key=AutoUpdate,Values=Completed'];
    const resources = await aws('resourcegroupstaggingapi', 'get-resources', ...filter);
    expect(resources.ResourceTagMappingList).toHaveLength(2);
    const addresses = ['--from', 'a@example.com', '--to', 'b@example.com'];
    const quota = ['--service-code', 'appstream2', '--quota-code', 'L-E1182CCA'];
    expect(await aws('service-quotas', 'get-service-quota', ...quota)).toMatchObject({
      Quota: { Value: 10 },
    });
    await aws('ses', 'send-email', ...addresses, '--subject', 'Hi', '--text', 'x < y & z');
    await aws('sns', 'publish', '--topic-arn', TOPIC, '--subject', 'Images', '--message', 'updated');
    expectEffects(stage);
    await expect(appstream('delete-image', '--name', 'Nowhere')).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /An error occurred \(ResourceNotFoundException\).*Nowhere could not be found/,
      ),
    });
  });
});

const PROGRAM = `
import sys, boto3
from botocore.exceptions import ClientError
client = lambda service: boto3.client(service, endpoint_url=sys.argv[1])
appstream = client('appstream')
pages = appstream.describe_images()['Images']
assert [image['Name'] for image in pages] == ['CAD', 'HR'], pages
assert pages[0]['CreatedTime'].year == 2026, pages
source = dict(existingImageName='CAD', newImageName='CAD-2')
assert appstream.create_updated_image(**source, dryRun=True)['canUpdateImage'] is True
created = appstream.create_updated_image(**source, newImageTags={'Team': 'A B'})
assert created['image']['State'] == 'PENDING', created
arn = pages[0]['Arn']
appstream.tag_resource(ResourceArn=arn, Tags={'AutoUpdate': 'Completed'})
assert appstream.list_tags_for_resource(ResourceArn=arn)['Tags'] == {'AutoUpdate': 'Completed'}
filters = [{'Key': 'AutoUpdate', 'Values': ['Completed']}]
found = list(client('resourcegroupstaggingapi').get_paginator('get_resources').paginate(TagFilters=filters))
assert len(found[0]['ResourceTagMappingList']) == 2, found
body = {'Subject': {'Data': 'Hi'}, 'Body': {'Text': {'Data': 'x < y & z'}}}
client('ses').send_email(Source='a@example.com', Destination={'ToAddresses': ['b@example.com']}, Message=body)
client('sns').publish(TopicArn=sys.argv[2], Subject='Images', Message='updated')
try:
    appstream.delete_image(Name='Nowhere')
except appstream.exceptions.ResourceNotFoundException as error:
    print(error.response['Error']['Message'])
try:
    client('ses').send_email(Source='nobody', Destination={'ToAddresses': ['b@example.com']}, Message=body)
except ClientError as error:
    print(error.response['Error']['Code'])
`;

describe.each(PYTHONS.length > 0 ? PYTHONS : ['python3'])('boto3 (%s)', (python) => {
  const missing = PYTHONS.includes(python) ? '' : ' (skipped: it is not installed)';

  test.skipIf(missing !== '')(`works as it is${missing}`, async ({ start }) => {
    const stage = await start({ images });
    const { stdout } = await run(python, ['-c', PROGRAM, stage.simulator.url, TOPIC], { env: ENVIRONMENT });
    expect(stdout).toBe('Image Nowhere could not be found.\nInvalidParameterValue\n');
    expectEffects(stage);
  });
});
