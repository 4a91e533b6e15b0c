import {
  type AppStreamClient,
  DescribeFleetsCommand,
  DescribeStacksCommand,
  type Fleet,
  ListAssociatedFleetsCommand,
  ListAssociatedStacksCommand,
  ListTagsForResourceCommand,
  StartFleetCommand,
  StopFleetCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFleetCommand,
} from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { MINUTE, test } from './simulator-test.ts';

const images = [
  { name: 'Desk-1' },
  { name: 'Desk-2' },
  { name: 'Linux', platform: 'RHEL8' },
  {
    name: 'Bad',
    fleetErrors: [{ code: 'FLEET_INSTANCE_PROVISIONING_FAILURE', message: 'The instance did not come up.' }],
  },
];

async function fleetOf(appstream: AppStreamClient, name: string): Promise<Fleet | undefined> {
  return (await appstream.send(new DescribeFleetsCommand({ Names: [name] }))).Fleets?.[0];
}

const update = (appstream: AppStreamClient, Name: string, ImageName: string) =>
  appstream.send(new UpdateFleetCommand({ Name, ImageName }));

describe('a fleet', () => {
  test('starts and stops in its time', async ({ start }) => {
    const { appstream, clock } = await start({
      images,
      fleets: [{ name: 'Office', imageName: 'Desk-1', state: 'STOPPED', instances: 3, startMinutes: 12 }],
    });
    const state = async () => {
      const { State, ComputeCapacityStatus: capacity } = (await fleetOf(appstream, 'Office')) ?? {};
      return [State, capacity?.Desired, capacity?.Running, capacity?.Available];
    };
    expect(await state()).toEqual(['STOPPED', 3, 0, 0]);
    await appstream.send(new StartFleetCommand({ Name: 'Office' }));
    expect(await state()).toEqual(['STARTING', 3, 0, 0]);
    await expect(update(appstream, 'Office', 'Desk-2')).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
    clock.advanceBy(12 * MINUTE);
    expect(await state()).toEqual(['RUNNING', 3, 3, 3]);
    await expect(appstream.send(new StartFleetCommand({ Name: 'Office' }))).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
    await appstream.send(new StopFleetCommand({ Name: 'Office' }));
    expect(await state()).toEqual(['STOPPING', 3, 3, 3]);
    clock.advanceBy(5 * MINUTE);
    expect(await state()).toEqual(['STOPPED', 3, 0, 0]);
    const nowhere = { name: 'ResourceNotFoundException', message: 'Fleet Nowhere could not be found.' };
    await expect(appstream.send(new StopFleetCommand({ Name: 'Nowhere' }))).rejects.toMatchObject(nowhere);
    await expect(appstream.send(new StartFleetCommand({ Name: 'Nowhere' }))).rejects.toMatchObject(nowhere);
  });

  test('does not start without its image, or in a suspended account', async ({ start }) => {
    const { appstream, simulator } = await start({
      images,
      fleets: [{ name: 'Office', imageName: 'Desk-1', state: 'STOPPED' }],
    });
    simulator.world.suspend();
    const starting = new StartFleetCommand({ Name: 'Office' });
    await expect(appstream.send(starting)).rejects.toMatchObject({ name: 'InvalidAccountStatusException' });
    simulator.world.reinstate();
    simulator.world.removeImage('Desk-1');
    await expect(appstream.send(starting)).rejects.toMatchObject({ name: 'ResourceNotAvailableException' });
  });

  test('replaces unused instances some time after its image was changed', async ({ start }) => {
    const { appstream, clock, simulator } = await start({
      images,
      fleets: [{ name: 'Office', imageName: 'Desk-1', instances: 2, replaceMinutes: 45, startMinutes: 5 }],
    });
    const seen = () => simulator.world.fleet('Office')?.instances.map((one) => [one.imageName, one.state]);
    await update(appstream, 'Office', 'Desk-2');
    expect((await fleetOf(appstream, 'Office'))?.ImageName).toBe('Desk-2');
    expect(seen()).toEqual(Array(2).fill(['Desk-1', 'ready']));
    clock.advanceBy(45 * MINUTE);
    expect(seen()).toEqual(Array(2).fill(['Desk-2', 'starting']));
    expect((await fleetOf(appstream, 'Office'))?.ComputeCapacityStatus).toMatchObject({ Running: 0 });
    clock.advanceBy(5 * MINUTE);
    expect(seen()).toEqual(Array(2).fill(['Desk-2', 'ready']));
    expect((await fleetOf(appstream, 'Office'))?.ComputeCapacityStatus).toMatchObject({ Running: 2 });
  });

  test('shows what is wrong with an image whose instances never come up, until it is changed back', async ({
    start,
  }) => {
    const { appstream, clock } = await start({ images, fleets: [{ name: 'Office', imageName: 'Desk-1' }] });
    await update(appstream, 'Office', 'Bad');
    expect((await fleetOf(appstream, 'Office'))?.FleetErrors).toEqual([]);
    clock.advanceBy(70 * MINUTE);
    expect(await fleetOf(appstream, 'Office')).toMatchObject({
      State: 'RUNNING',
      ComputeCapacityStatus: { Desired: 1, Running: 0, Available: 0 },
      FleetErrors: [
        { ErrorCode: 'FLEET_INSTANCE_PROVISIONING_FAILURE', ErrorMessage: 'The instance did not come up.' },
      ],
    });
    await update(appstream, 'Office', 'Desk-1');
    clock.advanceBy(10 * MINUTE);
    expect(await fleetOf(appstream, 'Office')).toMatchObject({
      ComputeCapacityStatus: { Running: 1 },
      FleetErrors: [],
    });
  });

  test('shows errors on demand', async ({ start }) => {
    const { appstream, simulator } = await start({
      images,
      fleets: [
        { name: 'Office', imageName: 'Desk-1', errors: [{ code: 'SUBNET_NOT_FOUND', message: 'No.' }] },
      ],
    });
    const errors = async () => (await fleetOf(appstream, 'Office'))?.FleetErrors;
    expect(await errors()).toEqual([{ ErrorCode: 'SUBNET_NOT_FOUND', ErrorMessage: 'No.' }]);
    simulator.world.setFleetErrors('Office', []);
    expect(await errors()).toEqual([]);
  });

  test('changes its capacity while it runs, but not its description', async ({ start }) => {
    const { appstream, clock } = await start({
      images,
      fleets: [{ name: 'Office', imageName: 'Desk-1', instances: 2 }],
    });
    const resize = (DesiredInstances: number) =>
      appstream.send(new UpdateFleetCommand({ Name: 'Office', ComputeCapacity: { DesiredInstances } }));
    expect((await resize(3)).Fleet?.ComputeCapacityStatus).toMatchObject({ Desired: 3, Running: 2 });
    clock.advanceBy(10 * MINUTE);
    expect((await fleetOf(appstream, 'Office'))?.ComputeCapacityStatus).toMatchObject({ Running: 3 });
    expect((await resize(1)).Fleet?.ComputeCapacityStatus).toMatchObject({ Desired: 1, Running: 1 });
    await expect(
      appstream.send(new UpdateFleetCommand({ Name: 'Office', Description: 'x' })),
    ).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  });

  test('that is Elastic has a platform and no image', async ({ start }) => {
    const { appstream } = await start({ images, fleets: [{ name: 'Blocks', fleetType: 'ELASTIC' }] });
    const fleet = await fleetOf(appstream, 'Blocks');
    expect(fleet).toMatchObject({ FleetType: 'ELASTIC', Platform: 'WINDOWS_SERVER_2019', State: 'RUNNING' });
    expect(fleet?.ImageName).toBeUndefined();
    await expect(update(appstream, 'Blocks', 'Desk-1')).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
    const capacity = { Name: 'Blocks', ComputeCapacity: { DesiredInstances: 1 } };
    await expect(appstream.send(new UpdateFleetCommand(capacity))).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
  });
});

test('tags of fleets are listed, set and taken away', async ({ start }) => {
  const { appstream, simulator } = await start({
    images,
    fleets: [{ name: 'Office', imageName: 'Desk-1', tags: { ImageRing: 'test' } }],
  });
  const ResourceArn = simulator.world.fleet('Office')?.arn;
  await appstream.send(new TagResourceCommand({ ResourceArn, Tags: { PreviousImage: 'Desk-0' } }));
  await appstream.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['ImageRing'] }));
  const { Tags } = await appstream.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual({ PreviousImage: 'Desk-0' });
  simulator.world.setFleetTags('Office', { ImageRing: 'pilot' });
  expect(simulator.world.fleet('Office')?.tags).toEqual({ ImageRing: 'pilot' });
  simulator.world.removeFleet('Office');
  await expect(appstream.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(simulator.world.fleets()).toEqual([]);
});

describe('stacks', () => {
  test('are listed by fleet, page by page, and described', async ({ start }) => {
    const stacks = Array.from({ length: 27 }, (_, index) => `Stack-${index}`);
    const { appstream, simulator } = await start({
      images,
      fleets: [{ name: 'Office', imageName: 'Desk-1', stacks }],
    });
    const first = await appstream.send(new ListAssociatedStacksCommand({ FleetName: 'Office' }));
    const second = await appstream.send(
      new ListAssociatedStacksCommand({ FleetName: 'Office', NextToken: first.NextToken }),
    );
    expect([...(first.Names ?? []), ...(second.Names ?? [])]).toEqual(stacks);
    expect(second.NextToken).toBeUndefined();
    const nobody = await appstream.send(new ListAssociatedStacksCommand({ FleetName: 'Nowhere' }));
    expect(nobody.Names).toEqual([]);
    const { Names } = await appstream.send(new ListAssociatedFleetsCommand({ StackName: 'Stack-3' }));
    expect(Names).toEqual(['Office']);
    const { Stacks } = await appstream.send(new DescribeStacksCommand({ Names: ['Stack-26'] }));
    expect(Stacks).toMatchObject([
      { Name: 'Stack-26', Arn: 'arn:aws:appstream:us-east-1:123456789012:stack/Stack-26' },
    ]);
    const unknown = new DescribeStacksCommand({ Names: ['Other'] });
    await expect(appstream.send(unknown)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(() => simulator.world.addFleet({ name: 'B', imageName: 'Desk-1', stacks: ['Stack-1'] })).toThrow(
      'The stack "Stack-1" belongs to the fleet "Office": it can serve one.',
    );
  });
});
