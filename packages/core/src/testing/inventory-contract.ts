import assert from 'node:assert/strict';
import type { ImageInventory } from '../ports/inventory.ts';
import type { InventorySetup, InventoryWorld, MakeInventoryWorld } from './inventory-world.ts';
import type { TestFunction } from './test-function.ts';

const OTHER = '210987654321';
const SETUP: InventorySetup = {
  images: [
    { name: 'Desk', tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-2' } },
    { name: 'Desk-2', tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' } },
    { name: 'Lent' },
  ],
  users: [
    { kind: 'fleet', name: 'Office', image: 'Desk' },
    { kind: 'fleet', name: 'Branch', image: 'Desk-2' },
    { kind: 'image-builder', name: 'Lab', image: 'Desk-2' },
  ],
  shares: [
    { image: 'Lent', account: OTHER, fleets: true, imageBuilders: false },
    { image: 'Lent', account: '310987654321', fleets: false, imageBuilders: true },
  ],
  imageQuota: 12,
};

/**
 * The contract of an `InventorySource`, as tests: one for each promise of its documentation. What it leaves out quietly,
 * pruning would delete. Runs on any test runner.
 *
 * @example
 * ```ts
 * inventoryContract(test, (setup) => createMyInventory(setup));
 * ```
 */
export function inventoryContract(test: TestFunction, makeWorld: MakeInventoryWorld): void {
  const contract = (name: string, body: (world: InventoryWorld) => Promise<void>, setup = SETUP) =>
    test(`InventorySource: ${name}`, async () => {
      const world = await makeWorld(setup);
      try {
        await body(world);
      } finally {
        await world.close();
      }
    });

  contract('has every image once, with its tags', async ({ inventory }) => {
    const { images, unseen } = await inventory.read();
    assert.deepEqual(
      images.map(({ name, tags }) => ({ name, tags })).sort(byName),
      SETUP.images.map(({ name, tags = {} }) => ({ name, tags })),
    );
    assert.deepEqual(unseen, []);
  });

  contract('tells of every fleet and image builder the id of its image', async ({ inventory }) => {
    assert.deepEqual(usersIn(await inventory.read()), usersOf(SETUP));
  });

  const many = Array.from({ length: 70 }, (_, index) => ({
    ...{ kind: 'fleet' as const, name: `Fleet-${String(index).padStart(2, '0')}`, image: 'Desk' },
  }));
  contract(
    'leaves out no fleet, however many there are',
    async ({ inventory }) => {
      assert.equal((await inventory.read()).users.length, 70);
    },
    { ...SETUP, users: many },
  );

  contract('tells which accounts may do what with an image', async ({ inventory }) => {
    const { shares } = await inventory.read();
    assert.deepEqual(
      [...shares].sort((a, b) => (a.account < b.account ? -1 : 1)),
      SETUP.shares,
    );
  });

  contract('read among names has these images, and everybody who uses any', async ({ inventory }) => {
    const read = await inventory.read(['Desk', 'Lent', 'Nobody']);
    assert.deepEqual(read.images.map(({ name }) => name).sort(), ['Desk', 'Lent']);
    assert.deepEqual(
      read.users.map(({ kind, name }) => `${kind} ${name}`).sort(),
      SETUP.users.map(({ kind, name }) => `${kind} ${name}`).sort(),
    );
    assert.equal(read.shares.length, 2);
  });

  contract('sees what has changed since the last read', async ({ inventory, changeFleet }) => {
    await inventory.read();
    changeFleet('Branch', 'Lent');
    const users = usersIn(await inventory.read());
    assert.ok(users.includes('fleet Branch Lent'), users.join());
  });

  for (const what of ['fleets', 'image-builders'] as const) {
    contract(`says that ${what} could not be seen, and goes on`, async ({ inventory, deny }) => {
      deny(what);
      const { images, users, shares, unseen } = await inventory.read();
      assert.deepEqual([images.length, shares.length], [3, 2]);
      const kind = what === 'fleets' ? 'fleet' : 'image-builder';
      assert.equal(users.length, SETUP.users.filter((one) => one.kind !== kind).length);
      assert.deepEqual(
        unseen.map((part) => [part.what, part.image]),
        [[what, undefined]],
      );
      assert.notEqual(unseen[0]?.detail, '');
    });
  }

  contract('says whose sharing could not be seen', async ({ inventory, deny }) => {
    deny('shares');
    const { shares, unseen, users } = await inventory.read();
    assert.deepEqual(shares, []);
    assert.equal(users.length, 3);
    assert.ok(unseen.some((part) => part.what === 'shares' && (part.image ?? 'Lent') === 'Lent'));
  });

  contract('knows how many images there may be, or that it does not', async ({ inventory }) => {
    const quota = await inventory.imageQuota?.();
    assert.ok(quota === undefined || quota === SETUP.imageQuota, String(quota));
  });
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

/** Each user with the name of its image. */
function usersIn({ images, users }: ImageInventory): readonly string[] {
  const names = new Map(images.map(({ id, name }) => [id, name]));
  return users.map(({ kind, name, image = '' }) => `${kind} ${name} ${names.get(image)}`).sort();
}

const usersOf = ({ users }: InventorySetup) =>
  users.map(({ kind, name, image }) => `${kind} ${name} ${image}`).sort();
