import assert from 'node:assert/strict';
import { ImageStoreError, type ImageStoreErrorCode } from '../ports/errors.ts';
import type { FleetRecord, FleetSession } from '../ports/fleet-store.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { FleetWorld, MakeFleetWorld, WorldFleet } from './fleet-world.ts';
import type { TestFunction } from './test-function.ts';

const IMAGES = [
  { name: 'Desk', platform: 'WINDOWS_SERVER_2022' },
  { name: 'Desk-2', platform: 'WINDOWS_SERVER_2022' },
  { name: 'Other', platform: 'RHEL8' },
  { name: 'Broken', platform: 'WINDOWS_SERVER_2022', condition: 'failed' as const },
];
const PILOT = { name: 'Pilot', image: 'Desk', tags: { ImageRing: 'pilot', Team: 'Finance' } };

/**
 * The contract of a `FleetStore`, as tests: one for each promise of its documentation. Runs on any test runner.
 *
 * @example
 * ```ts
 * fleetStoreContract(test, (setup) => createMyFleets(setup));
 * ```
 */
export function fleetStoreContract(test: TestFunction, makeWorld: MakeFleetWorld): void {
  const contract = (
    name: string,
    fleets: readonly WorldFleet[],
    body: (world: FleetWorld) => Promise<void>,
  ) =>
    test(`FleetStore: ${name}`, async () => {
      const world = await makeWorld({ images: IMAGES, fleets });
      try {
        await body(world);
      } finally {
        await world.close();
      }
    });

  const many = Array.from({ length: 60 }, (_, index) => ({
    name: `Fleet-${String(index).padStart(2, '0')}`,
    image: 'Desk',
    tags: { ImageRing: index % 2 === 0 ? 'test' : 'production' },
  }));

  contract('list has every fleet once, with its tags', many, async ({ fleets }) => {
    const found = [...(await fleets.list())].sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(
      found.map(({ name, tags }) => ({ name, tags })),
      many.map(({ name, tags }) => ({ name, tags })),
    );
  });

  contract('describe leaves out what does not exist, and spoils nothing', many, async ({ fleets }) => {
    const found = await fleets.describe(['Nobody', 'Fleet-03', 'Fleet-41']);
    assert.deepEqual(found.map(({ name }) => name).sort(), ['Fleet-03', 'Fleet-41']);
    assert.deepEqual(await fleets.describe([]), []);
  });

  contract(
    'a record tells kind, condition, image and errors',
    [PILOT, { name: 'Still', image: 'Desk', condition: 'stopped' }, { name: 'Apps', kind: 'elastic' }],
    async ({ fleets, images, setProblems }) => {
      setProblems('Pilot', [{ code: 'IMAGE_NOT_FOUND', message: 'Gone.' }]);
      const [pilot, still, apps] = await Promise.all([one('Pilot'), one('Still'), one('Apps')]);
      const [desk] = await images.store.describe(['Desk'], { tags: false });
      assert.ok(pilot.image === desk?.id || pilot.image === desk?.name);
      assert.deepEqual(pilot.problems, [{ code: 'IMAGE_NOT_FOUND', message: 'Gone.' }]);
      assert.deepEqual([pilot.condition, still.condition, apps.condition], ['running', 'stopped', 'running']);
      assert.equal(apps.kind, 'elastic');
      assert.equal(apps.image, undefined);
      assert.deepEqual(still.problems, []);
      async function one(name: string): Promise<FleetRecord> {
        return (await fleets.describe([name]))[0] ?? assert.fail(`${name} is not there`);
      }
    },
  );

  contract('setImage changes the image, twice the same is no error', [PILOT], async (world) => {
    const [fleet, image] = await both(world, 'Pilot', 'Desk-2');
    for (let time = 0; time < 2; time++) {
      await world.fleets.setImage(fleet, image);
      assert.equal(world.seen().get('Pilot')?.image, 'Desk-2');
    }
    const [after] = await world.fleets.describe(['Pilot']);
    assert.ok(after?.image === image.id || after?.image === image.name);
  });

  const refusals: readonly [what: string, fleet: WorldFleet, image: string, code?: ImageStoreErrorCode][] = [
    ['an elastic fleet', { name: 'Pilot', kind: 'elastic' }, 'Desk-2'],
    ['a fleet that is starting', { ...PILOT, condition: 'changing' }, 'Desk-2'],
    ['an image that is not available', PILOT, 'Broken'],
    ['another operating system while it runs', PILOT, 'Other'],
  ];
  for (const [what, fleet, image, code] of refusals) {
    contract(`setImage refuses ${what}, and changes nothing`, [fleet], async (world) => {
      const before = world.seen().get('Pilot')?.image;
      await rejectsWith(code, world.fleets.setImage(...(await both(world, 'Pilot', image))));
      assert.equal(world.seen().get('Pilot')?.image, before);
    });
  }

  contract(
    'a stopped fleet takes another operating system',
    [{ ...PILOT, condition: 'stopped' }],
    async (world) => {
      await world.fleets.setImage(...(await both(world, 'Pilot', 'Other')));
      assert.equal(world.seen().get('Pilot')?.image, 'Other');
    },
  );

  contract('what is gone rejects with not-found', [PILOT], async (world) => {
    const [fleet, image] = await both(world, 'Pilot', 'Desk-2');
    world.images.remove('Desk-2');
    await rejectsWith('not-found', world.fleets.setImage(fleet, image));
    world.removeFleet('Pilot');
    await rejectsWith('not-found', world.fleets.retag(fleet, { put: { A: 'b' }, remove: [] }));
  });

  contract('retag puts and removes, and does so twice', [PILOT], async (world) => {
    const [fleet] = await both(world, 'Pilot', 'Desk');
    const change = { put: { ImageSwitchedAt: '2026-11-23T08:00:00.000Z' }, remove: ['Team', 'None'] };
    for (let time = 0; time < 2; time++) {
      await world.fleets.retag(fleet, change);
      assert.deepEqual(world.seen().get('Pilot')?.tags, { ImageRing: 'pilot', ...change.put });
    }
  });

  const shared = { ...PILOT, sessionsPerInstance: 2 };
  contract('sessions are those in progress, since when, and on which instance', [shared], async (world) => {
    const { clock } = world.images;
    const [fleet] = await both(world, 'Pilot', 'Desk');
    assert.equal(fleet.sessionsPerInstance, 2);
    assert.deepEqual(await world.fleets.sessions(fleet), []);
    world.startSession('Pilot', 30);
    world.startSession('Pilot', 90);
    clock.advance(20);
    world.startSession('Pilot', 90);
    const sessions = await world.fleets.sessions(fleet);
    const minutesAgo = ({ startedAt }: FleetSession) =>
      (clock.now().getTime() - Date.parse(startedAt)) / 60_000;
    assert.deepEqual(sessions.map(minutesAgo).sort(), [0, 20, 20]);
    assert.equal(new Set(sessions.map(({ id }) => id)).size, 3);
    assert.equal(new Set(sessions.map(({ instance }) => instance)).size, 2);
    assert.deepEqual([...new Set(sessions.map(({ draining }) => draining))], [false]);
    clock.advance(15);
    assert.deepEqual((await world.fleets.sessions(fleet)).map(minutesAgo).sort(), [15, 35]);
    world.removeFleet('Pilot');
    assert.deepEqual(await world.fleets.sessions(fleet), []);
  });

  contract(
    'drain takes the instance of a session out of rotation, and does so twice',
    [shared],
    async (world) => {
      const [fleet] = await both(world, 'Pilot', 'Desk');
      world.startSession('Pilot', 30);
      const [session] = await world.fleets.sessions(fleet);
      assert.ok(session);
      for (let time = 0; time < 2; time++) await world.fleets.drain(fleet, session);
      const [drained] = await world.fleets.describe(['Pilot']);
      // A drained instance is taken as a whole; the other one is free.
      assert.deepEqual(drained?.capacity, { desired: 4, inUse: 2, available: 2 });
      world.startSession('Pilot', 90);
      const sessions = await world.fleets.sessions(fleet);
      assert.deepEqual(sessions.map(({ draining }) => draining).sort(), [false, true]);
      assert.equal(new Set(sessions.map(({ instance }) => instance)).size, 2);
      world.images.clock.advance(40);
      assert.equal((await world.fleets.sessions(fleet)).length, 1);
      await rejectsWith('not-found', world.fleets.drain(fleet, session));
    },
  );

  contract('drain refuses an instance that serves one user', [PILOT], async (world) => {
    const [fleet] = await both(world, 'Pilot', 'Desk');
    assert.equal(fleet.sessionsPerInstance, 1);
    world.startSession('Pilot', 30);
    const [session] = await world.fleets.sessions(fleet);
    assert.ok(session);
    await rejectsWith('not-permitted', world.fleets.drain(fleet, session));
    assert.equal((await world.fleets.sessions(fleet))[0]?.draining, false);
  });
}

async function both(world: FleetWorld, fleet: string, image: string): Promise<[FleetRecord, ImageRecord]> {
  const [[fleetRecord], [imageRecord]] = await Promise.all([
    world.fleets.describe([fleet]),
    world.images.store.describe([image], { tags: false }),
  ]);
  assert.ok(fleetRecord && imageRecord);
  return [fleetRecord, imageRecord];
}

async function rejectsWith(code: ImageStoreErrorCode | undefined, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof ImageStoreError, `expected an ImageStoreError, got ${String(error)}`);
    if (code !== undefined) assert.equal(error.code, code);
    return true;
  });
}
