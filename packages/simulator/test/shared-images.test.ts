import {
  AppStreamClient,
  DeleteImagePermissionsCommand,
  DescribeFleetsCommand,
  DescribeImagesCommand,
  UpdateFleetCommand,
  UpdateImagePermissionsCommand,
} from '@aws-sdk/client-appstream';
import { expect } from 'vitest';
import { clientSettings, MINUTE, test } from './simulator-test.ts';

const PARTNER = '111111111111';

test('an image that is shared with a played account is there, until it is taken back', async ({ start }) => {
  const { simulator, appstream, clock } = await start({
    images: [
      { name: 'Desk-1', permissions: { [PARTNER]: { allowFleet: true } } },
      { name: 'Desk-2' },
      { name: 'Own' },
    ],
    accounts: [
      {
        account: PARTNER,
        accessKeyId: 'PARTNERKEY',
        images: [{ name: 'Own' }],
        fleets: [
          {
            name: 'Office',
            imageName: 'Desk-1',
            instances: 2,
            stacks: ['Work'],
            sessions: [{ user: 'ann', minutes: 120 }],
          },
        ],
      },
    ],
  });
  const settings = clientSettings(simulator.url);
  const partner = new AppStreamClient({
    ...settings,
    credentials: { ...settings.credentials, accessKeyId: 'PARTNERKEY' },
  });
  const shared = async () =>
    (await partner.send(new DescribeImagesCommand({ Type: 'SHARED' }))).Images?.map(({ Arn }) => Arn);
  const share = (Name: string) =>
    appstream.send(
      new UpdateImagePermissionsCommand({
        Name,
        SharedAccountId: PARTNER,
        ImagePermissions: { allowFleet: true },
      }),
    );
  const arn = (name: string) => `arn:aws:appstream:us-east-1:123456789012:image/${name}`;
  expect(await shared()).toEqual([arn('Desk-1')]);
  await share('Desk-2');
  await share('Own');
  expect(await shared()).toEqual([arn('Desk-1'), arn('Desk-2'), arn('Own')]);
  const move = (image: object) => partner.send(new UpdateFleetCommand({ Name: 'Office', ...image }));
  await expect(move({ ImageName: 'Desk-2' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await move({ ImageArn: arn('Desk-2') });
  await appstream.send(new DeleteImagePermissionsCommand({ Name: 'Desk-2', SharedAccountId: PARTNER }));
  expect(await shared()).toEqual([arn('Desk-1'), arn('Own')]);
  const capacity = async () =>
    (await partner.send(new DescribeFleetsCommand({ Names: ['Office'] }))).Fleets?.[0]?.ComputeCapacityStatus;
  expect(await capacity()).toEqual({ Desired: 0, Running: 1, InUse: 1, Available: 0 });
  clock.advanceBy(120 * MINUTE);
  expect(await capacity()).toEqual({ Desired: 0, Running: 0, InUse: 0, Available: 0 });
  partner.destroy();
});
