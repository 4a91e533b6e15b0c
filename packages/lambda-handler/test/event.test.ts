import { InvalidEventError } from '@appstream-campaign/lambda-handler';
import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { describe, expect, test } from 'vitest';
import { recipientsOf } from '../src/event.ts';

const addresses = { ToAddress: 'admin@example.com', FromAddress: 'noreply@example.com' };
const original = { Pending: [], Waiting: [], Success: [], CycleCount: 0 };
const campaign = {
  Version: 1,
  Id: 'x',
  StartedAt: '2026-11-23T08:00:00.000Z',
  Status: 'running',
  LastProgressAt: '2026-11-23T08:00:00.000Z',
  Updating: [],
  Updated: [],
  Outbox: [],
};

const refused: readonly [name: string, event: unknown, field: string][] = [
  ['no event', undefined, 'The event is a undefined'],
  ['null', null, 'The event is null'],
  ['a list', [], 'The event is a list'],
  ['a string', 'BatchSize=5', 'The event is a string'],
  ['BatchSize 0', { BatchSize: 0 }, 'BatchSize is 0'],
  ['BatchSize -1', { BatchSize: -1 }, 'BatchSize is -1'],
  ['BatchSize 2.5', { BatchSize: 2.5 }, 'BatchSize is 2.5'],
  ['BatchSize "5"', { BatchSize: '5' }, 'BatchSize is "5"'],
  ['BatchSize null', { BatchSize: null }, 'BatchSize is null'],
  ['BatchSize 1001', { BatchSize: 1001 }, 'BatchSize is 1001'],
  ['only ToAddress', { ToAddress: addresses.ToAddress }, 'FromAddress is missing'],
  ['only FromAddress', { FromAddress: addresses.FromAddress }, 'ToAddress is missing'],
  ['an address that is none', { ...addresses, ToAddress: 'admin' }, 'ToAddress is "admin"'],
  ['an address with a line break', { ...addresses, ToAddress: 'a@b.de\nBcc: c@d.de' }, 'ToAddress is'],
  [
    'an address without an end',
    { ...addresses, ToAddress: 'admin@example.com;' },
    'ToAddress is "admin@example.com;"',
  ],
  ['a name without brackets', { ...addresses, ToAddress: 'Admin a@b.de' }, 'write "Name <a@b.de>"'],
  ['two senders', { ...addresses, FromAddress: 'a@b.de, c@d.de' }, 'expected one mail address'],
  ['51 recipients', { ...addresses, ToAddress: 'a@b.de,'.repeat(50).concat('a@b.de') }, 'at most 50'],
  [
    '51 recipients in a list',
    { ...addresses, ToAddress: Array(17).fill('a@b.de,c@d.de,e@f.de') },
    'at most 50',
  ],
  ['an empty address', { ...addresses, FromAddress: '' }, 'FromAddress is ""'],
  ['a list of addresses with none', { ...addresses, ToAddress: [] }, 'ToAddress is []'],
  ['a list of addresses with a wrong one', { ...addresses, ToAddress: ['a@b.de', 5] }, 'ToAddress.1 is 5'],
  ['Results as a string', { Results: 'x' }, 'Results is "x"'],
  ['Results 1', { Results: 1 }, 'Results is 1'],
  ['Results without Pending', { Results: { ...original, Pending: undefined } }, 'Results.Pending is missing'],
  ['Pending that is no list', { Results: { ...original, Pending: 'x' } }, 'Results.Pending is "x"'],
  ['Waiting with a number', { Results: { ...original, Waiting: [1] } }, 'Results.Waiting.0 is 1'],
  ['Waiting with a bad name', { Results: { ...original, Waiting: ['a b'] } }, 'Results.Waiting.0 is "a b"'],
  ['CycleCount "0"', { Results: { ...original, CycleCount: '0' } }, 'Results.CycleCount is "0"'],
  ['CycleCount -1', { Results: { ...original, CycleCount: -1 } }, 'Results.CycleCount is -1'],
  [
    'a next check at no time',
    { Results: { ...original, NextCheckAt: 'soon' } },
    'Results.NextCheckAt is "soon"',
  ],
  [
    'a version to come',
    { Results: { ...original, Campaign: { ...campaign, Version: 2 } } },
    'Campaign.Version is 2',
  ],
  [
    'a status of nobody',
    { Results: { ...original, Campaign: { ...campaign, Status: 'x' } } },
    'Campaign.Status is "x"',
  ],
  ['an execution without sense', { Execution: { StartTime: 'today' } }, 'Execution.StartTime is "today"'],
];

describe('a bad event is refused by field, before any AWS call', () => {
  for (const [name, event, field] of refused) {
    test(name, async () => {
      const { handler, world } = await createHandlerWorld({ images: [enrolled('One')] });
      const error: unknown = await handler(event).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidEventError);
      expect(String(error)).toContain(field);
      expect(world.simulator.calls).toEqual([]);
    });
  }
});

describe('who is to be told of an event that is wrong', () => {
  test.each<[what: string, event: object, told: object]>([
    ['those whom it names', { ...addresses, BatchSize: 0 }, addresses],
    [
      'several',
      { ...addresses, ToAddress: ['a@b.de', 'c@d.de'] },
      { ...addresses, ToAddress: ['a@b.de', 'c@d.de'] },
    ],
    ['nobody, when it names none', { BatchSize: 0 }, {}],
    ['nobody, when one address is none', { ...addresses, ToAddress: 'admin' }, {}],
  ])('%s', (_, event, told) => {
    expect(recipientsOf(event)).toEqual(told);
  });
});

test('addresses may have names, and be several in one text', async () => {
  const { handler } = await createHandlerWorld({ images: [] });
  const event = { FromAddress: '"Acme, Inc" <it@example.com>', ToAddress: 'Zürich IT <a@b.de>; c@d.de' };
  expect(await handler(event)).toBe(0);
});

test('BatchSize is 5 by default', async () => {
  const images = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => enrolled(name));
  const { handler } = await createHandlerWorld({ images });
  expect(await handler({})).toMatchObject({ Waiting: ['F'], Success: [], CycleCount: 0 });
});

test('a BatchSize above the quota is no error: the rest waits', async () => {
  const images = ['A', 'B', 'C'].map((name) => enrolled(name));
  const { handler } = await createHandlerWorld({ images, updateQuota: 2 });
  expect(await handler({ BatchSize: 50 })).toMatchObject({
    Pending: ['A-Updated-20261123', 'B-Updated-20261123'],
    Waiting: ['C'],
  });
});

test('keys that mean nothing are a warning that names them', async () => {
  const warnings: unknown[] = [];
  const logger = {
    info: () => {},
    error: () => {},
    warn: (_: string, fields: object) => warnings.push(fields),
  };
  const { handler } = await createHandlerWorld({ images: [] }, { logger });
  const known = { BatchSize: 2, ToAddress: 'a@b.de', FromAddress: 'a@b.de', Execution: {}, Results: null };
  await handler({ ...known, BatchSze: 2 });
  expect(warnings).toEqual([{ unknownKeys: ['BatchSze'] }]);
});

test('nobody to tell is a warning, not a failure', async () => {
  const warnings: string[] = [];
  const logger = { info: () => {}, error: () => {}, warn: (message: string) => warnings.push(message) };
  const { handler } = await createHandlerWorld({ images: [] }, { logger, notifiers: [] });
  expect(await handler({})).toBe(0);
  expect(warnings).toEqual([expect.stringContaining('Nobody will be told')]);
});

test('Results 0 is a campaign that was over: nothing starts', async () => {
  const { handler, world } = await createHandlerWorld({ images: [enrolled('One')] });
  expect(await handler({ Results: 0 })).toBe(0);
  expect(world.simulator.calls).toEqual([]);
});

test('a campaign without candidates is over at once', async () => {
  const { handler } = await createHandlerWorld({ images: [{ name: 'One' }] });
  expect(await handler({ Results: null })).toBe(0);
});

test.each<[what: string, event: object]>([
  ['the test event of the console', { key1: 'value1', key2: 'value2', key3: 'value3' }],
  ['an event of a schedule', { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event' }],
])('%s starts nothing, and says how to', async (_, event) => {
  const { handler, world } = await createHandlerWorld({
    images: [{ name: 'A', tags: { AutoUpdate: 'Enabled' } }],
  });
  await expect(handler(event)).rejects.toThrow(/none of the keys BatchSize, .*Nothing was started/);
  expect(world.simulator.calls).toEqual([]);
  // An empty event asks for the defaults.
  expect(await handler({})).toMatchObject({ Pending: ['A-Updated-20261123'] });
});
