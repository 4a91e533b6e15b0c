import {
  AppStreamClient,
  CopyImageCommand,
  DeleteImageCommand,
  DeleteImagePermissionsCommand,
  DescribeFleetsCommand,
  DescribeImagePermissionsCommand,
  DescribeImagesCommand,
  ListTagsForResourceCommand,
  UpdateFleetCommand,
  UpdateImagePermissionsCommand,
} from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { clientSettings, MINUTE, test } from './simulator-test.ts';

describe('DeleteImage', () => {
  test('takes an unused image away, with its tags', async ({ start }) => {
    const { appstream, simulator } = await start({ images: [{ name: 'Old', tags: { k: 'v' } }] });
    const arn = simulator.world.image('Old')?.arn;
    const { Image } = await appstream.send(new DeleteImageCommand({ Name: 'Old' }));
    expect(Image).toMatchObject({ Name: 'Old', State: 'DELETING' });
    expect(simulator.world.images()).toEqual([]);
    const gone = { name: 'ResourceNotFoundException' };
    await expect(appstream.send(new DeleteImageCommand({ Name: 'Old' }))).rejects.toMatchObject(gone);
    await expect(appstream.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).rejects.toMatchObject(
      gone,
    );
  });

  test('refuses an image that a fleet uses, or that is shared', async ({ start }) => {
    const { appstream } = await start({
      images: [{ name: 'Used' }, { name: 'Shared', permissions: { '210987654321': { allowFleet: true } } }],
      fleets: [{ name: 'Fleet', imageName: 'Used' }],
    });
    await expect(appstream.send(new DeleteImageCommand({ Name: 'Used' }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: "Image Used can't be deleted because fleet Fleet uses it.",
    });
    const deleteShared = new DeleteImageCommand({ Name: 'Shared' });
    await expect(appstream.send(deleteShared)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await appstream.send(
      new DeleteImagePermissionsCommand({ Name: 'Shared', SharedAccountId: '210987654321' }),
    );
    await appstream.send(deleteShared);
  });
});

describe('CopyImage', () => {
  test('makes a copy without tags in the other Region, after a while', async ({ start }) => {
    const { appstream, simulator, clock } = await start({
      images: [{ name: 'CAD', tags: { k: 'v' } }],
      copyMinutes: 20,
    });
    const copy = (to: string) =>
      appstream.send(
        new CopyImageCommand({
          SourceImageName: 'CAD',
          DestinationImageName: to,
          DestinationRegion: 'eu-west-1',
          DestinationImageDescription: 'For Dublin',
        }),
      );
    expect((await copy('CAD-Dublin')).DestinationImageName).toBe('CAD-Dublin');
    const there = new AppStreamClient(clientSettings(simulator.url, 'eu-west-1'));
    const describeCopy = async () =>
      (await there.send(new DescribeImagesCommand({ Names: ['CAD-Dublin'] }))).Images;
    expect(await describeCopy()).toMatchObject([{ State: 'COPYING', Description: 'For Dublin' }]);
    expect(simulator.world.image('CAD-Dublin', { region: 'eu-west-1' })?.tags).toEqual({});
    await expect(copy('CAD-Dublin')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await copy('CAD-Dublin-2');
    await expect(copy('CAD-Dublin-3')).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('"Concurrent image copies per destination Region" is 2'),
    });
    clock.advanceBy(20 * MINUTE);
    expect(await describeCopy()).toMatchObject([{ State: 'AVAILABLE' }]);
    there.destroy();
  });
});

describe('image permissions', () => {
  test('are granted, listed and withdrawn', async ({ start }) => {
    const { appstream, simulator } = await start({
      images: [{ name: 'CAD' }],
      quotas: { sharedAccounts: 2 },
    });
    const grant = (SharedAccountId: string) =>
      appstream.send(
        new UpdateImagePermissionsCommand({
          Name: 'CAD',
          SharedAccountId,
          ImagePermissions: { allowFleet: true, allowImageBuilder: false },
        }),
      );
    await grant('111111111111');
    await grant('222222222222');
    await expect(grant('333333333333')).rejects.toMatchObject({ name: 'LimitExceededException' });
    const list = (input: object) =>
      appstream.send(new DescribeImagePermissionsCommand({ Name: 'CAD', ...input }));
    const first = await list({ MaxResults: 1 });
    expect(first.SharedImagePermissionsList).toEqual([
      { sharedAccountId: '111111111111', imagePermissions: { allowFleet: true, allowImageBuilder: false } },
    ]);
    const rest = await list({ NextToken: first.NextToken });
    expect(rest.SharedImagePermissionsList).toMatchObject([{ sharedAccountId: '222222222222' }]);
    expect(rest.NextToken).toBeUndefined();
    const one = await list({ SharedAwsAccountIds: ['222222222222'] });
    expect(one.SharedImagePermissionsList).toHaveLength(1);
    const withdraw = new DeleteImagePermissionsCommand({ Name: 'CAD', SharedAccountId: '222222222222' });
    await appstream.send(withdraw);
    await expect(appstream.send(withdraw)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(Object.keys(simulator.world.image('CAD')?.permissions ?? {})).toEqual(['111111111111']);
  });
});

describe('fleets', () => {
  const images = [
    { name: 'Old' },
    { name: 'New' },
    { name: 'Linux', platform: 'RHEL8' },
    { name: 'Broken', state: 'FAILED' as const },
    { name: 'Theirs', owned: false },
  ];

  test('move to another image', async ({ start }) => {
    const { appstream, simulator } = await start({ images, fleets: [{ name: 'Fleet', imageName: 'Old' }] });
    const { Fleet } = await appstream.send(new UpdateFleetCommand({ Name: 'Fleet', ImageName: 'New' }));
    expect(Fleet).toMatchObject({ ImageName: 'New', State: 'RUNNING' });
    const { Fleets } = await appstream.send(new DescribeFleetsCommand({ Names: ['Fleet'] }));
    expect(Fleets).toMatchObject([{ ImageArn: simulator.world.image('New')?.arn }]);
    const theirs = simulator.world.image('Theirs')?.arn;
    await expect(
      appstream.send(new UpdateFleetCommand({ Name: 'Fleet', ImageName: 'Theirs' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await appstream.send(new UpdateFleetCommand({ Name: 'Fleet', ImageArn: theirs }));
    expect(simulator.world.fleet('Fleet')).toMatchObject({ imageName: 'Theirs' });
  });

  test('refuse images that do not fit, and changes at the wrong time', async ({ start }) => {
    const { appstream } = await start({
      images,
      fleets: [
        { name: 'Running', imageName: 'Old' },
        { name: 'Stopped', imageName: 'Old', state: 'STOPPED' },
        { name: 'Starting', imageName: 'Old', state: 'STARTING' },
        { name: 'Elastic', imageName: 'Old', fleetType: 'ELASTIC' },
      ],
    });
    const move = (Name: string, ImageName: string) =>
      appstream.send(new UpdateFleetCommand({ Name, ImageName }));
    await expect(move('Running', 'Linux')).rejects.toMatchObject({ name: 'IncompatibleImageException' });
    await expect(move('Running', 'Broken')).rejects.toMatchObject({ name: 'ResourceNotAvailableException' });
    await expect(move('Starting', 'New')).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    await expect(move('Elastic', 'New')).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    await expect(move('Nowhere', 'New')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await move('Stopped', 'Linux');
  });
});
