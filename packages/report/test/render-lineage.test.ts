import { type ImageInventory, type ImageRecord, lineageTrees, versionsOf } from '@appstream-campaign/core';
import { renderLineage } from '@appstream-campaign/report';
import { describe, expect, test } from 'vitest';

const image = (name: string, day: number, tags: Record<string, string>, more: Partial<ImageRecord> = {}) => ({
  name,
  id: `arn:${name}`,
  condition: 'available' as const,
  state: 'AVAILABLE',
  createdAt: `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`,
  tags,
  problems: [],
  ...more,
});

const WORLD: ImageInventory = {
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

test('a tree for a terminal', () => {
  expect(renderLineage(lineageTrees(WORLD), 'text')).toBe(`Desk
└─ Desk        2026-11-01  superseded by Desk-3; unused; could be deleted
      AutoUpdate=Completed  NextVersion=Desk-2
   ├─ Desk-2   2026-11-02  superseded by Desk-3; used by fleet Office (RUNNING)
   │     AutoUpdate=Completed  BaseName=Desk  UpdatedFrom=Desk
   ├─ Desk-3   2026-11-04  newest; used by image builder Try (STOPPED)
   │     AutoUpdate=Enabled  BaseName=Desk  UpdatedFrom=Desk-2
   └─ Desk-2b  2026-11-03  failed; from Desk; unused; could be deleted
         BaseName=Desk  UpdatedFrom=Desk

Lab
└─ Lab  2026-11-05  newest; from Lab-Old, which is deleted; shared with 1 account (210987654321)
      BaseName=Lab  UpdatedFrom=Lab-Old

5 versions of 2 images. 2 could be deleted: superseded or failed, used by nothing in this account and shared with nobody. A deleted image can't be brought back.

Fleets of other accounts can not be seen from here: ask those accounts first.
`);
});

describe('every form', () => {
  test('holds every version', () => {
    const trees = lineageTrees(WORLD);
    const names = versionsOf(trees).map((version) => version.image.name);
    for (const format of ['text', 'markdown', 'json'] as const) {
      const text = renderLineage(trees, format);
      for (const name of names) expect(text).toContain(name);
    }
  });

  test('says what was not seen', () => {
    const unseen = [{ what: 'image-builders', detail: 'denied' } as const];
    const trees = lineageTrees({ ...WORLD, unseen });
    expect(renderLineage(trees, 'text', { unseen })).toContain('Not seen: image builders: denied\n');
    expect(renderLineage(trees, 'text', { unseen })).toContain('not known who uses it');
    expect(renderLineage(trees, 'markdown', { unseen })).toContain('Not seen: image builders: `denied`\n');
    expect(JSON.parse(renderLineage(trees, 'json', { unseen }))).toMatchObject({ unseen });
  });

  test('JSON has the tree as it is', () => {
    const { lineages } = JSON.parse(renderLineage(lineageTrees(WORLD), 'json'));
    expect(lineages[0]).toMatchObject({
      name: 'Desk',
      versions: [
        {
          name: 'Desk',
          removable: 'superseded',
          successors: [
            { name: 'Desk-2', use: 'used', users: [{ name: 'Office' }], successors: [{ name: 'Desk-3' }] },
            { name: 'Desk-2b', state: 'FAILED' },
          ],
        },
      ],
    });
  });

  test('an account without images is said to be empty', () => {
    expect(renderLineage([], 'text')).toBe('0 versions of 0 images.\n');
  });

  test('control characters of a terminal stay out', () => {
    const odd = image('Odd', 1, { Note: 'a\u001b[31mb\nc' });
    expect(renderLineage(lineageTrees({ ...WORLD, images: [odd] }), 'text')).toContain('Note=a [31mb c\n');
  });
});

test('an unknown form is refused', () => {
  expect(() => renderLineage([], 'yaml' as never)).toThrow(
    'Lineage format is "yaml"; expected text, markdown, json.',
  );
});
