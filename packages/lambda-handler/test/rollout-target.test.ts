import { ImageStoreError } from '@appstream-campaign/core';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { createRolloutHandler, type RolloutHandlerOptions } from '@appstream-campaign/lambda-handler/rollout';
import type { OtherAccountScenario } from '@appstream-campaign/simulator';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { describe, expect, test } from 'vitest';
import { fleet, version, versionSpec } from './rollout-account.ts';
import { createCompany, spoke, target } from './targets.ts';

const TEST = '111111111111';
const PRODUCTION = '222222222222';
const RINGS = { CAMPAIGN_ROLLOUT_RINGS: 'test:24h,production:approval' };
const BYTES = { SummaryBytes: 2000 };

const account = (id: string, region = 'us-east-1', more: Partial<OtherAccountScenario> = {}) =>
  spoke(id, {
    images: [versionSpec(1, { region }), versionSpec(2, { region })],
    fleets: [fleet('Lab', 'test', { region }), fleet('Office', 'production', { region })],
    ...more,
  });

async function rollouts(
  accounts: readonly OtherAccountScenario[],
  options: Partial<RolloutHandlerOptions> = {},
) {
  const company = await createCompany(accounts);
  const notifier = new RecordingNotifier();
  const handler = createRolloutHandler({
    clock: company.clock,
    environment: RINGS,
    notifiers: [notifier],
    logger: silentLogger,
    ...options,
  });
  const switched = () =>
    company.simulator
      .callsOf('UpdateFleet')
      .map(({ account: id, region, request }) => [id, region, request.Name]);
  return { ...company, handler, notifier, switched };
}

describe('a pass of a rollout with a Target', () => {
  test('switches fleets in the account and Region of the target, and nowhere else', async () => {
    const { handler, switched, notifier } = await rollouts([
      account(TEST, 'eu-west-1'),
      account(PRODUCTION, 'eu-west-1'),
    ]);
    const summary = await handler({ Target: target(TEST, 'eu-west-1', { Name: 'test' }) });
    expect(summary).toMatchObject({ Switched: 1, Held: { soaking: 1 } });
    expect(summary).not.toHaveProperty('Report');
    expect(switched()).toEqual([[TEST, 'eu-west-1', 'Lab']]);
    await handler({ Target: target(PRODUCTION, 'eu-west-1') });
    expect(switched()).toEqual([
      [TEST, 'eu-west-1', 'Lab'],
      [PRODUCTION, 'eu-west-1', 'Lab'],
    ]);
    expect(notifier.delivered).toEqual([]);
  });

  test('asks the own account for nothing but the session, once', async () => {
    const environment = { ...RINGS, CAMPAIGN_ROLLOUT_PUBLISH: 'both', CAMPAIGN_ROLLOUT_SHARE: 'test' };
    const { handler, simulator } = await rollouts([account(TEST)], { environment });
    await handler({ Target: target(TEST) });
    const [own, others] = [true, false].map((wanted) =>
      simulator.calls.filter(({ operation }) => (operation === 'AssumeRole') === wanted),
    );
    expect(own).toHaveLength(1);
    expect(new Set(others?.map(({ account: id }) => id))).toEqual(new Set([TEST]));
    expect(others?.map(({ operation }) => operation)).toContain('PutParameter');
  });

  test('reports to a hub instead of telling people, and only what is new counts as news', async () => {
    const { handler, notifier, clock, simulator } = await rollouts([account(TEST)]);
    const event = { Target: target(TEST), ...BYTES };
    expect((await handler(event)).Report).toEqual({
      Counts: { Done: 1, Held: 1, Approvals: 0, Failed: 0 },
      News: true,
      DryRun: false,
      Failed: [],
      Held: [['Office', 'soaking', expect.stringContaining(`for ${version(2)}`)]],
      Done: [['Lab', 'switched', `${version(1)} to ${version(2)}`]],
    });
    expect((await handler(event)).Report).toMatchObject({ Counts: { Done: 0, Held: 1 }, News: false });
    clock.advance(25 * 60);
    const waits = { Counts: { Approvals: 1 }, Held: [['Office', 'approval', expect.any(String)]] };
    expect((await handler(event)).Report).toMatchObject({ ...waits, News: true });
    expect((await handler(event)).Report).toMatchObject({ ...waits, News: false });
    expect(notifier.delivered).toEqual([]);
    expect(simulator.account(TEST).image(version(2))?.tags).toHaveProperty('RolloutTold');
  });

  test('keeps its report within the bytes that the hub has for it', async () => {
    const fleets = Array.from({ length: 60 }, (_, index) => fleet(`Laboratory-${index}`, 'production'));
    const { handler } = await rollouts([
      account(TEST, 'us-east-1', { fleets: [fleet('Lab', 'test'), ...fleets] }),
    ]);
    const { Report: report } = await handler({ Target: target(TEST), SummaryBytes: 500 });
    expect(JSON.stringify(report).length).toBeLessThanOrEqual(500);
    expect(report?.Counts).toMatchObject({ Done: 1, Held: 60 });
    expect(report?.Done).toHaveLength(1);
    expect(report?.Held.length).toBeGreaterThan(0);
    expect(report?.Held.length).toBeLessThan(20);
  });
});

describe('a role that cannot be assumed', () => {
  const broken = { Target: target(TEST, 'us-east-1', { ExternalId: 'other' }) };

  test('fails the call, and people are told what to do', async () => {
    const { handler, notifier } = await rollouts([account(TEST)]);
    await expect(handler(broken)).rejects.toThrow(ImageStoreError);
    await expect(handler(broken)).rejects.toThrow("its external id is the target's ExternalId");
    expect(notifier.delivered[0]).toMatchObject({
      type: 'passEnded',
      pass: 'rollout',
      place: { account: TEST, region: 'us-east-1' },
      targets: [{ stopped: { code: 'access-denied', detail: expect.stringContaining('AssumeRole') } }],
    });
  });

  test('is a line of the report for a hub', async () => {
    const { handler, notifier } = await rollouts([account(TEST)]);
    expect(await handler({ ...broken, ...BYTES })).toMatchObject({
      Report: {
        News: true,
        Stopped: { Code: 'access-denied', Detail: expect.stringContaining('AssumeRole') },
      },
    });
    expect(notifier.delivered).toEqual([]);
  });

  test('and a permission that is missing in the middle of a pass, too', async () => {
    const { handler, simulator } = await rollouts([account(TEST)]);
    simulator.faults.add({ operation: 'UpdateFleet', fault: { kind: 'access-denied' } });
    expect(await handler({ Target: target(TEST), ...BYTES })).toMatchObject({
      Report: { Counts: { Done: 0, Failed: 1 }, Stopped: { Code: 'run-failed' } },
    });
  });
});

test.each([
  [
    'a malformed target',
    { Target: { ...target(TEST), Region: 'eu-west-1a' } },
    'Target.Region is "eu-west-1a"',
  ],
  ['a misspelt key', { Target: { ...target(TEST), ExternalID: 'x' } }, 'Target.ExternalID is not known'],
  ['too little room', { SummaryBytes: 5 }, 'SummaryBytes is 5'],
])('%s is refused by name before anything is called', async (_, event, message) => {
  const { handler, simulator } = await rollouts([account(TEST)]);
  await expect(handler(event)).rejects.toThrow(message);
  expect(simulator.calls).toEqual([]);
});

test('a Target is refused when the handler has stores of its own', async () => {
  const { handler } = await rollouts([account(TEST)], { stores: {} as never });
  await expect(handler({ Target: target(TEST) })).rejects.toThrow('was given stores of its own');
});
