import { type RolloutScenario, rolloutScenarios } from '@appstream-campaign/core/testing';
import { createRolloutHandler } from '@appstream-campaign/lambda-handler/rollout';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { expect, test } from 'vitest';
import { createSimulatorFleets } from '../../aws-adapters/test/simulator-fleets.ts';

// The function as a schedule calls it, over the simulator and HTTP, with the policy in its environment.

function environmentOf({ policy }: RolloutScenario) {
  const { rings, onUnhealthy, publish, share, drainAtOnce } = policy;
  return {
    CAMPAIGN_ROLLOUT_RINGS: typeof rings === 'string' ? rings : JSON.stringify(rings),
    CAMPAIGN_ROLLOUT_ON_UNHEALTHY: onUnhealthy,
    CAMPAIGN_ROLLOUT_PUBLISH: publish,
    CAMPAIGN_ROLLOUT_SHARE: share?.afterRing,
    CAMPAIGN_ROLLOUT_DRAIN_AT_ONCE: drainAtOnce?.toString(),
  };
}

rolloutScenarios(test, {
  makeWorld: createSimulatorFleets,
  async pass(scenario, world, notifier) {
    const { fleets, images, alarms, parameters, sharing } = world;
    const handler = createRolloutHandler({
      stores: { store: fleets, images: images.store, alarms, parameters, sharing },
      notifiers: [notifier],
      clock: images.clock,
      logger: silentLogger,
      environment: environmentOf(scenario),
    });
    expect(await handler({})).toMatchObject({ Failed: 0, Skipped: 0 });
  },
});
