import { type ImageRecord, ImageStoreError } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import type { ImageInventory } from '@appstream-campaign/core/planning';
import { type PruneParts, planPrune, prune } from '@appstream-campaign/core/prune';
import { ManualClock, RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';

const NOW = '2026-11-28T08:00:00.000Z';
const NAMES = ['Desk', 'Desk-2', 'Desk-3', 'Desk-4', 'Desk-5'] as const;
const SUPERSEDED = ['Desk', 'Desk-2', 'Desk-3'];

/** An account with five versions of one lineage, that people change while a pass goes on. */
function account(fleets: Readonly<Record<string, string>> = {}) {
  const images = new Map<string, ImageRecord>(
    NAMES.map((name, index) => [
      name,
      {
        name,
        id: `arn:${name}`,
        condition: 'available',
        state: 'AVAILABLE',
        createdAt: new Date(Date.parse(NOW) - (300 - index * 50) * 86_400_000).toISOString(),
        problems: [],
        tags: {
          AutoUpdate: 'Completed',
          ...(index === 0
            ? { NextVersion: 'Desk-2' }
            : { BaseName: 'Desk', UpdatedFrom: NAMES[index - 1] ?? '', UpdateMinutes: '60' }),
        },
      },
    ]),
  );
  const users = { ...fleets };
  const shares = new Map<string, string>();
  const world = { images, users, shares, asked: 0, interfere: undefined as (() => void) | undefined };
  const deleted: string[] = [];
  const unshared: string[] = [];
  const inventory = async (among?: readonly string[]): Promise<ImageInventory> => {
    world.asked++;
    if (among !== undefined) world.interfere?.();
    return {
      images: [...images.values()].filter(({ name }) => among === undefined || among.includes(name)),
      users: Object.entries(users).map(([name, image]) => ({
        kind: 'fleet',
        name,
        state: 'RUNNING',
        image: `arn:${image}`,
      })),
      shares: [...shares].map(([image, account_]) => ({
        image,
        account: account_,
        fleets: false,
        imageBuilders: true,
      })),
      unseen: [],
    };
  };
  const store = {
    remove: async ({ name }: ImageRecord) => {
      deleted.push(name);
      images.delete(name);
    },
    unshare: async ({ name }: ImageRecord) => {
      unshared.push(name);
      shares.delete(name);
    },
  };
  const parts: PruneParts = { store, inventory, clock: new ManualClock(NOW), only: SUPERSEDED };
  return { world, deleted, unshared, parts };
}

test('a pass deletes the images of the plan, the oldest first, and a second one nothing more', async () => {
  const { parts, deleted } = account();
  expect((await planPrune(parts)).delete.map(({ image }) => image)).toEqual(SUPERSEDED);
  expect(await prune(parts)).toEqual({ deleted: SUPERSEDED, failed: [] });
  expect(deleted).toEqual(SUPERSEDED);
  const names = (await planPrune(parts)).delete.map(({ image }) => image);
  expect(await prune({ ...parts, only: names })).toEqual({ deleted: [], failed: [] });
});

test('nothing is deleted that nobody named', async () => {
  const { parts, deleted } = account();
  await prune({ ...parts, only: ['Desk-2', 'Desk-5', 'Other'] });
  expect(deleted).toEqual(['Desk-2']);
});

describe('people in the middle: the image stays, and it is said', () => {
  type World = ReturnType<typeof account>['world'];
  test.each<[what: string, why: RegExp, interfere: (world: World) => void]>([
    [
      'a fleet moves to it',
      /^in-use \(fleet Office\)/,
      ({ users }) => Object.assign(users, { Office: 'Desk-2' }),
    ],
    [
      'a fleet moves to the one after it',
      /^way-back/,
      ({ users }) => Object.assign(users, { Office: 'Desk-3' }),
    ],
    ['it is shared', /^shared \(with 210987654321\)/, ({ shares }) => shares.set('Desk-2', '210987654321')],
    [
      'it gets the tag Keep',
      /^keep-tag/,
      ({ images }) => {
        const image = images.get('Desk-2');
        if (image !== undefined) images.set('Desk-2', { ...image, tags: { ...image.tags, Keep: '' } });
      },
    ],
    [
      'it is enrolled again',
      /^enrolled/,
      ({ images }) => {
        const image = images.get('Desk-2');
        if (image !== undefined)
          images.set('Desk-2', { ...image, tags: { ...image.tags, AutoUpdate: 'Enabled' } });
      },
    ],
  ])('%s', async (_, why, interfere) => {
    const { parts, world, deleted } = account();
    // Between the deletion of the first image and the last look at the second.
    world.interfere = () => {
      if (deleted.length === 1) interfere(world);
    };
    const { failed } = await prune(parts);
    expect(deleted).not.toContain('Desk-2');
    expect(failed.find(({ image }) => image === 'Desk-2')?.reason).toMatch(why);
  });

  test('somebody else deletes it: that is fine', async () => {
    const { parts, world } = account();
    world.interfere = () => world.images.delete('Desk-2');
    expect((await prune(parts)).failed).toEqual([]);
  });
});

describe('an error of the store', () => {
  test.each(['not-permitted', 'busy', 'unknown'] as const)('%s keeps one image', async (code) => {
    const { parts, deleted } = account();
    const remove = async (image: ImageRecord) => {
      if (image.name === 'Desk-2') throw new ImageStoreError(code, 'DeleteImage Desk-2: no.');
      await parts.store.remove?.(image);
    };
    expect(await prune({ ...parts, store: { remove } })).toEqual({
      deleted: ['Desk', 'Desk-3'],
      failed: [{ image: 'Desk-2', reason: 'DeleteImage Desk-2: no.' }],
    });
    expect(deleted).toEqual(['Desk', 'Desk-3']);
  });

  test('that a person has to cure ends the pass', async () => {
    const { parts } = account();
    const remove = async () => {
      throw new ImageStoreError('access-denied', 'DeleteImage: denied.');
    };
    expect(await prune({ ...parts, store: { remove } })).toEqual({
      deleted: [],
      failed: [
        { image: 'Desk', reason: 'DeleteImage: denied.' },
        { image: 'Desk-2', reason: 'not tried after that' },
        { image: 'Desk-3', reason: 'not tried after that' },
      ],
    });
  });

  test('that is none of the store’s is not swallowed', async () => {
    const { parts } = account();
    const remove = async () => {
      throw new TypeError('a bug');
    };
    await expect(prune({ ...parts, store: { remove } })).rejects.toThrow(TypeError);
  });
});

test('a sharing is taken back before the deletion, with the option and never without', async () => {
  const { parts, world, unshared, deleted } = account();
  world.shares.set('Desk', '210987654321');
  await prune({ ...parts, only: ['Desk'] });
  expect([unshared, deleted]).toEqual([[], []]);
  await prune({ ...parts, only: ['Desk'], policy: { unshare: true } });
  expect([unshared, deleted]).toEqual([['Desk'], ['Desk']]);
});

describe('notifiers', () => {
  test('hear what a pass has deleted and what it could not, and nothing of one that did nothing', async () => {
    const { parts } = account({ Office: 'Desk-2' });
    const notifier = new RecordingNotifier();
    const place = { account: '123456789012', region: 'eu-west-1' };
    const result = await prune({ ...parts, notifiers: [notifier], place });
    expect(notifier.delivered).toMatchObject([
      { type: 'passEnded', id: `prune/${NOW}/passEnded`, pass: 'prune', dryRun: false, place },
    ]);
    expect(result.deleted.length * result.failed.length).toBeGreaterThan(0);
    const { subject, text } = renderMessage(notifier.delivered);
    expect(subject).toBe('2 failed, 1 deleted: AppStream pruning in 1 target');
    expect(text).toContain('123456789012 eu-west-1: Desk-2: failed, in-use (fleet Office)');
    await prune({ ...parts, only: [], notifiers: [notifier] });
    expect(notifier.delivered).toHaveLength(1);
  });

  test('that do not accept it are named, and the pass is over all the same', async () => {
    const { parts, deleted } = account();
    const broken = new RecordingNotifier();
    broken.failures = 1;
    const quiet = new RecordingNotifier({ name: 'quiet', events: ['campaignEnded'] });
    const result = await prune({ ...parts, notifiers: [broken, quiet] });
    expect(result).toMatchObject({ deleted: SUPERSEDED, undelivered: [{ notifier: broken.name }] });
    expect(deleted).toEqual(SUPERSEDED);
    expect(quiet.delivered).toEqual([]);
  });
});

test('a store that cannot delete is refused before anything is looked at', async () => {
  const { parts, world } = account();
  await expect(prune({ ...parts, store: {} })).rejects.toThrow('expected an object with the method remove');
  expect(world.asked).toBe(0);
});
