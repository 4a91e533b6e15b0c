import { ImageStoreError } from '@appstream-campaign/core';
import {
  createRolloutHandler,
  InvalidEnvironmentError,
  InvalidEventError,
  RolloutStoppedError,
} from '@appstream-campaign/lambda-handler/rollout';
import { describe, expect, test } from 'vitest';
import { fleet, rolloutAccount, version, versionSpec } from './rollout-account.ts';

const RINGS = { CAMPAIGN_ROLLOUT_RINGS: 'test:24h,production:approval' };
const SETUP = {
  images: [versionSpec(1), versionSpec(2)],
  fleets: [fleet('Lab', 'test'), fleet('Office', 'production')],
};

function logger() {
  const lines: (readonly [level: string, message: string, fields: object])[] = [];
  const at = (level: string) => (message: string, fields: object) =>
    void lines.push([level, message, fields]);
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

describe('the rollout function', () => {
  test('does one pass, tells, logs, and returns a summary; a second call does nothing more', async () => {
    const log = logger();
    const { handler, imageOf, told } = await rolloutAccount(SETUP, { environment: RINGS, logger: log });
    expect(await handler({})).toEqual({
      Switched: 1,
      RolledBack: 0,
      Drained: 0,
      Settled: 1,
      Held: { soaking: 1 },
      HeldVersions: [],
      Failed: 0,
      Skipped: 0,
      Untold: 0,
    });
    expect([imageOf('Lab'), imageOf('Office')]).toEqual([version(2), version(1)]);
    expect(log.lines.map(([level, message]) => [level, message])).toEqual([
      ['info', 'fleetSwitched'],
      ['info', 'rolloutPass'],
    ]);
    expect(await handler(undefined)).toMatchObject({ Switched: 0, Settled: 1, Held: { soaking: 1 } });
    expect(told()).toEqual(['fleetSwitched Lab Desk-2']);
  });

  test('only looks in a dry run', async () => {
    const log = logger();
    const { handler, imageOf, simulator } = await rolloutAccount(SETUP, { environment: RINGS, logger: log });
    expect(await handler({ DryRun: true })).toMatchObject({ Switched: 1 });
    expect(imageOf('Lab')).toBe(version(1));
    expect(simulator.calls.filter(({ operation }) => /^(Update|Tag|Untag|Put)/.test(operation))).toEqual([]);
    expect(log.lines).toContainEqual([
      'info',
      'rolloutActionPlanned',
      { action: expect.objectContaining({ type: 'switch', fleet: 'Lab' }) },
    ]);
  });

  test('says in messages whose fleets they are, as its ARN and the environment say', async () => {
    const environment = { ...RINGS, CAMPAIGN_ACCOUNT_NAME: 'production' };
    const { handler, notifier } = await rolloutAccount(SETUP, { environment });
    await handler({}, { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:images' });
    expect(notifier.delivered[0]?.place).toEqual({
      account: '123456789012',
      accountName: 'production',
      region: 'eu-west-1',
    });
  });

  test('stops switching when its time is over, and the next call goes on', async () => {
    const fleets = Array.from({ length: 40 }, (_, index) => fleet(`Lab-${index}`, 'test'));
    const { handler, simulator } = await rolloutAccount({ ...SETUP, fleets }, { environment: RINGS });
    const switched = () => simulator.callsOf('UpdateFleet').length;
    // Half a minute for a call, of which fifteen seconds are over after the first switches.
    const getRemainingTimeInMillis = () => (switched() > 0 ? 5_000 : 100_000);
    const first = await handler({}, { getRemainingTimeInMillis });
    expect(first.Switched).toBeGreaterThan(0);
    expect(first.Switched).toBeLessThan(40);
    expect(first).toMatchObject({ Skipped: 40 - first.Switched, Failed: 0 });
    expect(await handler({})).toMatchObject({ Switched: 40 - first.Switched, Skipped: 0, Failed: 0 });
    expect(switched()).toBe(40);
  });

  test('publishes parameters and carries shares where it is told to', async () => {
    const shared = { permissions: { '210987654321': { allowFleet: true, allowImageBuilder: false } } };
    const { handler, simulator } = await rolloutAccount(
      { images: [versionSpec(1, shared), versionSpec(2)], fleets: [fleet('Lab', 'test')] },
      {
        environment: {
          CAMPAIGN_ROLLOUT_RINGS: 'test',
          CAMPAIGN_ROLLOUT_PUBLISH: 'both',
          CAMPAIGN_ROLLOUT_PARAMETER_PREFIX: '/desks',
          CAMPAIGN_ROLLOUT_SHARE: 'test',
        },
      },
    );
    await handler({});
    await handler({});
    expect(simulator.callsOf('PutParameter').map(({ request }) => [request.Name, request.Value])).toEqual([
      ['/desks/Desk/test', version(2)],
    ]);
    expect(simulator.callsOf('UpdateImagePermissions').map(({ request }) => request.Name)).toEqual([
      version(2),
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['an unknown variable', { CAMPAIGN_ROLLOUT_RING: 'test' }, 'CAMPAIGN_ROLLOUT_RING is not known'],
    ['a variable of the campaign', { CAMPAIGN_PACING: 'batch' }, 'CAMPAIGN_PACING is not known'],
    [
      'rings',
      { CAMPAIGN_ROLLOUT_RINGS: 'test:soon' },
      'CAMPAIGN_ROLLOUT_RINGS is "test:soon". Rollout option rings',
    ],
    ['empty rings', { CAMPAIGN_ROLLOUT_RINGS: '' }, 'CAMPAIGN_ROLLOUT_RINGS is ""'],
    ['rings in JSON', { CAMPAIGN_ROLLOUT_RINGS: '[{"name":"test"' }, 'begins as a list in JSON'],
    ['a key of a ring', { CAMPAIGN_ROLLOUT_RINGS: '[{"name":"a","soaking":"1h"}]' }, 'soaking'],
    ['onUnhealthy', { CAMPAIGN_ROLLOUT_ON_UNHEALTHY: 'panic' }, 'CAMPAIGN_ROLLOUT_ON_UNHEALTHY is "panic"'],
    ['publish', { CAMPAIGN_ROLLOUT_PUBLISH: 'mail' }, 'expected fleet, parameter or both'],
    ['a ring to share after', { CAMPAIGN_ROLLOUT_SHARE: 'nowhere' }, 'CAMPAIGN_ROLLOUT_SHARE is "nowhere"'],
    ['minutes', { CAMPAIGN_ROLLOUT_CAPACITY_MINUTES: 'many' }, 'CAMPAIGN_ROLLOUT_CAPACITY_MINUTES is "many"'],
    ['drains', { CAMPAIGN_ROLLOUT_DRAIN_AT_ONCE: 'all' }, 'CAMPAIGN_ROLLOUT_DRAIN_AT_ONCE is "all"'],
    ['hours', { CAMPAIGN_ROLLOUT_WATCH_HOURS: '9999' }, 'CAMPAIGN_ROLLOUT_WATCH_HOURS is "9999"'],
    ['a channel', { CAMPAIGN_TOPIC_ARN: 'topic' }, 'CAMPAIGN_TOPIC_ARN'],
  ])('refuses what is wrong in the environment before it calls anybody: %s', async (_, environment, part) => {
    const { handler, simulator } = await rolloutAccount(SETUP, { environment });
    const call = handler({});
    await expect(call).rejects.toThrow(InvalidEnvironmentError);
    await expect(call).rejects.toThrow(part);
    expect(simulator.calls).toEqual([]);
  });

  test.each<[unknown, string]>([
    [{ BatchSize: 5 }, 'BatchSize'],
    [{ version: '0', 'detail-type': 'Scheduled Event' }, 'version'],
    [{ ToAddress: 'a@example.com' }, 'FromAddress is missing'],
    [{ DryRun: 'yes' }, 'DryRun is "yes"'],
    ['now', 'expected an object'],
    [[], 'expected an object'],
  ])('refuses an event by the name of what is wrong: %j', async (event, part) => {
    const { handler, simulator } = await rolloutAccount(SETUP);
    const call = handler(event);
    await expect(call).rejects.toThrow(InvalidEventError);
    await expect(call).rejects.toThrow(part);
    expect(simulator.calls).toEqual([]);
  });

  test('refuses an option that is not known', () => {
    expect(() => createRolloutHandler({ ring: 'test' } as object)).toThrow(
      'Handler option ring is not known',
    );
  });

  test('fails, so that an alarm sees it, when it may not look or may not switch', async () => {
    const log = logger();
    const { handler, simulator, imageOf } = await rolloutAccount(SETUP, { environment: RINGS, logger: log });
    const denied = { kind: 'access-denied' } as const;
    simulator.faults.add({ operation: 'UpdateFleet', from: 1, to: 1, fault: denied });
    await expect(handler({})).rejects.toThrow(RolloutStoppedError);
    expect(log.lines.map(([, message]) => message)).toContain('rolloutActionFailed');
    await handler({});
    expect(imageOf('Lab')).toBe(version(2));
    simulator.faults.add({ operation: 'DescribeFleets', from: 1, fault: denied });
    await expect(handler({})).rejects.toThrow(ImageStoreError);
  });

  test('without anybody to tell, warns in the log and works', async () => {
    const log = logger();
    const { handlerWith, imageOf } = await rolloutAccount(SETUP, { environment: RINGS, logger: log });
    await handlerWith({ notifiers: [] })({});
    expect(imageOf('Lab')).toBe(version(2));
    expect(log.lines[0]?.slice(0, 2)).toEqual(['warn', expect.stringContaining('Nobody will be told')]);
  });
});
