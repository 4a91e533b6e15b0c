import type { ImageRecord } from '@appstream-campaign/core';
import type { ImageInventory, ImageUser } from '@appstream-campaign/core/planning';
import {
  decidePrune,
  type PruneDecision,
  type PruneOptions,
  toPrunePolicy,
} from '@appstream-campaign/core/prune';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const NOW = '2026-11-28T08:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();

const image = (name: string, days: number, more: Partial<ImageRecord> = {}): ImageRecord => ({
  name,
  id: `arn:aws:appstream:eu-west-1:123456789012:image/${name}`,
  condition: 'available',
  state: 'AVAILABLE',
  createdAt: daysAgo(days),
  tags: {},
  problems: [],
  ...more,
});
const version = (name: string, days: number, from: string, more: Partial<ImageRecord> = {}) =>
  image(name, days, {
    ...more,
    tags: { BaseName: 'Desk', UpdatedFrom: from, UpdateMinutes: '60', ...more.tags },
  });
const world = (images: readonly ImageRecord[], more: Partial<ImageInventory> = {}): ImageInventory => ({
  images,
  users: [],
  shares: [],
  unseen: [],
  ...more,
});
const fleet = (name: string, of: string, kind: ImageUser['kind'] = 'fleet'): ImageUser => ({
  kind,
  name,
  state: 'STOPPED',
  image: image(of, 0).id,
});

/** Five months of one lineage. */
const FIVE = [
  image('Desk', 150, { tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-2' } }),
  version('Desk-2', 120, 'Desk', { tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-3' } }),
  version('Desk-3', 90, 'Desk-2', { tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-4' } }),
  version('Desk-4', 60, 'Desk-3', { tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-5' } }),
  version('Desk-5', 20, 'Desk-4', { tags: { AutoUpdate: 'Enabled' } }),
];
const with_ = (name: string, more: Partial<ImageRecord>) =>
  FIVE.map((one) => (one.name === name ? { ...one, ...more, tags: { ...one.tags, ...more.tags } } : one));

const decide = (inventory: ImageInventory, options: PruneOptions = {}) =>
  decidePrune(inventory, toPrunePolicy(options), NOW);
const going = (inventory: ImageInventory, options?: PruneOptions) =>
  decide(inventory, options).delete.map(({ image: name }) => name);
const whyKept = (inventory: ImageInventory, name: string, options?: PruneOptions) =>
  decide(inventory, options).keep.find((one) => one.image === name)?.reason;

describe('what goes', () => {
  test('superseded versions, the oldest first, but for the newest two', () => {
    expect(decide(world(FIVE)).delete).toEqual([
      { image: 'Desk', lineage: 'Desk', reason: 'superseded', detail: 'by Desk-2, 119 days ago' },
      { image: 'Desk-2', lineage: 'Desk', reason: 'superseded', detail: 'by Desk-3, 89 days ago' },
      { image: 'Desk-3', lineage: 'Desk', reason: 'superseded', detail: 'by Desk-4, 59 days ago' },
    ]);
    expect(decide(world(FIVE)).keep.map((one) => [one.image, one.reason])).toEqual([
      ['Desk-4', 'recent-version'],
      ['Desk-5', 'newest'],
    ]);
  });

  test('failed successors after a week, although their tags are those of a candidate', () => {
    const failed = (days: number) =>
      version('Desk-6', days, 'Desk-5', { condition: 'failed', tags: { AutoUpdate: 'Enabled' } });
    expect(going(world([...FIVE, failed(8)]), { keep: 5 })).toEqual(['Desk-6']);
    expect(whyKept(world([...FIVE, failed(6)]), 'Desk-6')).toBe('failed-recently');
    expect(going(world([...FIVE, failed(1)]), { keep: 5, failedAfterDays: 0 })).toEqual(['Desk-6']);
  });

  test('the failed update of an image that never had a successor', () => {
    const first = image('Lab', 90, { tags: { AutoUpdate: 'Enabled' } });
    const failed = image('Lab-2', 9, { condition: 'failed', tags: { BaseName: 'Lab', UpdatedFrom: 'Lab' } });
    expect(going(world([first, failed]))).toEqual(['Lab-2']);
    expect(whyKept(world([failed]), 'Lab-2')).toBe('only-version');
  });

  test('no more than a pass may', () => {
    expect(going(world(FIVE), { maxDeletions: 2 })).toEqual(['Desk', 'Desk-2']);
    expect(whyKept(world(FIVE), 'Desk-3', { maxDeletions: 2 })).toBe('next-pass');
  });
});

describe('what stays', () => {
  test.each<[why: string, inventory: ImageInventory, name: string, options?: PruneOptions]>([
    ['in-use', world(FIVE, { users: [fleet('prod', 'Desk-2')] }), 'Desk-2'],
    ['in-use', world(FIVE, { users: [fleet('b', 'Desk-2', 'image-builder')] }), 'Desk-2'],
    ['way-back', world(FIVE, { users: [fleet('prod', 'Desk-3')] }), 'Desk-2'],
    ['keep-tag', world(with_('Desk-2', { tags: { Keep: '' } })), 'Desk-2'],
    ['keep-tag', world(with_('Desk-2', { tags: { Hold: 'x' } })), 'Desk-2', { keepTag: 'Hold' }],
    ['enrolled', world(with_('Desk-2', { tags: { AutoUpdate: 'Enabled' } })), 'Desk-2'],
    ['in-progress', world(with_('Desk-2', { condition: 'in-progress' })), 'Desk-2'],
    ['in-progress', world(with_('Desk-2', { condition: 'deleting' })), 'Desk-2'],
    ['superseded-recently', world(FIVE), 'Desk-3', { minAgeDays: 60 }],
    ['recent-version', world(FIVE), 'Desk-3', { keep: 3 }],
    [
      'shared',
      world(FIVE, {
        shares: [{ image: 'Desk', account: '210987654321', fleets: false, imageBuilders: true }],
      }),
      'Desk',
    ],
    [
      'shared',
      world(FIVE, {
        shares: [{ image: 'Desk', account: '210987654321', fleets: true, imageBuilders: true }],
      }),
      'Desk',
      { unshare: true },
    ],
    ['unseen', world(FIVE, { unseen: [{ what: 'fleets', detail: 'AccessDenied' }] }), 'Desk'],
    ['unseen', world(FIVE, { unseen: [{ what: 'shares', image: 'Desk', detail: 'busy' }] }), 'Desk'],
    ['no-version', world([...FIVE, image('Desk-0', 300)]), 'Desk-0'],
    ['no-version', world([image('Alone', 300, { tags: { NextVersion: 'Gone' } })]), 'Alone'],
    ['only-version', world([version('Desk-5', 90, 'Desk-4')]), 'Desk-5'],
  ])('%s', (why, inventory, name, options) => {
    expect(whyKept(inventory, name, options)).toBe(why);
    expect(going(inventory, options)).not.toContain(name);
  });

  test('an image of which its creation time is unknown', () => {
    const images = FIVE.map((one) => {
      const { createdAt: _, ...ageless } = one;
      return one.name === 'Desk-2' ? ageless : one;
    });
    expect(going(world(images))).not.toContain('Desk-2');
  });

  test('everything, where a part that concerns all was not seen', () => {
    expect(going(world(FIVE, { unseen: [{ what: 'image-builders', detail: 'denied' }] }))).toEqual([]);
  });

  test('and others go all the same, where it concerns one', () => {
    const inventory = world(FIVE, { unseen: [{ what: 'shares', image: 'Desk', detail: 'denied' }] });
    expect(going(inventory)).toEqual(['Desk-2', 'Desk-3']);
  });

  test('a version superseded an hour ago, whose successor no fleet has tried', () => {
    const images = [...FIVE, version('Desk-6', 0.1, 'Desk-5')];
    expect(going(world(images), { keep: 1 })).not.toContain('Desk-5');
  });
});

test.each<[option: string, options: object]>([
  ['keep', { keep: 0 }],
  ['keep', { keep: 1.5 }],
  ['minAgeDays', { minAgeDays: -1 }],
  ['maxDeletions', { maxDeletions: 0 }],
  ['unshare', { unshare: 'yes' }],
  ['kep', { kep: 3 }],
  ['colour', { tags: { colour: 'x' } }],
])('a wrong option is refused by name: %s', (option, options) => {
  expect(() => toPrunePolicy(options)).toThrow(option);
});

/** Random lineages with whatever can be odd about them. */
const anyWorld = fc
  .array(
    fc.record({
      lineage: fc.constantFrom('A', 'B'),
      days: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
      condition: fc.constantFrom('available', 'available', 'available', 'failed', 'in-progress'),
      tagged: fc.boolean(),
      enabled: fc.boolean(),
      keep: fc.boolean(),
      user: fc.constantFrom(undefined, 'fleet', 'image-builder'),
      share: fc.constantFrom(undefined, true, false),
    }),
    { maxLength: 14 },
  )
  .map((specs): ImageInventory => {
    const name = (index: number) => `${specs[index]?.lineage}-${index}`;
    const images = specs.map((spec, index): ImageRecord => {
      const source = specs.findLastIndex((one, at) => at < index && one.lineage === spec.lineage);
      const tags = {
        ...(spec.tagged && source >= 0 ? { BaseName: spec.lineage, UpdatedFrom: name(source) } : {}),
        ...(spec.tagged && source < 0 ? { NextVersion: 'next', BaseName: spec.lineage } : {}),
        ...(spec.enabled ? { AutoUpdate: 'Enabled' } : {}),
        ...(spec.keep && index % 3 === 0 ? { Keep: '' } : {}),
      };
      const { createdAt: _, ...ageless } = image(name(index), 0, { tags });
      const made = spec.days === undefined ? {} : { createdAt: daysAgo(spec.days) };
      return { ...ageless, ...made, condition: spec.condition as ImageRecord['condition'] };
    });
    return world(images, {
      users: specs.flatMap(({ user }, index) =>
        user === undefined ? [] : [fleet(`${user}-${index}`, name(index), user as ImageUser['kind'])],
      ),
      shares: specs.flatMap(({ share }, index) =>
        share === undefined
          ? []
          : [{ image: name(index), account: '210987654321', fleets: share, imageBuilders: true }],
      ),
    });
  });
const anyOptions = fc.record({
  keep: fc.integer({ min: 1, max: 4 }),
  minAgeDays: fc.integer({ min: 0, max: 60 }),
  failedAfterDays: fc.integer({ min: 0, max: 30 }),
  maxDeletions: fc.integer({ min: 1, max: 20 }),
  unshare: fc.boolean(),
});

/** The available version before each that a fleet uses. */
function waysBack({ images, users }: ImageInventory, plan: PruneDecision): readonly string[] {
  const lineages = new Map([...plan.delete, ...plan.keep].map((one) => [one.image, one.lineage]));
  const made = ({ createdAt }: ImageRecord) => (createdAt === undefined ? 0 : Date.parse(createdAt));
  const order = images.toSorted((a, b) => made(a) - made(b) || (a.name < b.name ? -1 : 1));
  return users.flatMap(({ kind, image: used }) => {
    const at = order.findIndex(({ id }) => id === used);
    const lineage = lineages.get(order[at]?.name ?? '');
    if (kind !== 'fleet' || lineage === undefined) return [];
    const before = order.slice(0, at).filter(({ name }) => lineages.get(name) === lineage);
    return before.findLast(({ condition }) => condition === 'available')?.name ?? [];
  });
}

test('whatever the lineages: nothing in use goes, as many versions stay as are to, and twice deletes nothing more', () => {
  fc.assert(
    fc.property(anyWorld, anyOptions, (inventory, options) => {
      const plan = decide(inventory, { ...options, maxDeletions: 1000 });
      const gone = new Set(plan.delete.map((one) => one.image));
      expect([...gone, ...plan.keep.map((one) => one.image)].toSorted()).toEqual(
        inventory.images.map(({ name }) => name).toSorted(),
      );
      for (const one of inventory.images.filter(({ name }) => gone.has(name))) {
        expect(inventory.users.map((user) => user.image)).not.toContain(one.id);
        const shares = inventory.shares.filter((share) => share.image === one.name);
        expect(shares.filter(({ fleets }) => fleets || !options.unshare)).toEqual([]);
        expect(one.tags).not.toHaveProperty('Keep');
        if (one.condition === 'available') expect(one.tags?.AutoUpdate).not.toBe('Enabled');
      }
      for (const name of waysBack(inventory, plan)) expect([...gone]).not.toContain(name);
      const left = inventory.images.filter(({ name }) => !gone.has(name));
      for (const { lineage } of plan.delete.filter(({ reason }) => reason === 'superseded')) {
        const staying = left.filter(
          ({ name, condition }) => name.startsWith(`${lineage}-`) && condition === 'available',
        );
        expect(staying.length).toBeGreaterThanOrEqual(options.keep);
      }
      const again = decide({ ...inventory, images: left }, { ...options, maxDeletions: 1000 });
      expect(again.delete).toEqual([]);
      expect(decide(inventory, options).delete).toHaveLength(Math.min(options.maxDeletions, gone.size));
    }),
    { numRuns: 2000 },
  );
});
