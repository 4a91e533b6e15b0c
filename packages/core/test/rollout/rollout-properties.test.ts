import type { ImageInventory } from '@appstream-campaign/core/planning';
import { planPrune, prune } from '@appstream-campaign/core/prune';
import { planRollout, rollbackImages, rollout, toRolloutPolicy } from '@appstream-campaign/core/rollout';
import type { FleetWorld } from '@appstream-campaign/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { account, nameOf, versionTags } from './rollout-account.ts';
import { peopleOf } from './rollout-people.ts';
import { type CallTrouble, exposed } from './rollout-trouble.ts';

const RINGS = 'test:24h,pilot:24h,production:approval';
const fleetOf = (name: string, ring: string, image = 'Desk') => ({ name, image, tags: { ImageRing: ring } });
const FLEETS = [
  fleetOf('T', 'test'),
  fleetOf('P', 'pilot'),
  fleetOf('Y', 'production'),
  fleetOf('Z', 'production'),
];

/** A world in which one pass holds a version, goes back, goes forward, publishes, drains and asks. */
async function busyWorld() {
  const made = await account(3, FLEETS, {
    ...{ rings: RINGS, publish: 'both', onUnhealthy: 'rollback', drainAtOnce: 1 },
  });
  const { world, tag, clock, pass } = made;
  for (const n of [1, 2]) world.images.add({ name: nameOf('Kiosk', n), tags: versionTags('Kiosk', n) });
  world.addFleet({ ...fleetOf('K', 'test', 'Kiosk'), sessionsPerInstance: 2, instances: 3 });
  for (const minutes of [9000, 9000, 2000]) world.startSession('K', minutes);
  clock.advance(1);
  await pass();
  clock.advance(1500);
  await pass();
  clock.advance(1500);
  tag('Desk-03', { Revoked: 'bad' });
  world.changeFleet('Y', { image: 'Desk-02' });
  world.addFleet(fleetOf('U', 'test', 'Desk-02'));
  made.told.length = 0;
  return made;
}
const shown = ({ world }: { readonly world: FleetWorld }) =>
  [...world.seen()].map(([name, { image, tags }]) => [name, image, tags.PreviousImage, tags.ImageSwitchedTo]);
const drained = async ({ world }: { readonly world: FleetWorld }) => {
  const [kiosk] = await world.fleets.describe(['K']);
  const sessions = kiosk === undefined ? [] : await world.fleets.sessions(kiosk);
  return sessions.map(({ draining }) => draining);
};
const ids = (events: readonly { readonly id: string }[]) =>
  [...new Set(events.map(({ id }) => id))].toSorted();

test('wherever a pass dies or is refused, the next one ends in the same world and tells the same', async () => {
  const whole = await busyWorld();
  const counted = exposed(whole.parts, undefined, () => {});
  await rollout(counted.parts);
  await whole.pass();
  expect(counted.calls()).toBeGreaterThan(15);
  expect(await drained(whole)).toEqual([true, true]);
  expect(ids(whole.told).length).toBeGreaterThan(2);
  for (let call = 1; call <= counted.calls(); call++) {
    for (const kind of [
      'die-before',
      'die-after',
      'busy-before',
      'busy-after',
    ] as const satisfies readonly CallTrouble[]) {
      const made = await busyWorld();
      const { parts, died } = exposed(made.parts, { call, kind }, () => {});
      await Promise.race([rollout(parts).catch(() => {}), died]);
      await new Promise((resolve) => setImmediate(resolve));
      for (let again = 0; again < 2; again++) await made.pass();
      const where = `${kind} call ${call}`;
      expect([where, shown(made).map(([name, image]) => [name, image])]).toEqual([
        where,
        shown(whole).map(([name, image]) => [name, image]),
      ]);
      expect([where, await drained(made)]).toEqual([where, await drained(whole)]);
      expect([where, ids(made.told)]).toEqual([where, ids(whole.told)]);
      expect([where, (await made.pass()).done]).toEqual([where, []]);
    }
  }
});

test('two passes at once act as one', async () => {
  const { pass, world } = await busyWorld();
  const before = world.switches().length;
  await Promise.all([pass(), pass()]);
  const changes = world.switches().slice(before);
  expect(changes).toHaveLength(new Set(changes.map(({ fleet }) => fleet)).size);
  expect((await pass()).done).toEqual([]);
});

/** What a deletion has to know of: the fleets with their images, and the images that they would go back to. */
async function inventoryOf(world: FleetWorld, among?: readonly string[]): Promise<ImageInventory> {
  const { store } = world.images;
  const names = (await store.list()).map(({ name }) => name);
  const all = await store.describe(names, { tags: true });
  const fleets = await world.fleets.list();
  const back = rollbackImages({ images: all, fleets }, toRolloutPolicy({ rings: RINGS }));
  const used = [...fleets.map(({ name, image }) => ({ fleet: name, image })), ...back];
  return {
    images: all.filter(({ name }) => among === undefined || among.includes(name)),
    users: used.flatMap(({ fleet, image }) =>
      image === undefined ? [] : [{ kind: 'fleet' as const, name: fleet, state: 'RUNNING', image }],
    ),
    shares: [],
    unseen: [],
  };
}

const month = fc.record({
  acts: fc.array(
    fc.tuple(
      fc.constantFrom(
        'approve',
        'approve',
        'revoke',
        'revoke',
        'revoke',
        'unrevoke',
        'switch-by-hand',
        'pause-fleet',
        'resume-fleet',
        'retag',
        'add-fleet',
      ),
      fc.nat({ max: 30 }),
    ),
    { maxLength: 3 },
  ),
  days: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
});

test('over random years of updates, rollouts and deletions, a way back is never deleted', async () => {
  let deletions = 0;
  let rollbacks = 0;
  const years = fc.asyncProperty(
    fc.array(month, { minLength: 12, maxLength: 24 }),
    fc.record({ keep: fc.integer({ min: 1, max: 2 }), minAgeDays: fc.constantFrom(0, 10) }),
    async (months, policy) => {
      const made = await account(2, FLEETS, { rings: RINGS });
      const { world, clock, pass } = made;
      const people = peopleOf(made, 2);
      for (const { acts, days } of months) {
        people('release', 0);
        for (const [act, who] of acts) people(act, who);
        for (const day of days) {
          clock.advance(day * 1440);
          const { done, failed } = await pass();
          expect(failed).toEqual([]);
          rollbacks += done.filter(({ type }) => type === 'rollback').length;
          const inventory = (among?: readonly string[]) => inventoryOf(world, among);
          const before = waysBack(world);
          const only = (await planPrune({ inventory, clock, policy })).delete.map(({ image }) => image);
          const { deleted } = await prune({ store: world.images.store, inventory, clock, policy, only });
          deletions += deleted.length;
          expect(waysBack(world)).toEqual(before);
        }
      }
      const { after } = await planRollout(made.parts).then((decision) => ({ after: decision }));
      expect(after.holds.filter(({ reason }) => reason === 'image-not-owned')).toEqual([]);
    },
  );
  await fc.assert(years, { numRuns: 25, seed: 20261128 });
  expect(deletions).toBeGreaterThan(100);
  expect(rollbacks).toBeGreaterThan(30);
});

/** Fleets with a ring, and whether there is an earlier version that is not revoked, as the world itself has it. */
function waysBack(world: FleetWorld): readonly (readonly [string, boolean])[] {
  const images = [...world.images.images()]
    .filter(([, { tags }]) => tags.Revoked === undefined)
    .map(([name]) => name);
  return [...world.seen()].flatMap(([name, { image = '', tags }]) =>
    tags.ImageRing === undefined ? [] : [[name, images.some((other) => other < image)] as const],
  );
}

test('the names of versions sort as they were made, which this test relies on', () => {
  const names = Array.from({ length: 40 }, (_, index) => nameOf('Desk', index + 1));
  expect(names.toSorted()).toEqual(names);
  expect(versionTags('Desk', 3)).toEqual({ BaseName: 'Desk', UpdatedFrom: 'Desk-02' });
});
