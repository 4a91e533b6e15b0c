import type { ImageRecord } from '@appstream-campaign/core';
import {
  type ImageInventory,
  type ImageVersion,
  lineageTrees,
  versionsOf,
} from '@appstream-campaign/core/planning';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const image = (name: string, day: number, more: Partial<ImageRecord> = {}): ImageRecord => ({
  name,
  id: `arn:${name}`,
  condition: 'available',
  state: 'AVAILABLE',
  createdAt: `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`,
  tags: {},
  problems: [],
  ...more,
});

const inventory = (images: readonly ImageRecord[], more: Partial<ImageInventory> = {}): ImageInventory => ({
  images,
  users: [],
  shares: [],
  unseen: [],
  ...more,
});

const CHAIN = [
  image('Desk', 1, { tags: { NextVersion: 'Desk-2' } }),
  image('Desk-2', 2, { tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' } }),
  image('Desk-3', 3, { tags: { BaseName: 'Desk', UpdatedFrom: 'Desk-2' } }),
];

/** The tree with names only. */
const shape = (version: ImageVersion): unknown => [version.image.name, ...version.successors.map(shape)];
const shapes = (world: ImageInventory) =>
  Object.fromEntries(lineageTrees(world).map(({ name, roots }) => [name, roots.map(shape)]));
const version = (world: ImageInventory, name: string) =>
  versionsOf(lineageTrees(world)).find((one) => one.image.name === name);

describe('what was made from what', () => {
  test('the tags tell', () => {
    expect(shapes(inventory(CHAIN))).toEqual({ Desk: [['Desk', ['Desk-2', ['Desk-3']]]] });
  });

  test('without tags the store tells, and the lineage goes on', () => {
    const images = [image('Desk', 1), image('Desk-2', 2, { updateOf: 'Desk' })];
    expect(shapes(inventory(images))).toEqual({ Desk: [['Desk', ['Desk-2']]] });
  });

  test('a source that names its next version is its source, when nothing else tells', () => {
    const images = [image('Desk', 1, { tags: { NextVersion: 'New' } }), image('New', 2)];
    expect(shapes(inventory(images))).toEqual({ Desk: [['Desk', ['New']]] });
  });

  test('an image that was updated twice has two successors', () => {
    const images = [
      ...CHAIN.slice(0, 2),
      image('Desk-b', 3, { tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' } }),
    ];
    expect(shapes(inventory(images))).toEqual({ Desk: [['Desk', ['Desk-2'], ['Desk-b']]] });
    expect(version(inventory(images), 'Desk-2')).toMatchObject({ supersededBy: 'Desk-b' });
  });

  test('what is left of a lineage whose first version was deleted stays together', () => {
    const [, second, third] = CHAIN;
    const world = inventory([second, third].flatMap((one) => one ?? []));
    expect(shapes(world)).toEqual({ Desk: [['Desk-2', ['Desk-3']]] });
    expect(version(world, 'Desk-2')).toMatchObject({ deletedSource: 'Desk' });
    expect(version(world, 'Desk-3')).not.toHaveProperty('deletedSource');
  });

  test('tag names of one’s own are read', () => {
    const images = [image('A', 1), image('B', 2, { tags: { line: 'L', from: 'A' } })];
    const trees = lineageTrees(inventory(images), { baseName: 'line', updatedFrom: 'from' });
    expect(trees.map(({ name }) => name)).toEqual(['A', 'L']);
  });
});

describe('what is superseded and unused', () => {
  test('an older version is superseded by the newest that is available', () => {
    const [first, second] = CHAIN;
    const making = image('Desk-4', 4, {
      condition: 'in-progress',
      tags: { BaseName: 'Desk', UpdatedFrom: 'Desk-3' },
    });
    const world = inventory([...CHAIN, making]);
    expect(version(world, first?.name ?? '')).toMatchObject({
      supersededBy: 'Desk-3',
      use: 'unused',
    });
    expect(version(world, second?.name ?? '')).toMatchObject({ supersededBy: 'Desk-3' });
    for (const name of ['Desk-3', 'Desk-4']) {
      expect(version(world, name)).not.toHaveProperty('supersededBy');
    }
  });

  test('who uses a version, and who may, is with it', () => {
    const users = [{ kind: 'fleet', name: 'F', state: 'STOPPED', image: 'arn:Desk' } as const];
    const shares = [{ image: 'Desk-2', account: '210987654321', fleets: true, imageBuilders: false }];
    const world = inventory(CHAIN, { users, shares });
    expect(version(world, 'Desk')).toMatchObject({ use: 'used', users });
    expect(version(world, 'Desk-2')).toMatchObject({ use: 'shared', shares });
  });

  test('what pruning would delete is marked, and nothing else', () => {
    const trees = lineageTrees(inventory(CHAIN), {}, [{ image: 'Desk', reason: 'superseded' }]);
    expect(versionsOf(trees).map(({ image, removable }) => [image.name, removable])).toEqual([
      ['Desk', 'superseded'],
      ['Desk-2', undefined],
      ['Desk-3', undefined],
    ]);
    expect(version(inventory(CHAIN), 'Desk')).not.toHaveProperty('removable');
  });

  test('what was not seen makes no image unused', () => {
    const all = inventory(CHAIN, { unseen: [{ what: 'fleets', detail: 'denied' }] });
    expect(versionsOf(lineageTrees(all)).map(({ use }) => use)).toEqual(['unknown', 'unknown', 'unknown']);
    const one = inventory(CHAIN, { unseen: [{ what: 'shares', image: 'Desk', detail: 'denied' }] });
    expect(versionsOf(lineageTrees(one)).map(({ use }) => use)).toEqual(['unknown', 'unused', 'unused']);
  });
});

test('whatever the tags say, every image is in exactly one place', () => {
  const names = ['A', 'B', 'C', 'D', 'E'] as const;
  const pointer = fc.constantFrom(...names, 'Gone');
  const tags = fc.record(
    { BaseName: pointer, UpdatedFrom: pointer, NextVersion: pointer },
    { requiredKeys: [] },
  );
  const any = fc.record({
    tags: tags as fc.Arbitrary<Record<string, string>>,
    day: fc.integer({ min: 1, max: 3 }),
    updateOf: fc.option(pointer, { nil: undefined }),
    condition: fc.constantFrom('available', 'failed', 'in-progress', 'deleting'),
  });
  fc.assert(
    fc.property(fc.tuple(any, any, any, any, any), (drawn) => {
      const images = drawn.map(({ day, updateOf, ...rest }, index) =>
        image(names[index] ?? '', day, { ...rest, ...(updateOf === undefined ? {} : { updateOf }) }),
      );
      const trees = lineageTrees(inventory(images));
      expect(
        versionsOf(trees)
          .map((one) => one.image.name)
          .sort(),
      ).toEqual([...names]);
    }),
    { numRuns: 2000 },
  );
});
