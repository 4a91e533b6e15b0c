import type { CampaignEvent } from '@appstream-campaign/core';
import { type DriverUnderTest, SCENARIO_CAMPAIGN } from '@appstream-campaign/core/testing';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import { expect } from 'vitest';

const definition = await readDefinition(new URL('../state-machine.asl.json', import.meta.url));

/** The Lambda handler as the task of our state machine, over the simulator. */
export const stepFunctions: DriverUnderTest = {
  makeWorld: createSimulatorWorld,
  async drive({ options }, world, notifier) {
    const { batchSize, pacing, naming, skipCurrent, selector, attempts, deleteFailed } = options;
    const events: CampaignEvent[] = [];
    const list = (values: readonly string[] | undefined) => values?.join(',');
    const handler = createCampaignHandler({
      store: world.store,
      notifiers: [notifier],
      clock: world.clock,
      logger: silentLogger,
      onEvent: (event) => events.push(event),
      environment: {
        CAMPAIGN_PACING: pacing,
        CAMPAIGN_NAMING: naming,
        CAMPAIGN_SKIP_CURRENT: skipCurrent?.toString(),
        CAMPAIGN_ATTEMPTS: attempts?.toString(),
        CAMPAIGN_DELETE_FAILED: deleteFailed?.toString(),
        CAMPAIGN_INCLUDE: list(selector?.include),
        CAMPAIGN_EXCLUDE: list(selector?.exclude),
        CAMPAIGN_PLATFORMS: list(selector?.platforms),
      },
    });
    const execution = await execute(definition, batchSize === undefined ? {} : { BatchSize: batchSize }, {
      // Everything crosses the boundary as JSON, as it does in Step Functions.
      invoke: async (event) => JSON.parse(JSON.stringify(await handler(event))),
      waitUntil: (end) => world.clock.advanceTo(end),
      now: () => world.clock.now(),
      name: SCENARIO_CAMPAIGN,
    });
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(execution.states.at(-1)).toBe('Over');
    return events;
  },
};
