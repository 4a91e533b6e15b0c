import type { CampaignEvent } from '@appstream-campaign/core';
import { RecordingNotifier, type WorldSetup } from '@appstream-campaign/core/testing';
import {
  type CampaignHandler,
  type CampaignHandlerOptions,
  type CampaignResults,
  createCampaignHandler,
} from '@appstream-campaign/lambda-handler';
import { onTestFinished } from 'vitest';
import { silentLogger } from './silent-logger.ts';
import { createSimulatorWorld, type SimulatorWorld } from './simulator-world.ts';

/** A handler over a simulated account, and what one wants to see of both. */
export interface HandlerWorld {
  readonly world: SimulatorWorld;
  readonly handler: CampaignHandler;
  readonly notifier: RecordingNotifier;
  readonly events: CampaignEvent[];
  /** Calls the handler again and again, moving the clock to its next check, until it has no further one. */
  finish(results?: CampaignResults | 0, input?: object): Promise<CampaignResults | 0>;
}

/** An image that is enrolled, with a tag of somebody else's beside. */
export const enrolled = (name: string, more: object = {}) => ({
  name,
  tags: { AutoUpdate: 'Enabled', Team: 'IT' },
  ...more,
});

/** Makes a handler over a simulated account; all of it is gone when the test is over. */
export async function createHandlerWorld(
  setup: WorldSetup,
  options: Partial<CampaignHandlerOptions> = {},
): Promise<HandlerWorld> {
  const world = await createSimulatorWorld(setup);
  onTestFinished(() => world.close());
  const notifier = new RecordingNotifier();
  const events: CampaignEvent[] = [];
  const handler = createCampaignHandler({
    store: world.store,
    notifiers: [notifier],
    clock: world.clock,
    logger: silentLogger,
    environment: {},
    onEvent: (event) => events.push(event),
    ...options,
  });
  return {
    world,
    handler,
    notifier,
    events,
    async finish(results, input = {}) {
      let last = results;
      for (let call = 0; call < 1000; call++) {
        if (last === 0) return 0;
        if (last !== undefined && last.NextCheckAt === undefined && call > 0) return last;
        if (last?.NextCheckAt !== undefined) world.clock.advanceTo(new Date(last.NextCheckAt));
        // Everything crosses the boundary as JSON, as it does in Step Functions.
        last = JSON.parse(JSON.stringify(await handler({ ...input, Results: last }))) as CampaignResults | 0;
      }
      throw new Error('The campaign did not end in 1,000 calls.');
    },
  };
}
