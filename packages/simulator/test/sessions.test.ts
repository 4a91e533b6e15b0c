import {
  type AppStreamClient,
  DescribeFleetsCommand,
  DescribeSessionsCommand,
  DrainSessionInstanceCommand,
  ExpireSessionCommand,
  type Session,
  StopFleetCommand,
  UpdateFleetCommand,
} from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { MINUTE, START, test } from './simulator-test.ts';

const images = [{ name: 'Desk-1' }, { name: 'Desk-2' }];

async function sessionsOf(
  appstream: AppStreamClient,
  input: object = {},
): Promise<readonly Session[] | undefined> {
  const command = new DescribeSessionsCommand({ StackName: 'Work', FleetName: 'Office', ...input });
  return (await appstream.send(command)).Sessions;
}

async function capacityOf(appstream: AppStreamClient) {
  return (await appstream.send(new DescribeFleetsCommand({ Names: ['Office'] }))).Fleets?.[0]
    ?.ComputeCapacityStatus;
}

describe('DescribeSessions', () => {
  test('tells who is on a fleet, since when, and until when at most', async ({ start }) => {
    const { appstream } = await start({
      images,
      fleets: [
        {
          name: 'Office',
          imageName: 'Desk-1',
          instances: 2,
          stacks: ['Work', 'Home'],
          sessions: [
            { user: 'ann@example.com', minutesAgo: 90, authentication: 'SAML' },
            { user: 'bob', stack: 'Home', connected: false },
          ],
        },
      ],
    });
    expect(await sessionsOf(appstream)).toMatchObject([
      {
        UserId: 'ann@example.com',
        State: 'ACTIVE',
        ConnectionState: 'CONNECTED',
        AuthenticationType: 'SAML',
        StartTime: new Date(START.getTime() - 90 * MINUTE),
        MaxExpirationTime: new Date(START.getTime() + (960 - 90) * MINUTE),
        InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
        InstanceDrainStatus: 'NOT_APPLICABLE',
      },
    ]);
    expect(await sessionsOf(appstream, { StackName: 'Home' })).toMatchObject([
      { UserId: 'bob', ConnectionState: 'NOT_CONNECTED' },
    ]);
    expect(await capacityOf(appstream)).toEqual({ Desired: 2, Running: 2, InUse: 2, Available: 0 });
  });

  test('wants both names, gives 20 a page and 50 at most, and chooses by user and instance', async ({
    start,
  }) => {
    const sessions = Array.from({ length: 60 }, (_, index) => ({ user: `user-${index}` }));
    const { appstream } = await start({
      images,
      fleets: [{ name: 'Office', imageName: 'Desk-1', instances: 60, stacks: ['Work'], sessions }],
    });
    const list = (input: object) =>
      appstream.send(new DescribeSessionsCommand({ StackName: 'Work', FleetName: 'Office', ...input }));
    const first = await list({});
    const second = await list({ NextToken: first.NextToken, Limit: 99 });
    expect([first.Sessions?.length, second.Sessions?.length]).toEqual([20, 40]);
    expect(second.NextToken).toBeUndefined();
    expect((await list({ Limit: 99 })).Sessions).toHaveLength(50);
    const [one] = first.Sessions ?? [];
    expect((await list({ InstanceId: one?.InstanceId })).Sessions).toEqual([one]);
    const byUser = { UserId: 'user-7', AuthenticationType: 'API' as const };
    expect((await list(byUser)).Sessions).toMatchObject([{ UserId: 'user-7' }]);
    await expect(list({ UserId: 'user-7' })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
    expect(await sessionsOf(appstream, { FleetName: 'Nowhere' })).toEqual([]);
    const nameless = new DescribeSessionsCommand({ StackName: undefined, FleetName: 'Office' });
    await expect(appstream.send(nameless)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('after a change of image', () => {
  test('a session goes on, and takes its instance with it when it ends', async ({ start }) => {
    const { appstream, clock, simulator } = await start({
      images,
      fleets: [
        {
          name: 'Office',
          imageName: 'Desk-1',
          instances: 2,
          stacks: ['Work'],
          sessions: [{ user: 'ann', minutes: 180 }],
        },
      ],
    });
    const running = () => simulator.world.fleet('Office')?.instances.map(({ imageName }) => imageName);
    await appstream.send(new UpdateFleetCommand({ Name: 'Office', ImageName: 'Desk-2' }));
    clock.advanceBy(120 * MINUTE);
    expect(running()).toEqual(['Desk-1', 'Desk-2']);
    expect(await sessionsOf(appstream)).toHaveLength(1);
    clock.advanceBy(60 * MINUTE);
    expect(running()).toEqual(['Desk-2', 'Desk-2']);
    expect(await sessionsOf(appstream)).toEqual([]);
  });

  test('a shared instance stays until its last session, or until it is drained and empty', async ({
    start,
  }) => {
    const { appstream, clock, simulator } = await start({
      images,
      fleets: [
        {
          name: 'Office',
          imageName: 'Desk-1',
          instances: 2,
          sessionsPerInstance: 4,
          stacks: ['Work'],
          sessions: [{ user: 'ann', minutes: 30 }, { user: 'bob' }],
        },
      ],
    });
    const running = () => simulator.world.fleet('Office')?.instances.map(({ imageName }) => imageName);
    await appstream.send(new UpdateFleetCommand({ Name: 'Office', ImageName: 'Desk-2' }));
    clock.advanceBy(40 * MINUTE);
    simulator.world.startSession('Office', { user: 'eve', minutes: 45 });
    clock.advanceBy(30 * MINUTE);
    expect(running()).toEqual(['Desk-1', 'Desk-2']);
    const bob = (await sessionsOf(appstream))?.find(({ UserId }) => UserId === 'bob');
    await appstream.send(new DrainSessionInstanceCommand({ SessionId: bob?.Id }));
    expect(await sessionsOf(appstream)).toMatchObject([
      { UserId: 'bob', InstanceDrainStatus: 'DRAINING' },
      { UserId: 'eve', InstanceDrainStatus: 'DRAINING' },
    ]);
    expect(await capacityOf(appstream)).toEqual({
      Desired: 2,
      Running: 2,
      InUse: 1,
      Available: 1,
      DesiredUserSessions: 8,
      AvailableUserSessions: 4,
      ActiveUserSessions: 0,
      ActualUserSessions: 4,
      Draining: 1,
      DrainModeActiveUserSessions: 2,
      DrainModeUnusedUserSessions: 2,
    });
    expect(simulator.world.startSession('Office', { user: 'new' }).stack).toBe('Work');
    await appstream.send(new ExpireSessionCommand({ SessionId: bob?.Id }));
    clock.advanceBy(20 * MINUTE);
    expect(running()).toEqual(['Desk-2', 'Desk-2']);
  });
});

test('DrainSessionInstance refuses what it can not drain', async ({ start }) => {
  const { appstream, simulator } = await start({
    images,
    fleets: [{ name: 'Office', imageName: 'Desk-1', stacks: ['Work'], sessions: [{ user: 'ann' }] }],
  });
  const drain = (SessionId: string | undefined) =>
    appstream.send(new DrainSessionInstanceCommand({ SessionId }));
  const [ann] = (await sessionsOf(appstream)) ?? [];
  await expect(drain(ann?.Id)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  await expect(drain('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await appstream.send(new ExpireSessionCommand({ SessionId: 'nobody' }));
  expect(() => simulator.world.startSession('Office', { user: 'eve' })).toThrow(/has no room/);
  simulator.world.endSession('Office', ann?.Id ?? '');
  expect(await sessionsOf(appstream)).toEqual([]);
});

test('a session is over at the latest when the fleet allows no more, or stands', async ({ start }) => {
  const { appstream, clock } = await start({
    images,
    fleets: [
      {
        name: 'Office',
        imageName: 'Desk-1',
        instances: 2,
        stacks: ['Work'],
        maxSessionMinutes: 100,
        sessions: [{ user: 'ann', minutesAgo: 90, minutes: 500 }, { user: 'bob' }],
      },
    ],
  });
  clock.advanceBy(10 * MINUTE);
  expect(await sessionsOf(appstream)).toMatchObject([{ UserId: 'bob' }]);
  await appstream.send(new StopFleetCommand({ Name: 'Office' }));
  expect(await sessionsOf(appstream)).toHaveLength(1);
  clock.advanceBy(5 * MINUTE);
  expect(await sessionsOf(appstream)).toEqual([]);
});

test('a saved account keeps its fleets, instances and sessions', async ({ start }) => {
  const { simulator } = await start({
    images,
    fleets: [
      { name: 'Office', imageName: 'Desk-1', stacks: ['Work'], sessions: [{ user: 'ann' }] },
      { name: 'Blocks', fleetType: 'ELASTIC' },
    ],
  });
  const second = await start({ saved: JSON.parse(JSON.stringify(simulator.save())) });
  expect(second.simulator.world.fleets()).toEqual(simulator.world.fleets());
  expect(await sessionsOf(second.appstream)).toMatchObject([{ UserId: 'ann' }]);
});
