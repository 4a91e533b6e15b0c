import type { CampaignEvent } from '@appstream-campaign/core';
import { ManualClock } from '@appstream-campaign/core/testing';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { createSimulator, type ImageSpec } from '@appstream-campaign/simulator';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';

// The function with the clients that it makes itself, beneath the state machine that is deployed, over HTTP.

const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'simulator',
  AWS_SECRET_ACCESS_KEY: 'simulator',
};
beforeEach(() => {
  Object.assign(process.env, VARIABLES);
});
afterEach(() => {
  for (const name of [...Object.keys(VARIABLES), 'AWS_ENDPOINT_URL']) delete process.env[name];
});

const definition = await readDefinition(new URL('../state-machine.asl.json', import.meta.url));
const SIX = ['A', 'B', 'C', 'D', 'E', 'F'];
const USED = ['C', 'D', 'E', 'F'];

/** Four lineages with a version before the enrolled one, and two without: ten images, six of them enrolled. */
const images = SIX.flatMap((name, index): readonly ImageSpec[] => {
  const enrolled = { AutoUpdate: 'Enabled' };
  if (index >= 4) return [{ name, daysOld: 100, tags: enrolled }];
  const second = { ...enrolled, BaseName: name, UpdatedFrom: name, UpdateMinutes: '60' };
  return [
    { name, daysOld: 160, tags: { AutoUpdate: 'Completed', NextVersion: `${name}-v2` } },
    { name: `${name}-v2`, daysOld: 100, tags: second },
  ];
});
const fleets = USED.map((name) => ({
  name: `Fleet-${name}`,
  imageName: name < 'E' ? `${name}-v2` : name,
}));

test('an account at its quota of ten, six enrolled images, fleets on four: three months of executions, none stands still', async () => {
  const clock = new ManualClock('2026-11-02T22:00:00.000Z');
  const simulator = await createSimulator({ images, fleets, quotas: { images: 10 }, clock });
  onTestFinished(() => simulator.close());
  process.env.AWS_ENDPOINT_URL = simulator.url;
  const { world } = simulator;
  const names = () => world.images().map(({ name }) => name);
  expect(names()).toHaveLength(10);
  const events: CampaignEvent[] = [];
  const handler = createCampaignHandler({
    notifiers: [],
    clock,
    logger: silentLogger,
    environment: {
      CAMPAIGN_PRUNE_KEEP: '1',
      CAMPAIGN_PRUNE_MIN_AGE_DAYS: '14',
      CAMPAIGN_SKIP_CURRENT: 'false',
    },
    onEvent: (event) => events.push(event),
  });
  /** A call of the function: it deletes only what the results name that Step Functions has saved. */
  const invoke = async (event: unknown) => {
    const { Results } = event as { readonly Results?: CampaignResults };
    const named = (Results?.Campaign?.Deletions ?? []).flat();
    const before = names();
    const answer = await handler(event);
    const there = new Set(names());
    expect(named).toEqual(expect.arrayContaining(before.filter((name) => !there.has(name))));
    return JSON.parse(JSON.stringify(answer));
  };
  const inUse = () => world.fleets().map(({ imageName }) => imageName);
  for (let month = 1; month <= 3; month++) {
    events.length = 0;
    const execution = await execute(
      definition,
      { BatchSize: 5 },
      {
        ...{ invoke, now: () => clock.now(), name: `month-${month}` },
        waitUntil: (end) => clock.advanceTo(end),
      },
    );
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    const [end] = events.filter((event) => event.type === 'campaignEnded');
    expect(end?.updated.length, `updates of month ${month}`).toBeGreaterThan(0);
    expect(end?.failed).toEqual([]);
    expect(end?.pruning).toMatchObject({ stage: 'over', quota: 10, images: names().length });
    expect(names().length).toBeLessThanOrEqual(10);
    expect(names()).toEqual(expect.arrayContaining(inUse()));
    // Each lineage still has its newest version, and the way back of each fleet.
    for (const fleet of ['C', 'D']) expect(names()).toContain(fleet);
    clock.advance(30 * 24 * 60);
    world.publishUpdates();
  }
}, 60_000);
