import type { PassEnded } from '@appstream-campaign/core/internal';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import {
  createPruneHandler,
  type PruneHandlerOptions,
  pruneFeaturesOf,
  prunePassPermissions,
} from '@appstream-campaign/lambda-handler/prune';
import type { Call, ImageSpec, OtherAccountScenario } from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { describe, expect, test } from 'vitest';
import { createCompany, HUB, spoke, target } from './targets.ts';

const TEST = '111111111111';
const DELETE = { CAMPAIGN_PRUNE_KEEP: '1', CAMPAIGN_PRUNE_DELETE: 'true' };
const PLACE = { invokedFunctionArn: `arn:aws:lambda:us-east-1:${HUB}:function:prune` };

/** Versions of a lineage, the oldest first and half a year old. */
const lineage = (name: string, count: number, region = 'us-east-1'): readonly ImageSpec[] =>
  Array.from({ length: count }, (_, index): ImageSpec => {
    const nameOf = (at: number) => (at === 0 ? name : `${name}-v${at + 1}`);
    const from = index === 0 ? {} : { BaseName: name, UpdatedFrom: nameOf(index - 1), UpdateMinutes: '60' };
    const state: Record<string, string> =
      index === count - 1
        ? { AutoUpdate: 'Enabled' }
        : { AutoUpdate: 'Completed', NextVersion: nameOf(index + 1) };
    return { name: nameOf(index), region, daysOld: 180 - index * 30, tags: { ...from, ...state } };
  });

async function pruning(
  options: Partial<PruneHandlerOptions> = {},
  {
    accounts = [],
    onCall,
  }: { accounts?: readonly OtherAccountScenario[]; onCall?: (call: Call) => void } = {},
) {
  const company = await createCompany(
    accounts,
    {},
    {
      images: [
        ...lineage('Desk', 4),
        ...lineage('Office', 2),
        { name: 'Alone', permissions: { '210987654321': { allowFleet: true, allowImageBuilder: false } } },
      ],
      fleets: [{ name: 'Floor', imageName: 'Desk-v2' }],
      ...(onCall === undefined ? {} : { onCall }),
    },
  );
  const lines: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  const write = (message: string, fields: Readonly<Record<string, unknown>>) =>
    void lines.push([message, fields]);
  const notifier = new RecordingNotifier();
  const handler = createPruneHandler({
    clock: company.clock,
    environment: DELETE,
    notifiers: [notifier],
    logger: { info: write, warn: write, error: write },
    ...options,
  });
  const images = (account = HUB, region = 'us-east-1') =>
    company.simulator
      .account(account)
      .images({ region })
      .map(({ name }) => name);
  return { ...company, handler, notifier, lines, images };
}

describe('the prune function', () => {
  test('is a dry run unless deletion is switched on, and tells what it would delete', async () => {
    const { handler, images, notifier, simulator } = await pruning({
      environment: { CAMPAIGN_PRUNE_KEEP: '1' },
    });
    const before = images();
    expect(await handler({}, PLACE)).toMatchObject({
      Deleted: ['Office', 'Desk-v3'],
      DryRun: true,
      Failed: [],
    });
    expect(images()).toEqual(before);
    expect(simulator.callsOf('DeleteImage')).toEqual([]);
    expect(notifier.delivered).toMatchObject([
      {
        type: 'passEnded',
        pass: 'prune',
        dryRun: true,
        place: { account: HUB, region: 'us-east-1' },
        targets: [
          { counts: { done: 2 }, done: [{ name: 'Office', code: 'superseded' }, { name: 'Desk-v3' }] },
        ],
      },
    ]);
  });

  test('logs what it will delete, deletes it and nothing that is used, and tells people', async () => {
    const order: string[] = [];
    const { handler, images, notifier, lines } = await pruning(
      {},
      { onCall: ({ operation }) => operation === 'DeleteImage' && order.push(`DeleteImage ${lines.length}`) },
    );
    const summary = await handler({}, PLACE);
    expect(summary).toEqual({ Deleted: ['Office', 'Desk-v3'], Kept: 4, Failed: [], DryRun: false });
    expect(images()).toEqual(['Desk', 'Desk-v2', 'Desk-v4', 'Office-v2', 'Alone']);
    expect(lines.map(([message]) => message)).toEqual([
      'pruneImagePlanned',
      'pruneImagePlanned',
      'prunePlan',
      'imageDeleted',
      'imageDeleted',
      'prunePass',
      'passEnded',
    ]);
    // The plan was in the log before the first deletion.
    expect(order).toEqual(['DeleteImage 3', 'DeleteImage 3']);
    const [told] = notifier.delivered as readonly PassEnded[];
    expect(told?.targets[0]?.held.map(({ name, code }) => [name, code])).toEqual([
      ['Desk', 'way-back'],
      ['Desk-v2', 'in-use'],
      ['Desk-v4', 'newest'],
      ['Office-v2', 'newest'],
    ]);
    expect(await handler({}, PLACE)).toMatchObject({ Deleted: [] });
    expect(notifier.delivered).toHaveLength(1);
  });

  test('only looks when the event says so, and deletes no more than it may in one pass', async () => {
    const { handler, images, notifier } = await pruning({
      environment: { ...DELETE, CAMPAIGN_PRUNE_MIN_AGE_DAYS: '0', CAMPAIGN_PRUNE_MAX_DELETIONS: '1' },
    });
    expect(await handler({ DryRun: true })).toMatchObject({ Deleted: ['Office'], DryRun: true });
    expect(images()).toContain('Office');
    expect(await handler({})).toMatchObject({ Deleted: ['Office'], DryRun: false });
    expect(notifier.delivered).toHaveLength(2);
    expect(await handler({})).toMatchObject({ Deleted: ['Desk-v3'] });
  });

  test('tells of what AppStream refused', async () => {
    const { handler, simulator, notifier } = await pruning();
    simulator.faults.add({ operation: 'DeleteImage', fault: { kind: 'access-denied' } });
    expect(await handler({})).toMatchObject({ Deleted: [], Failed: ['Office', 'Desk-v3'] });
    expect(notifier.delivered).toMatchObject([
      { targets: [{ failed: [{ name: 'Office' }, { name: 'Desk-v3' }] }] },
    ]);
  });

  test('fails where the images of its own account cannot be looked at', async () => {
    const { handler, simulator, notifier } = await pruning();
    simulator.faults.add({ operation: 'DescribeImages', fault: { kind: 'access-denied' } });
    await expect(handler({})).rejects.toMatchObject({ name: 'ImageStoreError' });
    expect(notifier.delivered).toEqual([]);
  });
});

describe('a pass of pruning with a Target', () => {
  const accounts = [spoke(TEST, { images: lineage('Lab', 2, 'eu-west-1') })];
  const Target = target(TEST, 'eu-west-1', { Name: 'test' });

  test('deletes in the account and Region of the target, and nowhere else', async () => {
    const { handler, images, notifier, simulator } = await pruning({}, { accounts });
    const own = images();
    expect(await handler({ Target })).toMatchObject({ Deleted: ['Lab'] });
    expect(images(TEST, 'eu-west-1')).toEqual(['Lab-v2']);
    expect(images()).toEqual(own);
    expect(simulator.callsOf('AssumeRole')).toHaveLength(1);
    expect(notifier.delivered).toMatchObject([
      { place: { account: TEST, accountName: 'test', region: 'eu-west-1' } },
    ]);
  });

  test('reports to a hub instead of telling people', async () => {
    const { handler, notifier } = await pruning({}, { accounts });
    expect((await handler({ Target, SummaryBytes: 1000 })).Report).toMatchObject({
      Counts: { Done: 1, Held: 1, Approvals: 0, Failed: 0 },
      News: true,
      DryRun: false,
      Done: [['Lab', 'superseded', expect.stringContaining('by Lab-v2')]],
      Held: [['Lab-v2', 'newest', null]],
    });
    expect((await handler({ Target, SummaryBytes: 1000 })).Report).toMatchObject({ News: false });
    expect(notifier.delivered).toEqual([]);
  });

  test('whose role cannot be assumed fails the call and is told, or is reported to a hub', async () => {
    const { handler, notifier } = await pruning({}, { accounts });
    const broken = { Target: { ...Target, ExternalId: 'other' } };
    await expect(handler(broken)).rejects.toThrow("its external id is the target's ExternalId");
    expect(notifier.delivered).toMatchObject([{ targets: [{ stopped: { code: 'access-denied' } }] }]);
    expect(await handler({ ...broken, SummaryBytes: 1000 })).toMatchObject({
      Report: { News: true, Stopped: { Code: 'access-denied' } },
    });
  });

  test('is refused when the handler has stores of its own', async () => {
    const { store } = await createMemoryWorld({ images: [] });
    const stores = {
      store,
      inventory: { read: async () => ({ images: [], users: [], shares: [], unseen: [] }) },
    };
    const { handler } = await pruning({ stores });
    await expect(handler({ Target })).rejects.toThrow('was given stores of its own');
    expect(await handler({})).toMatchObject({ Deleted: [] });
  });
});

test.each([
  [{ DryRun: false }, { CAMPAIGN_PRUNE_KEEP: '1' }, 'Event field DryRun is false, but this function deletes'],
  [{ Delete: true }, DELETE, 'Event field Delete is not known'],
  [{ Target: { Region: 'eu-west-1' } }, DELETE, 'Target.RoleArn is missing'],
  [{ ToAddress: 'it@example.com' }, DELETE, 'FromAddress is missing'],
  [{}, { CAMPAIGN_PRUNE_KEEP: '0' }, 'CAMPAIGN_PRUNE_KEEP is "0"'],
  [{}, { CAMPAIGN_PRUNE_DELETE: 'yes' }, 'CAMPAIGN_PRUNE_DELETE is "yes"'],
  [{}, { CAMPAIGN_PRUNE_KEPT: '3' }, 'CAMPAIGN_PRUNE_KEPT is not known'],
])('%j with %j is refused by name before anything is called', async (event, environment, message) => {
  const { handler, simulator } = await pruning({ environment });
  await expect(handler(event)).rejects.toThrow(message);
  expect(simulator.calls).toEqual([]);
});

describe('the role of the prune function', () => {
  const place = { partition: 'aws', region: 'us-east-1', account: HUB };

  test.each([
    ['that deletes', { ...DELETE, CAMPAIGN_PRUNE_MIN_AGE_DAYS: '0' }],
    ['that only looks', { CAMPAIGN_PRUNE_KEEP: '1' }],
  ])('%s is allowed what its calls ask for, and nothing else', async (_, environment) => {
    const questions: Question[] = [];
    const watching: { see?: (call: Call) => void } = {};
    const { handler, simulator } = await pruning({ environment }, { onCall: (call) => watching.see?.(call) });
    const tags = () => new Map(simulator.world.images().map((image) => [image.name, image.tags] as const));
    let before = tags();
    watching.see = (call) => {
      questions.push(...questionsOf(call, (name) => before.get(name) ?? {}));
      before = tags();
    };
    await handler({});
    const statements = prunePassPermissions({ ...place, ...pruneFeaturesOf(environment) });
    const used = questions.map((question) => [question, allowing(statements, question)] as const);
    expect(used.filter(([, statement]) => statement === undefined)).toEqual([]);
    const called = new Set(used.map(([{ action }, statement]) => `${statement?.sid} ${action}`));
    expect([...called].toSorted()).toEqual(
      statements.flatMap(({ sid, actions }) => actions.map((action) => `${sid} ${action}`)).toSorted(),
    );
  });
});
