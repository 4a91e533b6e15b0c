import type { ImageRecord } from '@appstream-campaign/core';
import { freshness, type ImageInventory } from '@appstream-campaign/core/planning';
import { expect, test } from 'vitest';

const NOW = '2026-11-28T08:00:00.000Z';
const image = (name: string, day: string | undefined, more: Partial<ImageRecord> = {}): ImageRecord => ({
  name,
  id: `arn:aws:appstream:eu-west-1:1:image/${name}`,
  condition: 'available',
  state: 'AVAILABLE',
  ...(day === undefined ? {} : { createdAt: `${day}T08:00:00.000Z` }),
  tags: {},
  problems: [],
  ...more,
});
const version = (name: string, day: string | undefined, from: string, more: Partial<ImageRecord> = {}) =>
  image(name, day, { tags: { BaseName: 'Desk', UpdatedFrom: from }, ...more });
const user = (name: string, used?: string, kind: 'fleet' | 'image-builder' = 'fleet') => ({
  ...{ kind, name, state: 'RUNNING' },
  ...(used === undefined ? {} : { image: `arn:aws:appstream:eu-west-1:1:image/${used}` }),
});

const WORLD: ImageInventory = {
  images: [
    image('Desk', '2026-08-20', { tags: { NextVersion: 'Desk-2' } }),
    version('Desk-2', '2026-09-29', 'Desk'),
    version('Desk-3', '2026-11-08', 'Desk-2'),
    version('Desk-4', '2026-11-27', 'Desk-3', { condition: 'failed', state: 'FAILED' }),
    image('Kiosk', '2026-11-18', { tags: { AutoUpdate: 'Enabled' } }),
    image('Lab', '2026-11-01'),
    image('Attic', '2024-01-01'),
    image('Coming', '2026-11-28', { condition: 'in-progress', tags: { AutoUpdate: 'Enabled' } }),
  ],
  users: [
    user('New', 'Desk-3'),
    user('Old', 'Desk'),
    user('Trial', 'Lab'),
    user('Lent', 'Foreign'),
    user('Apps'),
    user('Builder', 'Attic', 'image-builder'),
  ],
  shares: [],
  unseen: [],
};

test('fleets from the oldest image on: age, versions and days behind the newest one that is available', () => {
  const { fleets } = freshness({ inventory: WORLD, now: NOW });
  expect(
    fleets.map(({ fleet, image: name, ageDays, versionsBehind, daysBehind, newest }) => [
      ...[fleet, name, ageDays, versionsBehind, daysBehind, newest],
    ]),
  ).toEqual([
    ['Old', 'Desk', 100, 2, 80, 'Desk-3'],
    ['Trial', 'Lab', 27, 0, undefined, undefined],
    ['New', 'Desk-3', 20, 0, undefined, undefined],
    ['Lent', 'Foreign', undefined, 0, undefined, undefined],
  ]);
});

test('the newest of each lineage, and what is enrolled or used by a fleet beside them', () => {
  const { newest } = freshness({ inventory: WORLD, now: NOW });
  expect(newest.map(({ image: name }) => name)).toEqual(['Lab', 'Desk-3', 'Kiosk']);
});

test('what is older than the limit is too old, on the day after; nothing is without a limit or an age', () => {
  const old = (maxAgeDays?: number) => {
    const { fleets, newest } = freshness({ inventory: WORLD, now: NOW, ...(maxAgeDays && { maxAgeDays }) });
    return [...fleets, ...newest].filter(({ tooOld }) => tooOld).length;
  };
  expect([old(), old(100), old(99), old(20), old(19)]).toEqual([0, 0, 1, 3, 5]);
});

test('facts give the agent, and the age of an image of another account; other tag names count', () => {
  const facts = new Map([
    [
      'arn:aws:appstream:eu-west-1:1:image/Foreign',
      { agent: '11-01-2026', createdAt: '2026-11-01T08:00:00.000Z' },
    ],
  ]);
  const { fleets } = freshness({ inventory: WORLD, now: NOW, facts });
  expect(fleets.find(({ fleet }) => fleet === 'Lent')).toMatchObject({ ageDays: 27, agent: '11-01-2026' });
  const { newest } = freshness({ inventory: WORLD, now: NOW, tags: { autoUpdate: 'Other' } });
  expect(newest.map(({ image: name }) => name)).not.toContain('Kiosk');
});

test('an image whose age nobody knows is behind by versions, not by days; what could not be seen is said', () => {
  const images = [
    image('Desk', undefined, { tags: { NextVersion: 'Desk-2' } }),
    version('Desk-2', '2026-11-08', 'Desk'),
  ];
  const unseen = [
    { what: 'fleets' as const, detail: 'denied' },
    { what: 'shares' as const, detail: 'denied' },
  ];
  const users = [user('B', 'Desk'), user('A', 'Desk'), user('Odd')];
  const result = freshness({ inventory: { images, users, shares: [], unseen }, now: NOW });
  expect(result.fleets.map(({ fleet }) => fleet)).toEqual(['A', 'B']);
  expect(result.fleets[0]).toMatchObject({ versionsBehind: 1, newest: 'Desk-2' });
  expect(result.fleets[0]).not.toHaveProperty('daysBehind');
  expect(result.unseen).toEqual([{ what: 'fleets', detail: 'denied' }]);
});
