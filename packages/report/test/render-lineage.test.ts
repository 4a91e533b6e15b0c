import { lineageTrees, versionsOf } from '@appstream-campaign/core/planning';
import { renderLineage } from '@appstream-campaign/report';
import { describe, expect, test } from 'vitest';
import { SAMPLE_INVENTORY, SAMPLE_REMOVABLE } from './sample-lineage.ts';

const WORLD = SAMPLE_INVENTORY;

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
    const { lineages } = JSON.parse(renderLineage(lineageTrees(WORLD, {}, SAMPLE_REMOVABLE), 'json'));
    expect(lineages[0]).toMatchObject({
      name: 'Desk',
      versions: [
        {
          name: 'Desk',
          successors: [
            { name: 'Desk-2', use: 'used', users: [{ name: 'Office' }], successors: [{ name: 'Desk-3' }] },
            { name: 'Desk-2b', state: 'FAILED', removable: 'failed' },
          ],
        },
      ],
    });
  });

  test('an account without images is said to be empty', () => {
    expect(renderLineage([], 'text')).toBe('0 versions of 0 images.\n');
  });

  test('control characters of a terminal stay out', () => {
    const [first] = WORLD.images;
    const images = first === undefined ? [] : [{ ...first, tags: { Note: 'a\u001b[31mb\nc' } }];
    expect(renderLineage(lineageTrees({ ...WORLD, images }), 'text')).toContain('Note=a [31mb c\n');
  });
});

test('an unknown form is refused', () => {
  expect(() => renderLineage([], 'yaml' as never)).toThrow(
    'Lineage format is "yaml"; expected text, markdown, json.',
  );
});
