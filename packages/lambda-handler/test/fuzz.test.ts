import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { enrolled } from '@appstream-campaign/test-support/handler-world';
import { runs } from '@appstream-campaign/test-support/sample';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// Events that nobody should send, 100,000 in the whole: anything at all, and events that are almost right. Each gets an answer or a
// typed error that names what is wrong, and nothing is touched before a refusal.

const TYPED = ['InvalidEventError', 'InvalidStateError', 'InvalidOptionsError', 'CampaignTooLargeError'];
const RUNS = Number(process.env.FUZZ_RUNS ?? runs(1_500, 50_000));

const odd = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
  }),
  fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    { __proto__: { Pending: ['X'] } },
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'),
    'x'.repeat(100_000),
    Number.NaN,
    -0,
    1e308,
    [],
    {},
  ),
);
const name = fc.oneof(
  fc.constantFrom('A', 'B', 'A-Updated-20261123', '__proto__', 'constructor'),
  fc.string(),
);
const instant = fc.oneof(
  fc.constant('2026-11-23T08:00:00.000Z'),
  fc.constantFrom('2026-13-45T99:99:99Z', '0000-00-00T00:00:00Z', 'now'),
);
const maybe = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 25, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });
const results = fc.record(
  {
    Pending: maybe(fc.array(maybe(name), { maxLength: 4 })),
    Waiting: maybe(fc.array(maybe(name), { maxLength: 4 })),
    Success: maybe(fc.array(maybe(name), { maxLength: 4 })),
    CycleCount: maybe(fc.nat()),
    NextCheckAt: maybe(instant),
    Stopped: maybe(fc.record({ Code: maybe(fc.constant('access-denied')), Detail: maybe(fc.string()) })),
    Failed: maybe(
      fc.array(
        fc.record({
          Image: maybe(name),
          EndedAt: maybe(instant),
          Code: maybe(fc.constantFrom('gone', 'invalid')),
        }),
        { maxLength: 2 },
      ),
    ),
    Campaign: maybe(
      fc.record({
        Version: maybe(fc.constant(1)),
        Id: maybe(fc.constant('monthly')),
        StartedAt: maybe(instant),
        Status: maybe(fc.constantFrom('discovering', 'running', 'announcing', 'stopped', 'over')),
        Checks: maybe(fc.nat()),
        LastProgressAt: maybe(instant),
        Updating: maybe(
          fc.array(maybe(fc.tuple(name, name, instant, fc.boolean(), fc.constant(null))), { maxLength: 2 }),
        ),
        Updated: maybe(fc.array(maybe(fc.tuple(name, instant, instant)), { maxLength: 2 })),
        Outbox: maybe(
          fc.array(
            maybe(
              fc.tuple(
                fc.constantFrom('updateFailed', 'campaignEnded'),
                fc.option(name),
                instant,
                fc.array(fc.string()),
                fc.nat(),
              ),
            ),
            { maxLength: 2 },
          ),
        ),
      }),
    ),
  },
  { requiredKeys: [] },
);
const almost = fc.record(
  {
    BatchSize: maybe(fc.integer({ min: -2, max: 1002 })),
    ToAddress: maybe(fc.constantFrom<unknown>('a@b.de', ['a@b.de'], '')),
    FromAddress: maybe(fc.constant('a@b.de')),
    Results: maybe(results),
    Execution: maybe(
      fc.record({ Name: maybe(fc.string()), StartTime: maybe(instant) }, { requiredKeys: [] }),
    ),
  },
  { requiredKeys: [] },
);

test.each([
  ['anything at all', odd],
  ['events that are almost right', almost],
])(
  `${RUNS} times %s: an answer, or a typed error, and no call before a refusal`,
  async (_, events) => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(events as fc.Arbitrary<unknown>, async (event) => {
        const world = await createMemoryWorld({ images: [enrolled('A'), enrolled('B')] });
        let calls = 0;
        const count =
          <A extends unknown[], R>(method: (...args: A) => R) =>
          (...args: A) => {
            calls++;
            return method(...args);
          };
        const { find, list, describe, dryRun, startUpdate, retag } = world.store;
        const handler = createCampaignHandler({
          store: {
            find: count(find),
            list: count(list),
            describe: count(describe),
            dryRun: count(dryRun),
            startUpdate: count(startUpdate),
            retag: count(retag),
          },
          notifiers: [new RecordingNotifier()],
          clock: world.clock,
          logger: silentLogger,
          environment: {},
        });
        try {
          const answer = await handler(event);
          if (answer !== 0) JSON.stringify(answer);
        } catch (error) {
          refused++;
          const { name: type, message } = error as Error;
          expect(TYPED, `${type}: ${message}\n${(error as Error).stack}`).toContain(type);
          expect(message.length).toBeLessThan(600);
          expect(calls).toBe(0);
        }
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
    console.info(`${refused} of ${RUNS} were refused`);
  },
  600_000,
);
