import { type CampaignState, type Notifier, UpdateCampaign } from '@appstream-campaign/core';
import type { WorldSetup } from '@appstream-campaign/core/testing';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import {
  createSimulatorWorld,
  type Moment,
  type SimulatorWorld,
} from '@appstream-campaign/test-support/simulator-world';
import { onTestFinished } from 'vitest';

/** What was saved after a check, and the account, with its tags, as the check left it. */
export interface Saved<T> {
  readonly saved: T;
  readonly moment: Moment;
}

/** A campaign as a version of this repository left it after each of its checks. */
export interface Recorded {
  /** What the library saved: for the command line and for programs of one's own. */
  readonly states: readonly Saved<CampaignState>[];
  /** What the function answered: for executions of the state machine. */
  readonly results: readonly Saved<CampaignResults | 0>[];
}

/** One is updated, one at the second attempt, one never, one is current, one waits until the others are done. */
const SETUP: WorldSetup = {
  images: [
    { name: 'Ends-Well', tags: { AutoUpdate: 'Enabled' } },
    { name: 'Fails-Once', tags: { AutoUpdate: 'Enabled' }, failures: 1 },
    { name: 'Fails', tags: { AutoUpdate: 'Enabled' }, outcome: 'failed' },
    { name: 'Is-Current', tags: { AutoUpdate: 'Enabled' }, current: true },
    { name: 'Waits', tags: { AutoUpdate: 'Enabled' }, minutes: 120 },
  ],
};
const OPTIONS = { batchSize: 2, deleteFailed: true } as const;

/** People whose channel is out of order: what they have to hear stays in the outbox. */
const unreachable: Notifier = {
  name: 'people',
  notify: () => Promise.reject(new Error('The channel is out of order.')),
};

/** People who hear everything, and what they heard. */
export function listener(): Notifier & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    name: 'people',
    heard,
    notify: async (event) => {
      heard.push(event.type);
    },
  };
}

async function openWorld(from?: Moment): Promise<SimulatorWorld> {
  const world = await createSimulatorWorld(SETUP, from === undefined ? {} : { from });
  onTestFinished(() => world.close());
  return world;
}

/** The library, taken from a moment to the end of the campaign. */
export async function finishState(from?: Saved<CampaignState>, people = unreachable) {
  const world = await openWorld(from?.moment);
  const { store, clock } = world;
  const campaign = new UpdateCampaign({ ...OPTIONS, store, clock, notifiers: [people], id: 'upgrade' });
  const checks: Saved<CampaignState>[] = [];
  let state = from?.saved;
  do {
    if (state?.nextCheckAt !== undefined) clock.advanceTo(new Date(state.nextCheckAt));
    state = asJson(await campaign.advance(state));
    checks.push({ saved: state, moment: world.moment() });
  } while (state.nextCheckAt !== undefined);
  return { checks, end: state, world };
}

/** The function, called from a moment to the end of the campaign. */
export async function finishResults(from?: Saved<CampaignResults | 0>, people = unreachable) {
  const world = await openWorld(from?.moment);
  const { store, clock } = world;
  const handler = createCampaignHandler({
    store,
    clock,
    notifiers: [people],
    logger: silentLogger,
    environment: {},
  });
  const checks: Saved<CampaignResults | 0>[] = [];
  let results = from?.saved;
  for (;;) {
    if (results !== undefined && results !== 0 && results.NextCheckAt !== undefined)
      clock.advanceTo(new Date(results.NextCheckAt));
    results = asJson(await handler({ BatchSize: 2, Results: results }));
    checks.push({ saved: results, moment: world.moment() });
    if (results === 0 || results.NextCheckAt === undefined) return { checks, end: results, world };
  }
}

/** What it is after it was stored. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
