import type { WorldImage } from '@appstream-campaign/core/testing';
import { runs } from '@appstream-campaign/test-support/sample';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CallFault, type Meddling, type Outage, type Storm, weather } from './storm.ts';

// Random worlds under random trouble, in virtual time: the same few, or few hundred, in every test run, others with each
// `node scripts/storm.mjs`. A storm that breaks a promise is shrunk to a small one, and the line that repeats it is
// printed.

const RUNS = Number(process.env.STORM_RUNS ?? runs(40, 300));

const image = (index: number): fc.Arbitrary<WorldImage> =>
  fc.record(
    {
      name: fc.constant(`Image-${String(index).padStart(2, '0')}`),
      tags: fc.constantFrom<Record<string, string>>(
        { AutoUpdate: 'Enabled' },
        { AutoUpdate: 'Enabled', Team: 'IT' },
        { AutoUpdate: 'Enabled', BaseName: 'Same' },
        { AutoUpdate: 'Completed', NextVersion: 'gone' },
        {},
      ),
      minutes: fc.integer({ min: 1, max: 500 }),
      outcome: fc.constantFrom('available', 'available', 'available', 'failed', 'never'),
      failures: fc.constantFrom(0, 0, 1, 2),
      current: fc.boolean(),
      incompatible: fc.boolean(),
    },
    { requiredKeys: ['name', 'tags'] },
  );
const fault = fc.constantFrom<CallFault>(
  'busy-before',
  'busy-after',
  'limit-before',
  'unknown-before',
  'unknown-after',
  'die-before',
  'die-after',
);
const outage: fc.Arbitrary<Outage> = fc.record({
  from: fc.integer({ min: 0, max: 900 }),
  minutes: fc.integer({ min: 1, max: 360 }),
  what: fc.constantFrom('store', 'starts', 'rights', 'tags', 'notifier'),
});
const meddling: fc.Arbitrary<Meddling> = fc.record({
  at: fc.integer({ min: 0, max: 900 }),
  image: fc.nat({ max: 11 }),
  act: fc.constantFrom('remove', 'untag', 'remove-successor', 'complete-by-hand', 'stop'),
});
const storm: fc.Arbitrary<Storm> = fc
  .integer({ min: 0, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => image(index))))
  .chain((images) =>
    fc.record({
      images: fc.constant(images),
      options: fc.record({
        batchSize: fc.integer({ min: 1, max: 5 }),
        pacing: fc.constantFrom('window', 'batch'),
        skipCurrent: fc.boolean(),
        attempts: fc.integer({ min: 1, max: 3 }),
        deleteFailed: fc.boolean(),
        failureThreshold: fc.record({
          count: fc.integer({ min: 0, max: 4 }),
          percent: fc.constantFrom(0, 50),
        }),
      }),
      updateQuota: fc.integer({ min: 1, max: 6 }),
      faults: fc
        .array(fc.tuple(fc.integer({ min: 1, max: 200 }), fault), { maxLength: 25 })
        .map((faults) => new Map(faults)),
      outages: fc.array(outage, { maxLength: 4 }),
      meddling: fc.array(meddling, { maxLength: 3 }),
      staleMinutes: fc.constantFrom(0, 0, 15, 120),
      restartAfter: fc.constantFrom(0, 3, 45),
    }),
  );

/** Images of one lineage, few slots, attempts whose failures are deleted, lost answers beside deaths. */
const crowdedStorm: fc.Arbitrary<Storm> = fc
  .tuple(storm, fc.integer({ min: 2, max: 12 }))
  .map(([one, count]) => ({
    ...one,
    images: Array.from({ length: count }, (_, index): WorldImage => {
      const { tags: _tags, ...rest } = one.images[index % Math.max(1, one.images.length)] ?? { name: '' };
      const name = `Image-${String(index).padStart(2, '0')}`;
      return { ...rest, name, tags: { AutoUpdate: 'Enabled', BaseName: 'Same' } };
    }),
    options: { ...one.options, batchSize: 1 + (count % 2), attempts: 3, deleteFailed: true },
    faults: new Map(
      [...one.faults].map(([call, kind]) => [call, kind === 'limit-before' ? 'busy-after' : kind]),
    ),
    meddling: [],
  }));

// Storms that once broke a promise, as `node scripts/storm.mjs` printed them.
test.each([
  // A start that was refused for now, and others of its lineage: started as number 2 of 1.
  [603986795, '12137:151:3:3:3:4:3:3:7:6:15:10:18:14:16:18:19:18:25:25'],
  // A step died after its start took effect; when it was repeated, a quota refused the start before the name did.
  [
    -1879881556,
    '342:80:0:0:0:0:0:0:2:0:1:2:14:16:18:15:16:17:18:13:12:13:20:15:20:36:23:24:19:23:19:31:31:38:33:46:40:12:23:18:20:15:36:22:22:16:29:28:28:28:34:40:42:40:40:42:43:43:44',
  ],
  // A step died after a start took effect, and a person deleted the successor before anybody had seen it: no trace is left
  // of that start, so two attempts are made after it.
  [803273202, '14277:158:5:3:8:10:10:9:11:3:6:7:8:7:12:12:13'],
])('the storm of the seed %i', async (seed, path) => {
  await fc.assert(fc.asyncProperty(storm, weather), { numRuns: 1, seed, path });
});

/** As many storms as one asks for take as long as they take. */
const A_DAY = 86_400_000;

const CROWDED = Math.ceil(RUNS / 4);
test(
  `${CROWDED} storms over one lineage with few slots`,
  async () => {
    const seed = process.env.STORM_RUNS === undefined ? { seed: 20261123 } : {};
    await fc.assert(fc.asyncProperty(crowdedStorm, weather), { numRuns: CROWDED, ...seed });
  },
  A_DAY,
);

test(
  `${RUNS} storms: every promise holds, and every campaign ends`,
  async () => {
    const seed = process.env.STORM_SEED ?? (process.env.STORM_RUNS === undefined ? '20261123' : undefined);
    const path = process.env.STORM_PATH;
    const began = performance.now();
    const details = await fc.check(fc.asyncProperty(storm, weather), {
      numRuns: RUNS,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    });
    const seconds = (performance.now() - began) / 1000;
    console.info(`${details.numRuns} storms, ${Math.round(details.numRuns / seconds)} a second`);
    if (details.failed) {
      const [smallest] = details.counterexample ?? [];
      console.error(
        `Repeat with: node scripts/storm.mjs 1 --seed=${details.seed} --path=${details.counterexamplePath}`,
      );
      console.error(JSON.stringify(smallest, (_, value) => (value instanceof Map ? [...value] : value), 1));
      throw details.errorInstance;
    }
    expect(details.numRuns).toBe(path === undefined ? RUNS : details.numRuns);
  },
  A_DAY,
);
