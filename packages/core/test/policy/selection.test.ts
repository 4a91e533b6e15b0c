import type { Selector } from '@appstream-campaign/core/internal';
import { expect, test } from 'vitest';
import { fixedAccount } from '../fixed-account.ts';

test.each<[what: string, selector: Selector, ...candidates: string[]]>([
  ['all names, without a pattern', {}, 'Lab-1', 'Lab-2', 'Office-1'],
  [
    'those that match one of several patterns',
    { include: ['Lab-?', 'Office*'] },
    'Lab-1',
    'Lab-2',
    'Office-1',
  ],
  ['none that matches one of several patterns', { exclude: ['*-2', 'Office*'] }, 'Lab-1'],
  ['those that are included and not excluded', { include: ['Lab*'], exclude: ['*-1'] }, 'Lab-2'],
])('candidates are %s', async (_, selector, ...candidates) => {
  const names = ['Lab-1', 'Lab-2', 'Office-1'];
  const images = names.map((name) => ({ name, tags: { AutoUpdate: 'Enabled' } }));
  const plan = await fixedAccount(images).campaign({ selector }).plan();
  const chosen = plan.images.filter(({ verdict }) => verdict !== 'exclude');
  expect(chosen.map(({ image }) => image)).toEqual(candidates);
});
