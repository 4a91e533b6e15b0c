import { UpdateCampaign } from '@appstream-campaign/core';
import {
  imagesToStart,
  type Preflight,
  type PreflightInput,
  preflight,
  type Quotas,
  usageOf,
} from '@appstream-campaign/core/planning';
import { createMemoryWorld } from '@appstream-campaign/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';

const quotas = (concurrentUpdates: number, images: number, imageBuilders: number): Quotas => ({
  concurrentUpdates: { value: concurrentUpdates, origin: 'live' },
  images: { value: images, origin: 'live', link: 'https://example.com/raise' },
  imageBuilders: { value: imageBuilders, origin: 'live' },
});
const QUIET = { concurrentUpdates: 0, images: 0, imageBuilders: 0 };
const ask = (input: Partial<PreflightInput>): Preflight =>
  preflight({ quotas: quotas(5, 100, 10), usage: QUIET, candidates: 14, batchSize: 5, ...input });
const about = (result: Preflight, quota: string) =>
  result.findings.find((finding) => finding.quota === quota);

test('says the night before that there is no room', () => {
  const result = ask({
    quotas: quotas(5, 20, 10),
    usage: { ...QUIET, images: 17 },
    removable: ['Old-1', 'Old-2'],
  });
  expect(result.verdict).toBe('blocks');
  expect(about(result, 'images')).toEqual({
    quota: 'images',
    severity: 'blocks',
    needed: 14,
    room: 3,
    summary: 'This campaign needs 14 new images, and there is room for 3: the account holds 17 of 20.',
    next: [
      'Raise the quota "Images" from 20 to at least 31: https://example.com/raise',
      'Or delete images that pruning would delete (2, which is not enough: 11 are needed): Old-1, Old-2.',
      'Or update at most 3 images this time.',
    ],
  });
});

describe('each quota', () => {
  test('with room for everything nothing is to be done', () => {
    const result = ask({});
    expect(result.verdict).toBe('fine');
    expect(result.findings.flatMap(({ next }) => next)).toEqual([]);
  });

  test('more slots than updates at once is slower, not worse', () => {
    const result = ask({ batchSize: 8 });
    expect(result.verdict).toBe('warns');
    expect(about(result, 'concurrentUpdates')?.next).toContain('Or set batchSize to 5.');
  });

  test('updates in progress pass by themselves; image builders that people run do not', () => {
    expect(ask({ usage: { ...QUIET, concurrentUpdates: 5 } }).verdict).toBe('warns');
    expect(ask({ usage: { ...QUIET, imageBuilders: 10 } }).verdict).toBe('blocks');
    expect(ask({ quotas: quotas(0, 100, 10) }).verdict).toBe('blocks');
  });

  test('a last place is too few for a second try', () => {
    expect(ask({ quotas: quotas(5, 14, 10) }).verdict).toBe('fine');
    const result = ask({ quotas: quotas(5, 14, 10), attempts: 2 });
    expect(result.verdict).toBe('warns');
    expect(about(result, 'images')?.summary).toContain('tried again needs one more');
  });

  test('a default is called one, and what was not counted is said', () => {
    const denied = { value: 10, origin: 'default', detail: 'AccessDenied.' } as const;
    const result = ask({ quotas: { ...quotas(5, 100, 10), imageBuilders: denied } });
    expect(about(result, 'imageBuilders')?.summary).toContain(
      'The quota could not be read, so the default of a new account is taken: AccessDenied.',
    );
    const uncounted = ask({ usage: { ...QUIET, imageBuilders: undefined } });
    expect(about(uncounted, 'imageBuilders')).toMatchObject({ severity: 'warns', room: undefined });
  });

  test('nothing to update needs nothing', () => {
    expect(ask({ candidates: 0, quotas: quotas(0, 0, 0) }).verdict).toBe('fine');
  });

  test.each([
    ['candidates', { candidates: 1.5 }],
    ['batchSize', { batchSize: 0 }],
    ['attempts', { attempts: Number.NaN }],
  ])('a wrong %s is refused by name', (option, input) => {
    expect(() => ask(input)).toThrow(`preflight option ${option} is`);
  });
});

test('counts what is in use: failed images, images in the making, builders of updates', () => {
  const record = { id: 'x', state: '', problems: [] };
  const usage = usageOf({
    images: [
      { ...record, name: 'A', condition: 'available' },
      { ...record, name: 'B', condition: 'failed' },
      { ...record, name: 'C', condition: 'in-progress', updateOf: 'A' },
      { ...record, name: 'Copy', condition: 'in-progress' },
    ],
    users: [
      { kind: 'fleet', name: 'F', state: 'RUNNING', image: 'x' },
      { kind: 'image-builder', name: 'Helper', state: 'UPDATING' },
    ],
    shares: [],
    unseen: [],
  });
  expect(usage).toEqual({ concurrentUpdates: 1, images: 4, imageBuilders: 1 });
});

test('what it says comes true: a campaign without room loses images, and one with room none', async () => {
  const drawn = fc.record({
    count: fc.integer({ min: 1, max: 6 }),
    spare: fc.integer({ min: -3, max: 3 }),
    updateQuota: fc.integer({ min: 0, max: 4 }),
    batchSize: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ count, spare, updateQuota, batchSize }) => {
      const names = Array.from({ length: count }, (_, index) => `Image-${index}`);
      const imageQuota = 2 * count + spare;
      const images = names.map((name) => enrolled(name));
      const world = await createMemoryWorld({ images, imageQuota, updateQuota });
      const campaign = new UpdateCampaign({ store: world.store, clock: world.clock, batchSize });
      const candidates = imagesToStart(await campaign.plan());
      const { findings } = preflight({
        quotas: quotas(updateQuota, imageQuota, 100),
        usage: { concurrentUpdates: 0, images: count, imageBuilders: 0 },
        candidates,
        batchSize,
      });
      const end = await campaign.run();
      const updated = end.images.filter(({ status }) => status === 'updated').length;
      expect(candidates).toBe(count);
      expect(updated === count).toBe(findings.every(({ severity }) => severity !== 'blocks'));
      const atOnce = findings.find(({ quota }) => quota === 'concurrentUpdates');
      expect(world.maxInProgress()).toBeLessThanOrEqual(atOnce?.room ?? 0);
    }),
    { numRuns: 60 },
  );
});
