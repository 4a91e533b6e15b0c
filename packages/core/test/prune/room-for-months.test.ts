import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPruneAccount, lineage } from './prune-account.ts';

const SIX = ['A', 'B', 'C', 'D', 'E', 'F'];
const PRUNE = { keep: 1, minAgeDays: 14 };

/** Months of campaigns in an account whose fleets never move; how many images each has updated. */
async function months(names: readonly string[], used: readonly string[], quota: number, count: number) {
  const fleets = used.map((name) => ({ name: `Fleet-${name}`, image: name }));
  const images = names.flatMap((name) => lineage(name, 1));
  const account = await createPruneAccount(images, fleets, quota);
  const updated: number[] = [];
  for (let month = 0; month < count; month++) {
    const end = await account.run({ skipCurrent: false, prune: PRUNE });
    expect(end.status).toBe('over');
    updated.push(end.images.filter(({ status }) => status === 'updated').length);
    expect(account.names()).toEqual(expect.arrayContaining([...used]));
    expect(account.names().length).toBeLessThanOrEqual(quota);
    account.clock.advance(30 * 24 * 60);
  }
  return { updated, account };
}

describe('a quota of ten, six enrolled images, fleets on four', () => {
  test.each([[['A', 'B', 'C', 'D']], [['C', 'D', 'E', 'F']], [['A', 'C', 'D', 'F']]])(
    'never stands still, whichever lineages have the fleets: %j',
    async (used) => {
      const { updated, account } = await months(SIX, used, 10, 6);
      expect(updated[0]).toBe(4);
      for (const count of updated) expect(count).toBeGreaterThan(0);
      expect(account.removed.every(({ named }) => named)).toBe(true);
    },
  );

  test('says of an image that finds no room how many places there are', async () => {
    const { account } = await months(SIX, ['A', 'B', 'C', 'D'], 10, 1);
    const reasons = account.events.flatMap((event) => (event.type === 'imageSkipped' ? [event.reason] : []));
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toEqual({
      code: 'quota-used-up',
      detail: 'the account may have 10 images, and 4 places are free',
    });
  });
});

test('every account with a lineage without fleets, and one place beside its images, updates something each month', async () => {
  const account = fc
    .record({ lineages: fc.integer({ min: 1, max: 6 }), free: fc.integer({ min: 1, max: 5 }) })
    .chain(({ lineages, free }) => {
      const names = SIX.slice(0, lineages);
      const used = fc.subarray(names, { maxLength: lineages - 1 });
      return fc.record({ names: fc.constant(names), used, quota: fc.constant(lineages + free) });
    });
  await fc.assert(
    fc.asyncProperty(account, async ({ names, used, quota }) => {
      const { updated } = await months(names, used, quota, 5);
      for (const count of updated) expect(count).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
}, 60_000);
