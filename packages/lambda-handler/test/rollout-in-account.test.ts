import type { CrashTrigger } from '@appstream-campaign/core/testing';
import { sample } from '@appstream-campaign/test-support/sample';
import { describe, expect, test } from 'vitest';
import { fleet, rolloutAccount, version, versionSpec } from './rollout-account.ts';

// The function, as a schedule calls it every hour, over the simulator and HTTP.

const FLEETS = [
  fleet('Lab', 'test'),
  fleet('Pilot', 'pilot'),
  fleet('Office', 'production'),
  fleet('Branch', 'production'),
  fleet('Elsewhere', 'production', { tags: {} }),
];
const ENVIRONMENT = { CAMPAIGN_ROLLOUT_RINGS: 'test:24h,pilot:72h,production:approval' };
const MINUTE = 60_000;

describe('in the account', () => {
  test('a version whose instances never come up is held, told once, and goes to no further fleet', async () => {
    const bad = {
      fleetErrors: [{ code: 'FLEET_INSTANCE_PROVISIONING_FAILURE', message: 'It did not come up.' }],
    };
    const { hours, handler, imageOf, told, clock } = await rolloutAccount(
      { images: [versionSpec(1), versionSpec(2, bad)], fleets: FLEETS },
      { environment: { ...ENVIRONMENT, CAMPAIGN_ROLLOUT_ON_UNHEALTHY: 'rollback' } },
    );
    await hours(6);
    expect(imageOf('Lab')).toBe(version(1));
    expect(told()).toEqual(['fleetSwitched Lab Desk-2', 'fleetRolledBack Lab Desk', 'versionHeld Desk-2']);
    clock.advance(7 * 24 * 60);
    expect(await handler({})).toMatchObject({ Switched: 0, HeldVersions: [version(2)] });
    expect(imageOf('Pilot')).toBe(version(1));
  });
});

/** A process that dies before its call number `at`, or right after it took effect. */
function mortalAt(at: number, side: 'before' | 'after') {
  let calls = 0;
  let die: () => void = () => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => {});
  const mortal: Pick<CrashTrigger, 'call'> = {
    async call<T>(work: () => Promise<T>): Promise<T> {
      calls++;
      if (calls > at || (calls === at && side === 'before')) {
        die();
        return never;
      }
      const answer = await work();
      if (calls < at) return answer;
      die();
      return never;
    },
  };
  return { mortal: mortal as CrashTrigger, died };
}

describe('a function that is killed in the middle', () => {
  const setup = {
    images: [versionSpec(1), versionSpec(2)],
    fleets: [fleet('Lab', 'test'), fleet('Lab-2', 'test')],
  };

  const environment = { CAMPAIGN_ROLLOUT_RINGS: 'test' };

  test('at any call, on either side: the next call completes the pass, and a third does nothing', async () => {
    const whole = await rolloutAccount(setup, { environment });
    await whole.handler({});
    const points = whole.simulator.calls.flatMap((_, index) =>
      (['before', 'after'] as const).map((side) => ({ at: index + 1, side })),
    );
    expect(points.length).toBeGreaterThan(20);
    for (const { at, side } of sample(points, 12)) {
      const { handler, handlerWith, storesOf, imageOf, simulator, told, clock } = await rolloutAccount(
        setup,
        {
          environment,
        },
      );
      const { mortal, died } = mortalAt(at, side);
      await Promise.race([handlerWith({ stores: storesOf(mortal) })({}), died]);
      clock.advance(60);
      await handler({});
      const before = simulator.calls.length;
      const last = await handler({});
      const writes = simulator.calls
        .slice(before)
        .filter(({ operation }) => /^(Update|Tag|Untag)/.test(operation));
      expect([at, side, imageOf('Lab'), imageOf('Lab-2')]).toEqual([at, side, version(2), version(2)]);
      expect(writes).toEqual([]);
      expect(last).toMatchObject({ Switched: 0, Settled: 2 });
      // At least once: after a death in between, the same thing can be told again.
      expect(new Set(told().map((line) => line.split(' ')[1]))).toEqual(new Set(['Lab', 'Lab-2']));
    }
  });
});

test('instances are replaced in their time, as the account does it', async () => {
  const { hours, world, simulator } = await rolloutAccount(
    { images: [versionSpec(1), versionSpec(2)], fleets: [fleet('Lab', 'test', { replaceMinutes: 60 })] },
    { environment: { CAMPAIGN_ROLLOUT_RINGS: 'test' } },
  );
  await hours(3);
  expect(world.fleet('Lab')?.instances.map(({ imageName }) => imageName)).toEqual([version(2)]);
  expect(simulator.callsOf('UpdateFleet').map(({ at }) => at.getTime() % MINUTE)).toEqual([0]);
});
