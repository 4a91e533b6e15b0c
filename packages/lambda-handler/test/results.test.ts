import { type CampaignImage, type CampaignState, InvalidStateError } from '@appstream-campaign/core';
import { type FailedImage, newCampaign, REASON_CODES } from '@appstream-campaign/core/internal';
import type { CampaignResults } from '@appstream-campaign/lambda-handler';
import { readResults } from '@appstream-campaign/lambda-handler/read-results';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toResults, toResultsWithin } from '../src/results.ts';

// The codec has no public door of its own that shows every state, so this one file looks at it directly.

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/);
const instant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const reason = fc.record(
  { code: fc.constantFrom(...REASON_CODES), detail: fc.string({ maxLength: 240 }) },
  { requiredKeys: ['code'] },
);
const minutes = fc.integer({ min: 1, max: 10_080 });
const failedSuccessors = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });
const image = (source: string, index: number): fc.Arbitrary<CampaignImage> => {
  const own = { source: fc.constant(source), successor: fc.constant(`S${index}`), failedSuccessors };
  return fc.oneof(
    fc.record(
      {
        status: fc.constant('waiting' as const),
        source: own.source,
        failedSuccessors,
        postponed: fc.nat(),
        expectedMinutes: minutes,
      },
      { requiredKeys: ['status', 'source'] },
    ),
    fc.record(
      {
        ...own,
        status: fc.constant('updating' as const),
        startedAt: instant,
        sourceTagged: fc.boolean(),
        replaces: name,
        expectedMinutes: minutes,
      },
      { requiredKeys: ['status', 'source', 'successor', 'startedAt', 'sourceTagged'] },
    ),
    fc.record(
      { ...own, status: fc.constant('updated' as const), startedAt: instant, endedAt: instant },
      { requiredKeys: ['status', 'source', 'successor'] },
    ),
    fc.record(
      {
        ...own,
        status: fc.constant('failed' as const),
        startedAt: instant,
        endedAt: instant,
        reason,
      },
      { requiredKeys: ['status', 'source', 'endedAt', 'reason'] },
    ),
    fc.record({ status: fc.constant('skipped' as const), source: own.source, endedAt: instant, reason }),
  );
};
const state: fc.Arbitrary<CampaignState> = fc
  .uniqueArray(name, { maxLength: 20 })
  .chain((names) => fc.tuple(...names.map(image)))
  .chain((images) =>
    fc.record(
      {
        version: fc.constant(1 as const),
        id: fc.constantFrom('monthly', 'campaign-2026-11-23T08:00:00.000Z'),
        startedAt: instant,
        status: fc.constantFrom('discovering', 'running', 'announcing'),
        images: fc.constant([...images].sort((a, b) => (a.source < b.source ? -1 : 1))),
        unresolved: fc.constantFrom<string[]>([], ['U1', 'U2']),
        checks: fc.nat(),
        checksWithoutProgress: fc.nat(),
        lastProgressAt: instant,
        troubleSince: instant,
        endedAt: instant,
        nextCheckAt: instant,
        stopped: fc.record({ code: fc.constantFrom(...REASON_CODES), detail: fc.string({ maxLength: 240 }) }),
        halted: fc.record(
          { code: fc.constantFrom(...REASON_CODES), detail: fc.string(), at: instant },
          { requiredKeys: ['code', 'at'] },
        ),
        search: fc.record(
          {
            since: instant,
            through: fc.oneof(fc.constant(''), name),
            beyond: fc.array(name),
            found: fc.array(
              fc.record(
                {
                  name,
                  tags: fc.dictionary(fc.constantFrom('AutoUpdate', 'UpdatedFrom'), fc.string(), {
                    noNullPrototype: true,
                  }),
                  tagsMayLag: fc.constant(true as const),
                },
                { requiredKeys: ['name', 'tags'] },
              ),
            ),
            nearMisses: fc.array(fc.tuple(fc.string(), fc.nat()), { minLength: 1 }),
          },
          { requiredKeys: ['since', 'through', 'beyond', 'found'] },
        ),
        acknowledgedFailures: fc.nat(),
        outbox: fc.array(
          fc.record(
            {
              type: fc.constantFrom('updateFailed', 'imageUpdated', 'imageSkipped', 'campaignEnded'),
              source: fc.oneof(name, fc.constantFrom('none', ...images.map(({ source }) => source))),
              at: instant,
              to: fc.array(fc.constantFrom('ses', 'sns')),
              attempts: fc.nat(),
            },
            { requiredKeys: ['type', 'at', 'to', 'attempts'] },
          ),
        ),
        notifiers: fc.array(
          fc.record(
            {
              name: fc.constantFrom('slack', 'teams'),
              gatherUntil: instant,
              notBefore: instant,
              memory: fc.string({ maxLength: 64 }),
            },
            { requiredKeys: ['name'] },
          ),
        ),
      },
      {
        noNullPrototype: true,
        requiredKeys: [
          'version',
          'id',
          'startedAt',
          'status',
          'images',
          'unresolved',
          'checks',
          'checksWithoutProgress',
          'lastProgressAt',
          'outbox',
        ],
      },
    ),
  )
  // A campaign announces its end only when nothing is open any more.
  .map(({ endedAt, stopped, ...rest }) => {
    const open =
      rest.unresolved.length > 0 ||
      rest.images.some(({ status }) => status === 'waiting' || status === 'updating');
    if (!open) return { ...rest, ...(endedAt === undefined ? {} : { endedAt }) };
    return { ...rest, ...(stopped === undefined ? { status: 'running' } : { status: 'stopped', stopped }) };
  }) as fc.Arbitrary<CampaignState>;

const stranger = { id: 'stranger', startedAt: '2026-11-23T08:00:00.000Z' };
const throughJson = (results: CampaignResults) => JSON.parse(JSON.stringify(results)) as CampaignResults;

test('every state comes back from its results as it was', () => {
  fc.assert(
    fc.property(state, (before) => {
      expect(readResults(throughJson(toResults(before)), stranger)).toEqual(before);
    }),
    { numRuns: 500 },
  );
});

test('the four keys of the original name every image that is pending, waiting or done', () => {
  fc.assert(
    fc.property(state, (before) => {
      const { Pending, Waiting, Success, CycleCount } = toResults(before);
      const count = (status: string) => before.images.filter((one) => one.status === status).length;
      expect([Pending.length, Waiting.length, Success.length, CycleCount]).toEqual([
        count('updating') + before.unresolved.length,
        count('waiting'),
        count('updated'),
        before.checksWithoutProgress,
      ]);
    }),
  );
});

test('minutes that nobody knows are not written down', () => {
  const waiting = (source: string, more: object = {}) => ({ status: 'waiting', source, ...more }) as const;
  const expected = (...images: CampaignImage[]) =>
    toResults({ ...newCampaign('monthly', stranger.startedAt), images }).Campaign?.Expected;
  expect(expected(waiting('A'), waiting('B'))).toBeUndefined();
  expect(expected(waiting('A'), waiting('B', { expectedMinutes: 80 }))).toEqual([0, 80]);
});

test('results that somebody rewrote are read by their four keys', () => {
  const results = toResults({
    ...newCampaign('monthly', '2026-11-23T08:00:00.000Z'),
    status: 'running',
    images: [
      {
        status: 'updating',
        source: 'A',
        successor: 'A-2',
        startedAt: '2026-11-23T08:00:00.000Z',
        sourceTagged: true,
      },
    ],
  });
  const rewritten = { ...results, Pending: [], Success: ['A-2', 'A-2'], Waiting: ['B', 'B'] };
  expect(readResults(rewritten, stranger)).toMatchObject({
    id: 'monthly',
    images: [
      { status: 'updated', source: 'A-2', successor: 'A-2' },
      { status: 'waiting', source: 'B' },
    ],
  });
});

describe('what a state says is kept when somebody has rewritten `Success`', () => {
  const [startedAt, endedAt] = ['2026-11-23T08:00:00.000Z', '2026-11-23T09:00:00.000Z'];
  const updated = (source: string) => ({ status: 'updated', source, successor: `${source}-2` }) as const;
  const results = toResults({
    ...newCampaign('monthly', startedAt),
    status: 'running',
    images: [{ ...updated('A'), startedAt, endedAt }, updated('B')],
  });
  const [A, B] = [{ source: 'A', successor: 'A-2', startedAt, endedAt }, updated('B')];
  const unknown = (name: string) => ({ status: 'updated', source: name, successor: name });
  test.each<[what: string, success: string[], ...images: object[]]>([
    ['not at all', ['A-2', 'B-2'], A, B],
    ['with one more', ['A-2', 'B-2', 'C-2'], ...['A-2', 'B-2', 'C-2'].map(unknown)],
    ['with one less', ['A-2'], unknown('A-2')],
    ['with one twice in place of another', ['A-2', 'A-2'], unknown('A-2')],
    ['with one twice', ['A-2', 'A-2', 'B-2'], ...['A-2', 'B-2'].map(unknown)],
  ])('%s', (_, Success, ...images) => {
    const read = readResults({ ...results, Success }, stranger);
    expect(read.images).toMatchObject(images);
    if (images[0] !== A) for (const image of read.images) expect(image).not.toHaveProperty('endedAt');
  });
});

describe('messages that wait name an image with an outcome by its position', () => {
  const at = '2026-11-23T08:00:00.000Z';
  const entry = { at, to: ['ses'], attempts: 1 } as const;
  const failed = (source: string) =>
    ({ status: 'failed', source, endedAt: at, reason: { code: 'update-failed' } }) as const;
  const state: CampaignState = {
    ...newCampaign('monthly', at),
    status: 'announcing',
    images: [failed('A'), failed('B'), { status: 'updated', source: 'C', successor: 'C-2' }],
    outbox: [
      { ...entry, type: 'updateFailed', source: 'B' },
      { ...entry, type: 'imageUpdated', source: 'C' },
      { ...entry, type: 'updateStarted', source: 'C' },
    ],
  };
  const results = toResults(state);

  test('its name would be written twice', () => {
    expect(results.Campaign?.Outbox.map(([, image]) => image)).toEqual([1, 0, 'C']);
  });

  test('names, as earlier versions wrote them, are read as well', () => {
    const Outbox = state.outbox.map(
      ({ type, source = null }): [typeof type, string | null, string, string[], 1] => [
        type,
        source,
        at,
        ['ses'],
        1,
      ],
    );
    const former = { ...results, Campaign: { ...results.Campaign, Outbox } };
    expect(readResults(former, stranger)).toEqual(state);
  });

  test.each([
    ['is longer', { Success: ['Z-2', 'C-2'] }, ['updateFailed', 'updateStarted']],
    ['is empty', { Success: [] }, ['updateFailed', 'updateStarted']],
    ['has lost its failed images', { Failed: [] }, ['imageUpdated', 'updateStarted']],
  ])('a position in a list that somebody has rewritten names nothing: it %s', (_, rewritten, types) => {
    const { outbox } = readResults({ ...results, ...rewritten }, stranger);
    expect(outbox.map(({ type }) => type)).toEqual(types);
  });
});

describe('a campaign whose images all had their outcome', () => {
  const [startedAt, endedAt] = ['2026-11-23T08:00:00.000Z', '2026-11-23T09:00:00.000Z'];
  const announcing = toResults({ ...newCampaign('monthly', startedAt), status: 'announcing', endedAt });

  test('still announces its end', () => {
    expect(readResults(announcing, stranger)).toMatchObject({ status: 'announcing', endedAt });
  });

  test.each([
    ['waits', { Waiting: ['A'] }],
    ['is pending', { Pending: ['A-2'] }],
  ])('goes on when somebody put in an image that %s', (_, more) => {
    const state = readResults({ ...announcing, ...more }, stranger);
    expect(state.status).toBe('running');
    expect(state).not.toHaveProperty('endedAt');
  });
});

test('results that are none are refused by field', () => {
  const results = { Pending: [], Waiting: [], Success: [], CycleCount: 'many' };
  expect(() => readResults(results, stranger)).toThrow(InvalidStateError);
  expect(() => readResults(results, stranger)).toThrow('Results: CycleCount is "many"');
});

test('results of the original are a running campaign that began now, its pending images without a source', () => {
  const results = { Pending: ['S', 'S'], Waiting: [], Success: [], CycleCount: 2 };
  const state = { ...newCampaign(stranger.id, stranger.startedAt), status: 'running', unresolved: ['S'] };
  expect(readResults(results, stranger)).toEqual({ ...state, checksWithoutProgress: 2 });
  expect(readResults({ ...results, Pending: [] }, stranger)).toEqual({
    ...state,
    unresolved: [],
    checksWithoutProgress: 2,
  });
});

test('a stop always has a cause in words: its code, when the store gave none', () => {
  const stopped = { code: 'unreachable' } as const;
  const state: CampaignState = {
    ...newCampaign('monthly', '2026-11-23T08:00:00.000Z'),
    status: 'stopped',
    stopped,
  };
  expect(toResults(state).Stopped).toEqual({ Code: 'unreachable', Detail: 'unreachable' });
});

test('details are cut, visibly, as far as it takes to fit', () => {
  const failed = (index: number): FailedImage => ({
    status: 'failed',
    source: `Image-${index}`,
    endedAt: '2026-11-23T08:00:00.000Z',
    reason: { code: 'update-failed', detail: 'x'.repeat(240) },
  });
  const full: CampaignState = {
    ...newCampaign('monthly', '2026-11-23T08:00:00.000Z'),
    images: Array.from({ length: 100 }, (_, index) => failed(index)),
  };
  const detail = (bytes: number) => toResultsWithin(full, bytes).Failed?.[0]?.Detail;
  expect(detail(100_000)).toBe('x'.repeat(240));
  expect(detail(20_000)).toBe(`${'x'.repeat(59)}…`);
  expect(detail(12_000)).toBeUndefined();
  const whole = Buffer.byteLength(JSON.stringify(toResults(full)));
  expect([detail(whole)?.length, detail(whole - 1)?.length]).toEqual([240, 60]);
  const fits: CampaignState = {
    ...full,
    images: [{ ...failed(1), reason: { code: 'invalid', detail: 'y'.repeat(60) } }],
  };
  expect(toResults(fits, 60).Failed).toMatchObject([{ Detail: 'y'.repeat(60) }]);
});
