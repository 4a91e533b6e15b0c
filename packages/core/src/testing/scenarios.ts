import type { CampaignOptions } from '../policy/options.ts';
import type { ReasonCode } from '../state/reason.ts';
import type { ImageWorld, WorldImage, WorldSetup } from './image-world.ts';

/** A campaign from start to end: the world, the options, changes while it runs, and the expected result. */
export interface Scenario {
  readonly name: string;
  readonly world: WorldSetup;
  /** Options that every driver can be given. */
  readonly options: Pick<
    CampaignOptions,
    'batchSize' | 'pacing' | 'skipCurrent' | 'selector' | 'attempts' | 'deleteFailed'
  > & {
    readonly naming?: 'default' | 'original';
  };
  /** Deliveries that fail before the notifier works. @defaultValue 0 */
  readonly notifierFailures?: number;
  /** Schedules changes from outside the campaign with the world's clock. */
  readonly interfere?: (world: ImageWorld) => void;
  readonly expected: {
    /** Source to successor. */
    readonly updated: Readonly<Record<string, string>>;
    readonly failed: Readonly<Record<string, ReasonCode>>;
    readonly skipped: Readonly<Record<string, ReasonCode>>;
  };
}

const enrolled = (name: string, more: Partial<WorldImage> = {}): WorldImage => ({
  name,
  ...more,
  tags: { AutoUpdate: 'Enabled', Team: 'IT', ...more.tags },
});
const several = (count: number, minutes: (index: number) => number): readonly WorldImage[] =>
  Array.from({ length: count }, (_, index) =>
    enrolled(`Image-${String(index + 1).padStart(2, '0')}`, { minutes: minutes(index) }),
  );
const stamped = (images: readonly WorldImage[], stamp = '20261123'): Record<string, string> =>
  Object.fromEntries(images.map(({ name }) => [name, `${name}-Updated-${stamp}`]));
const none = { updated: {}, failed: {}, skipped: {} };

const thirty = several(30, (index) => 45 + ((index * 37) % 120));
const longName = 'L'.repeat(101);

/** Every campaign that every driver must bring to the same end, with the same events. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'every outcome there is',
    world: {
      images: [
        enrolled('Accounting', { minutes: 60 }),
        enrolled('Broken', {
          outcome: 'failed',
          minutes: 50,
          problem: { code: 'INTERNAL_SERVICE_ERROR', message: 'Failed to update <b>' },
        }),
        enrolled('Current', { current: true }),
        enrolled('Incompatible', { incompatible: true }),
        enrolled('Second-try', { failures: 1, minutes: 70 }),
        enrolled('Slow', { minutes: 400 }),
        { name: 'Untagged' },
        { name: 'Done', tags: { AutoUpdate: 'Completed', NextVersion: 'Done-2' } },
        enrolled('Failed-once', { condition: 'failed' }),
      ],
    },
    options: { batchSize: 2 },
    expected: {
      updated: {
        Accounting: 'Accounting-Updated-20261123',
        'Second-try': 'Second-try-Updated-20261123-2',
        Slow: 'Slow-Updated-20261123',
      },
      failed: { Broken: 'update-failed', Incompatible: 'incompatible' },
      skipped: { Current: 'current' },
    },
  },
  {
    name: 'thirty images, a window of five',
    world: { images: thirty },
    options: { batchSize: 5, pacing: 'window' },
    expected: { ...none, updated: stamped(thirty) },
  },
  {
    name: 'thirty images, batches of five',
    world: { images: thirty },
    options: { batchSize: 5, pacing: 'batch' },
    expected: { ...none, updated: stamped(thirty) },
  },
  {
    name: 'a quota smaller than the batch size',
    world: { images: several(6, () => 60), updateQuota: 2 },
    options: { batchSize: 5 },
    expected: { ...none, updated: stamped(several(6, () => 60)) },
  },
  {
    name: 'no candidates',
    world: { images: [{ name: 'Untagged' }] },
    options: {},
    expected: none,
  },
  {
    name: 'current images are updated when asked to',
    world: { images: [enrolled('Current', { current: true })] },
    options: { skipCurrent: false },
    expected: { ...none, updated: { Current: 'Current-Updated-20261123' } },
  },
  {
    name: 'a notifier that is down for a while',
    world: { images: [enrolled('Broken', { outcome: 'failed' })] },
    options: {},
    notifierFailures: 4,
    expected: { ...none, failed: { Broken: 'update-failed' } },
  },
  {
    name: 'people take images out while they wait',
    world: { images: several(4, () => 60) },
    options: { batchSize: 1 },
    interfere: (world) => {
      world.clock.after(30, () => world.remove('Image-02'));
      world.clock.after(31, () => world.setTags('Image-03', { Team: 'IT' }));
    },
    expected: {
      updated: { 'Image-01': 'Image-01-Updated-20261123', 'Image-04': 'Image-04-Updated-20261123' },
      failed: {},
      skipped: { 'Image-02': 'gone', 'Image-03': 'no-longer-enrolled' },
    },
  },
  {
    name: 'a successor is deleted while it is made',
    world: { images: [enrolled('One'), enrolled('Two')] },
    options: {},
    interfere: (world) => world.clock.after(30, () => world.remove('One-Updated-20261123')),
    expected: { updated: { Two: 'Two-Updated-20261123' }, failed: { One: 'successor-gone' }, skipped: {} },
  },
  {
    name: 'an update that never ends',
    world: { images: [enrolled('Endless', { outcome: 'never' }), enrolled('Other')] },
    options: { batchSize: 1 },
    expected: { updated: { Other: 'Other-Updated-20261123' }, failed: { Endless: 'timed-out' }, skipped: {} },
  },
  {
    name: 'one attempt and no more',
    world: { images: [enrolled('One', { failures: 1 }), enrolled('Two')] },
    options: { attempts: 1 },
    expected: { updated: { Two: 'Two-Updated-20261123' }, failed: { One: 'update-failed' }, skipped: {} },
  },
  {
    name: 'failed images are deleted before they are tried again',
    world: { images: [enrolled('One', { failures: 2 }), enrolled('Two')], imageQuota: 4 },
    options: { attempts: 3, deleteFailed: true },
    expected: {
      ...none,
      updated: { One: 'One-Updated-20261123-3', Two: 'Two-Updated-20261123' },
    },
  },
  {
    name: 'names that other images hold, share, or fill to the limit',
    world: {
      images: [
        enrolled('Taken'),
        { name: 'Taken-Updated-20261123', tags: { Team: 'Sales' } },
        enrolled('Twin-A', { tags: { BaseName: 'Twin' } }),
        enrolled('Twin-B', { tags: { BaseName: 'Twin' } }),
        enrolled(longName),
        enrolled('Old-Updated-20261001'),
      ],
    },
    options: { batchSize: 10 },
    expected: {
      ...none,
      updated: {
        Taken: 'Taken-Updated-20261123-2',
        'Twin-A': 'Twin-Updated-20261123',
        'Twin-B': 'Twin-Updated-20261123-2',
        [longName]: `${'L'.repeat(84)}-Updated-20261123`,
        'Old-Updated-20261001': 'Old-Updated-20261123',
      },
    },
  },
  {
    name: "the original's names",
    world: { images: [enrolled('One')], startsAt: '2026-12-01T08:00:00.000Z' },
    options: { naming: 'original' },
    expected: { ...none, updated: { One: 'One-Updated-1122026' } },
  },
  {
    name: 'only what the selector admits',
    world: {
      images: [
        enrolled('Finance-1', { platform: 'WINDOWS_SERVER_2022' }),
        enrolled('Finance-2', { platform: 'WINDOWS_SERVER_2019' }),
        enrolled('Finance-Test', { platform: 'WINDOWS_SERVER_2022' }),
        enrolled('Design-1', { platform: 'WINDOWS_SERVER_2022' }),
      ],
    },
    options: {
      selector: { include: ['Finance-*'], exclude: ['*-Test'], platforms: ['WINDOWS_SERVER_2022'] },
    },
    expected: { ...none, updated: { 'Finance-1': 'Finance-1-Updated-20261123' } },
  },
];
