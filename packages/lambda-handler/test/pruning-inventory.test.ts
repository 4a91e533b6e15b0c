import type { CampaignEvent } from '@appstream-campaign/core';
import { ManualClock, RecordingNotifier } from '@appstream-campaign/core/testing';
import { campaignPermissions, createCampaignHandler, featuresOf } from '@appstream-campaign/lambda-handler';
import {
  type Call,
  createSimulator,
  type ImageSpec,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

// The inventory that the function opens itself, with the clients that it makes itself.

const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'simulator',
  AWS_SECRET_ACCESS_KEY: 'simulator',
};
const PRUNING = {
  CAMPAIGN_PRUNE_KEEP: '1',
  CAMPAIGN_PRUNE_MIN_AGE_DAYS: '14',
  CAMPAIGN_SKIP_CURRENT: 'false',
};

beforeEach(() => {
  Object.assign(process.env, VARIABLES);
});
afterEach(() => {
  for (const name of [...Object.keys(VARIABLES), 'AWS_ENDPOINT_URL']) delete process.env[name];
});

/** Four versions of one lineage, the oldest half a year old. */
const IMAGES = [1, 2, 3, 4].map((number): ImageSpec => {
  const nameOf = (at: number) => (at === 1 ? 'Desk' : `Desk-${at}`);
  const made = number === 1 ? {} : { BaseName: 'Desk', UpdatedFrom: nameOf(number - 1), UpdateMinutes: '60' };
  const next =
    number === 4 ? { AutoUpdate: 'Enabled' } : { AutoUpdate: 'Completed', NextVersion: nameOf(number + 1) };
  return { name: nameOf(number), daysOld: 220 - number * 30, tags: { ...made, ...next } };
});

/** A campaign to its end, in an account with these images and a quota, and what it asked IAM for. */
async function campaignIn(options: SimulatorOptions, environment: Readonly<Record<string, string>>) {
  const clock = new ManualClock('2026-11-28T08:00:00.000Z');
  const questions: Question[] = [];
  const watching: { see?: (call: Call) => void } = {};
  const simulator = await createSimulator({
    images: IMAGES,
    ...options,
    clock,
    onCall: (call) => watching.see?.(call),
  });
  onTestFinished(() => simulator.close());
  process.env.AWS_ENDPOINT_URL = simulator.url;
  const { world } = simulator;
  const tags = () => new Map([...world.images(), ...world.fleets()].map((one) => [one.name, one.tags]));
  let before = tags();
  watching.see = (call) => {
    questions.push(...questionsOf(call, (name) => before.get(name) ?? {}));
    before = tags();
  };
  const warnings: string[] = [];
  const nothing = () => {};
  const events: CampaignEvent[] = [];
  const handler = createCampaignHandler({
    notifiers: [new RecordingNotifier()],
    clock,
    logger: { info: nothing, warn: (text) => warnings.push(text), error: nothing },
    environment,
    onEvent: (event) => events.push(event),
  });
  const Execution = { Name: 'run', StartTime: clock.now().toISOString() };
  let results: Awaited<ReturnType<typeof handler>> | undefined;
  while (results !== 0) {
    if (results?.NextCheckAt !== undefined) clock.advanceTo(new Date(results.NextCheckAt));
    results = JSON.parse(JSON.stringify(await handler({ Execution, Results: results })));
  }
  const names = () => world.images().map(({ name }) => name);
  const [decided] = events.filter((event) => event.type === 'pruneDecided');
  return { names, warnings, questions, simulator, decided };
}

describe('what a rollout goes back to', () => {
  // The fleet went from the first version to the third by hand: the tag says so, not the order of versions.
  const fleets = [
    { name: 'Office', imageName: 'Desk-3', tags: { ImageRing: 'production', PreviousImage: 'Desk' } },
  ];
  const told = { ImageSwitchedTo: 'Desk-3', ImageSwitchedAt: '2026-11-01T00:00:00.000Z' };

  test('stays, however old it is', async () => {
    const tags = { ...fleets[0]?.tags, ...told };
    const office = { name: 'Office', imageName: 'Desk-3', tags };
    const after = await campaignIn({ fleets: [office] }, PRUNING);
    expect(after.names()).toEqual(expect.arrayContaining(['Desk', 'Desk-2', 'Desk-3']));
  });

  test('goes where no fleet takes part in a rollout', async () => {
    const after = await campaignIn({ fleets: [{ name: 'Office', imageName: 'Desk-3' }] }, PRUNING);
    expect(after.names()).not.toContain('Desk');
    expect(after.names()).toEqual(expect.arrayContaining(['Desk-2', 'Desk-3']));
  });
});

describe('the image quota', () => {
  test('is what Service Quotas says: a campaign that it holds makes no room first', async () => {
    const { decided, warnings } = await campaignIn({ quotas: { images: 40 } }, PRUNING);
    expect(decided).toMatchObject({ stage: 'after' });
    expect(warnings).toEqual([]);
    const full = await campaignIn({ quotas: { images: 4 } }, PRUNING);
    expect(full.decided).toMatchObject({ stage: 'before', needed: 1, room: 0 });
  });

  test('is ten where it may not be read, and the log says so', async () => {
    const faults = [{ operation: 'GetServiceQuota', fault: { kind: 'access-denied' as const } }];
    const { decided, warnings } = await campaignIn({ quotas: { images: 40 }, faults }, PRUNING);
    expect(decided).toMatchObject({ stage: 'after' });
    expect(warnings.join()).toMatch(/prunes takes 10, .*\. Say it in CAMPAIGN_IMAGE_QUOTA/);
  });

  test('keeps no image from its update where it is only supposed', async () => {
    const faults = [{ operation: 'GetServiceQuota', fault: { kind: 'access-denied' as const } }];
    // Ten images are there already, and the account may have forty.
    const images = Array.from(
      { length: 10 },
      (_, index): ImageSpec => ({ name: `Kiosk-${index}`, tags: index < 2 ? { AutoUpdate: 'Enabled' } : {} }),
    );
    const { names } = await campaignIn({ images, quotas: { images: 40 }, faults }, PRUNING);
    expect(names()).toEqual(expect.arrayContaining(['Kiosk-0-Updated-20261128', 'Kiosk-1-Updated-20261128']));
  });

  test('is what CAMPAIGN_IMAGE_QUOTA says, and nobody is asked', async () => {
    const { decided, simulator } = await campaignIn({}, { ...PRUNING, CAMPAIGN_IMAGE_QUOTA: '4' });
    expect(decided).toMatchObject({ stage: 'before', room: 0 });
    expect(simulator.callsOf('GetServiceQuota')).toEqual([]);
  });
});

test('the role of a function that prunes allows what it calls, the tags of fleets and the quota included', async () => {
  const office = { name: 'Office', imageName: 'Desk-4', tags: { ImageRing: 'production' } };
  const { questions } = await campaignIn({ fleets: [office], quotas: { images: 4 } }, PRUNING);
  const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
  const statements = campaignPermissions({ ...place, ...featuresOf(PRUNING) });
  for (const question of questions) {
    expect(allowing(statements, question), `${question.action} on ${question.resource}`).toBeDefined();
  }
  const asked = new Set(questions.map(({ action }) => action));
  for (const action of ['servicequotas:GetServiceQuota', 'appstream:DescribeFleets', 'appstream:DeleteImage'])
    expect(asked).toContain(action);
});
