import { type ImageRecord, ImageStoreError } from '@appstream-campaign/core';
import { decidePrune, toPrunePolicy } from '@appstream-campaign/core/prune';
import { readRollbackImages, toRolloutPolicy, withRollbackImages } from '@appstream-campaign/core/rollout';
import { expect, test } from 'vitest';

const version = (number: number): ImageRecord => ({
  name: `Lab-${number}`,
  id: `arn:Lab-${number}`,
  condition: 'available',
  state: 'AVAILABLE',
  createdAt: `2026-0${number}-01T08:00:00.000Z`,
  problems: [],
  tags: { BaseName: 'Lab', UpdatedFrom: `Lab-${number - 1}` },
});

test('pruning keeps the version that a rollout would take a fleet back to, however old it is', () => {
  const inventory = { images: [1, 2, 3, 4, 5].map(version), shares: [], unseen: [] };
  const users = [{ kind: 'fleet', name: 'Desk', state: 'RUNNING', image: 'arn:Lab-4' }] as const;
  const fleet = {
    name: 'Desk',
    id: 'fleet/Desk',
    kind: 'on-demand',
    condition: 'running',
    state: 'RUNNING',
    image: 'arn:Lab-4',
    tags: {
      ImageRing: 'pilot',
      PreviousImage: 'Lab-1',
      ImageSwitchedTo: 'Lab-4',
      ImageSwitchedAt: '2026-05-01T08:00:00.000Z',
    },
    sessionsPerInstance: 1,
    problems: [],
  } as const;
  const going = (seen: Parameters<typeof decidePrune>[0]) =>
    decidePrune(seen, toPrunePolicy({ keep: 1, minAgeDays: 0 }), '2026-11-28T08:00:00.000Z').delete.map(
      ({ image }) => image,
    );
  expect(going({ ...inventory, users })).toEqual(['Lab-1', 'Lab-2']);
  expect(going(withRollbackImages({ ...inventory, users }, [fleet], toRolloutPolicy()))).toEqual(['Lab-2']);
});

test('where fleets may not be looked at, every version stays and that is said; without fleets nobody is asked', async () => {
  const inventory = { images: [1, 2, 3].map(version), users: [], shares: [], unseen: [] };
  const policy = toRolloutPolicy();
  const asked: (readonly string[])[] = [];
  const describe = async (names: readonly string[]) => {
    asked.push(names);
    throw new ImageStoreError('access-denied', 'ListTagsForResource is not allowed.');
  };
  expect(await readRollbackImages(inventory, { describe }, policy)).toBe(inventory);
  expect(asked).toEqual([]);
  const users = [{ kind: 'fleet', name: 'Desk', state: 'STOPPED', image: 'arn:Lab-3' }] as const;
  const seen = await readRollbackImages({ ...inventory, users }, { describe }, policy);
  expect(asked).toEqual([['Desk']]);
  expect(seen.unseen).toEqual([{ what: 'fleets', detail: 'ListTagsForResource is not allowed.' }]);
  const { delete: going } = decidePrune(seen, toPrunePolicy({ minAgeDays: 0 }), '2026-11-28T08:00:00.000Z');
  expect(going).toEqual([]);
});
