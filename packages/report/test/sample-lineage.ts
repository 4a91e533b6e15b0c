import type { ImageRecord, Tags } from '@appstream-campaign/core';
import type { ImageInventory } from '@appstream-campaign/core/planning';
import { decidePrune, toPrunePolicy } from '@appstream-campaign/core/prune';

const image = (name: string, day: number, tags: Tags, more: Partial<ImageRecord> = {}): ImageRecord => ({
  name,
  id: `arn:${name}`,
  condition: 'available',
  state: 'AVAILABLE',
  createdAt: `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`,
  tags,
  problems: [],
  ...more,
});

/** Two lineages: one with a fork and a failed version, one whose first version is deleted. */
export const SAMPLE_INVENTORY: ImageInventory = {
  images: [
    image('Desk', 1, { AutoUpdate: 'Completed', NextVersion: 'Desk-2' }),
    image('Desk-2', 2, { AutoUpdate: 'Completed', BaseName: 'Desk', UpdatedFrom: 'Desk' }),
    image('Desk-2b', 3, { BaseName: 'Desk', UpdatedFrom: 'Desk' }, { condition: 'failed', state: 'FAILED' }),
    image('Desk-3', 4, { AutoUpdate: 'Enabled', BaseName: 'Desk', UpdatedFrom: 'Desk-2' }),
    image('Lab', 5, { BaseName: 'Lab', UpdatedFrom: 'Lab-Old' }),
  ],
  users: [
    { kind: 'fleet', name: 'Office', state: 'RUNNING', image: 'arn:Desk-2' },
    { kind: 'image-builder', name: 'Try', state: 'STOPPED', image: 'arn:Desk-3' },
  ],
  shares: [{ image: 'Lab', account: '210987654321', fleets: true, imageBuilders: false }],
  unseen: [],
};

/** What pruning would delete of it in the end. */
export const SAMPLE_REMOVABLE = decidePrune(
  SAMPLE_INVENTORY,
  toPrunePolicy({ keep: 1 }),
  '2027-02-01T08:00:00.000Z',
).delete;
