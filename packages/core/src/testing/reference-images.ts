import type { WorldImage } from './image-world.ts';

const enrolled = (name: string, more: Partial<WorldImage> = {}): WorldImage => ({
  name,
  ...more,
  tags: { AutoUpdate: 'Enabled', ...more.tags },
});
const FORTY_NINE_TAGS = Object.fromEntries(Array.from({ length: 49 }, (_, key) => [`Key${key}`, 'x']));

/** A dozen images with every outcome, for tests that run the same campaign under many kinds of failures. */
export const REFERENCE_IMAGES: readonly WorldImage[] = [
  enrolled('A-quick', { minutes: 45 }),
  enrolled('B-fails', { outcome: 'failed', minutes: 50 }),
  enrolled('B-second-try', { failures: 1, minutes: 40 }),
  enrolled('C-current', { current: true }),
  enrolled('D-incompatible', { incompatible: true }),
  enrolled('E-slow', { minutes: 260 }),
  enrolled('F-twin', { tags: { BaseName: 'Twin' } }),
  enrolled('G-twin', { tags: { BaseName: 'Twin' } }),
  enrolled('H-never', { outcome: 'never' }),
  enrolled('I-full', { tags: FORTY_NINE_TAGS }),
  enrolled('J-taken'),
  { name: 'J-taken-Updated-20261123', tags: { Team: 'Sales' } },
  { name: 'K-closed', tags: { AutoUpdate: 'Completed', NextVersion: 'elsewhere' } },
];
