import assert from 'node:assert/strict';
import { ImageStoreError, type ImageStoreErrorCode } from '../ports/errors.ts';
import type { UpdateRequest } from '../ports/image-store.ts';
import type { ImageWorld, MakeWorld, WorldImage } from './image-world.ts';
import type { TestFunction } from './test-function.ts';

const ENROLLED = { AutoUpdate: 'Enabled', Team: 'Finance' };

const order = (source: string, successor: string): UpdateRequest => ({
  source,
  successor,
  displayName: `${source} Updated: 2026-11-23`,
  description: 'For the contract',
  tags: { AutoUpdate: 'Enabled', BaseName: source, UpdatedFrom: source },
});

/**
 * The contract of an `ImageStore`, as tests: one for each promise of its documentation. Runs on any test runner.
 *
 * @example
 * ```ts
 * imageStoreContract(test, (setup) => createMyWorld(setup));
 * ```
 */
export function imageStoreContract(test: TestFunction, makeWorld: MakeWorld): void {
  const contract = (
    name: string,
    images: readonly WorldImage[],
    body: (world: ImageWorld) => Promise<void>,
    quotas: { readonly updateQuota?: number; readonly imageQuota?: number } = {},
  ) =>
    test(`ImageStore: ${name}`, async () => {
      const world = await makeWorld({ images, ...quotas });
      try {
        await body(world);
      } finally {
        await world.close();
      }
    });

  const many = Array.from({ length: 60 }, (_, index) => ({
    name: `Image-${String(index).padStart(2, '0')}`,
    tags: index % 3 === 0 ? ENROLLED : { Team: 'Sales' },
  }));

  const enrolled = many.filter(({ tags }) => tags === ENROLLED).map(({ name }) => name);
  const namesOf = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name).sort();

  contract('list has every image once', many, async ({ store }) => {
    assert.deepEqual(
      namesOf(await store.list()),
      many.map(({ name }) => name),
    );
  });

  contract('find has every image that matches, once, with its tags', many, async ({ store }) => {
    const found = await store.find({ key: 'AutoUpdate', values: ['Enabled'] });
    assert.deepEqual(namesOf(found), enrolled);
    for (const { tags } of found) assert.deepEqual(tags, ENROLLED);
  });

  contract('find takes several values, none, and any', many, async ({ store }) => {
    assert.equal((await store.find({ key: 'Team', values: ['Finance', 'Sales'] })).length, many.length);
    assert.deepEqual(await store.find({ key: 'Team', values: [] }), []);
    assert.deepEqual(namesOf(await store.find({ key: 'AutoUpdate' })), enrolled);
  });

  contract('find keeps to the images it is asked about', many, async ({ store }) => {
    const among = ['Image-00', 'Image-01', 'Image-03', 'Nobody'];
    assert.deepEqual(namesOf(await store.find({ key: 'AutoUpdate', among })), ['Image-00', 'Image-03']);
    assert.deepEqual(await store.find({ key: 'AutoUpdate', among: [] }), []);
  });

  contract('find sees tags that changed', many, async ({ store, setTags }) => {
    setTags('Image-01', ENROLLED);
    const found = await store.find({ key: 'AutoUpdate', values: ['Enabled'] });
    assert.deepEqual(found.find(({ name }) => name === 'Image-01')?.tags, ENROLLED);
  });

  contract('readTags has every image, and not again the tags that were read', many, async (world) => {
    const { store, clock, add } = world;
    if (store.readTags === undefined) return;
    const query = { key: 'AutoUpdate', values: ['Enabled'] };
    const all = await store.readTags(query);
    assert.equal(all.interrupted, undefined);
    const tags = new Map(many.map((image) => [image.name, image.tags]));
    assert.deepEqual(new Map(all.images.map((image) => [image.name, image.tags])), tags);
    const since = clock.now().toISOString();
    clock.advance(10);
    add({ name: 'Image-000', tags: ENROLLED });
    const read = { since, through: 'Image-40', beyond: ['Image-50'] };
    const rest = await store.readTags(query, read);
    assert.deepEqual(namesOf(rest.images), [...tags.keys(), 'Image-000'].sort());
    const must = ['Image-000', 'Image-41', 'Image-49', 'Image-51', 'Image-59'];
    for (const { name, tags: now } of rest.images) {
      if (must.includes(name)) assert.deepEqual(now, tags.get(name) ?? ENROLLED);
    }
  });

  contract('describe leaves out what does not exist, and spoils nothing', many, async ({ store }) => {
    const names = ['Nobody-1', ...many.map(({ name }) => name), 'Nobody-2'];
    const found = await store.describe(names, { tags: false });
    assert.deepEqual(
      found.map(({ name }) => name).sort(),
      many.map(({ name }) => name),
    );
  });

  contract('describe of nothing is nothing', many, async ({ store }) => {
    assert.deepEqual(await store.describe([], { tags: true }), []);
  });

  contract(
    'describe tells tags, description and platform of an available image',
    [{ name: 'One', tags: ENROLLED, description: 'The first', platform: 'WINDOWS_SERVER_2022' }],
    async ({ store }) => {
      const [one] = await store.describe(['One'], { tags: true });
      assert.equal(one?.condition, 'available');
      assert.deepEqual(one.tags, ENROLLED);
      assert.equal(one.description, 'The first');
      assert.equal(one.platform, 'WINDOWS_SERVER_2022');
      assert.deepEqual(one.problems, []);
    },
  );

  contract(
    'an update goes from in progress to available',
    [{ name: 'One', minutes: 90 }],
    async ({ store, clock }) => {
      assert.equal(await store.startUpdate(order('One', 'Two')), 'accepted');
      const look = async () => (await store.describe(['Two'], { tags: true }))[0];
      assert.equal((await look())?.condition, 'in-progress');
      clock.advance(89);
      assert.equal((await look())?.condition, 'in-progress');
      clock.advance(2);
      const two = await look();
      assert.equal(two?.condition, 'available');
      assert.deepEqual(two.tags, order('One', 'Two').tags);
      assert.equal(two.updateOf, 'One');
      assert.equal(two.description, 'For the contract');
      assert.equal(two.createdAt, '2026-11-23T08:00:00.000Z');
    },
  );

  contract(
    'a failed update is failed, with the reason',
    [{ name: 'One', outcome: 'failed', problem: { code: 'INTERNAL_SERVICE_ERROR', message: 'No luck.' } }],
    async ({ store, clock }) => {
      await store.startUpdate(order('One', 'Two'));
      clock.advance(76);
      const [two] = await store.describe(['Two'], { tags: false });
      assert.equal(two?.condition, 'failed');
      assert.ok(
        two.problems.some(({ code, message }) => code === 'INTERNAL_SERVICE_ERROR' && message === 'No luck.'),
      );
    },
  );

  contract('a dry run changes nothing', [{ name: 'One' }], async ({ store, images }) => {
    assert.equal(await store.dryRun(order('One', 'Two')), 'accepted');
    assert.deepEqual([...images().keys()], ['One']);
  });

  contract('a dry run says that an image is current', [{ name: 'One', current: true }], async ({ store }) => {
    assert.equal(await store.dryRun(order('One', 'Two')), 'current');
  });

  const refusals: readonly [string, ImageStoreErrorCode, UpdateRequest][] = [
    ['a source that does not exist', 'not-found', order('Nobody', 'Two')],
    ['a source that is incompatible', 'incompatible', order('Odd', 'Two')],
    ['a name that is taken', 'exists', order('One', 'Odd')],
  ];
  for (const [what, code, wrong] of refusals) {
    contract(
      `${what} rejects with ${code}`,
      [{ name: 'One' }, { name: 'Odd', incompatible: true }],
      async (world) => {
        await rejectsWith(code, world.store.startUpdate(wrong));
        assert.deepEqual([...world.images().keys()].sort(), ['Odd', 'One']);
      },
    );
  }

  contract(
    'a used-up quota rejects with limit',
    [{ name: 'One' }, { name: 'Two' }],
    async ({ store }) => {
      await store.startUpdate(order('One', 'One-2'));
      await rejectsWith('limit', store.startUpdate(order('Two', 'Two-2')));
    },
    { updateQuota: 1 },
  );

  contract('retag puts and removes, and does so twice', [{ name: 'One', tags: ENROLLED }], async (world) => {
    const [one] = await world.store.describe(['One'], { tags: true });
    assert.ok(one);
    for (let time = 0; time < 2; time++) {
      await world.store.retag(one, {
        put: { AutoUpdate: 'Completed', NextVersion: 'Two' },
        remove: ['Team', 'None'],
      });
      assert.deepEqual(world.images().get('One')?.tags, { AutoUpdate: 'Completed', NextVersion: 'Two' });
    }
    await world.store.retag(one, { put: {}, remove: ['NextVersion'] });
    assert.deepEqual(world.images().get('One')?.tags, { AutoUpdate: 'Completed' });
  });

  contract(
    'remove deletes an image, and does so twice',
    [{ name: 'One' }, { name: 'Two' }],
    async (world) => {
      const { store } = world;
      if (store.remove === undefined) return;
      const [one] = await store.describe(['One'], { tags: true });
      assert.ok(one);
      await store.remove(one);
      await store.remove(one);
      assert.deepEqual([...world.images().keys()], ['Two']);
    },
  );

  contract(
    'retag of an image that is gone rejects with not-found',
    [{ name: 'One' }],
    async ({ store, remove }) => {
      const [one] = await store.describe(['One'], { tags: false });
      assert.ok(one);
      remove('One');
      await rejectsWith('not-found', store.retag(one, { put: { AutoUpdate: 'Enabled' }, remove: [] }));
    },
  );
}

async function rejectsWith(code: ImageStoreErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof ImageStoreError, `expected an ImageStoreError, got ${String(error)}`);
    assert.equal(error.code, code);
    assert.notEqual(error.message, '');
    return true;
  });
}
