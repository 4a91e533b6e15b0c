import type { CampaignEvent } from '@appstream-campaign/core';
import { ManualClock, RecordingNotifier } from '@appstream-campaign/core/testing';
import { campaignPermissions, createCampaignHandler, featuresOf } from '@appstream-campaign/lambda-handler';
import {
  type Call,
  createSimulator,
  type FaultRule,
  type ImageSpec,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';

// A function that may not prune, with the clients that it makes itself.

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

/** Four versions of one lineage, of which pruning would delete the oldest two, and one that is shared. */
const IMAGES = [1, 2, 3, 4].map((number): ImageSpec => {
  const nameOf = (at: number) => (at === 1 ? 'Desk' : `Desk-${at}`);
  const made = number === 1 ? {} : { BaseName: 'Desk', UpdatedFrom: nameOf(number - 1), UpdateMinutes: '60' };
  const next =
    number === 4 ? { AutoUpdate: 'Enabled' } : { AutoUpdate: 'Completed', NextVersion: nameOf(number + 1) };
  return {
    ...{ name: nameOf(number), daysOld: 220 - number * 30, tags: { ...made, ...next } },
    ...(number === 3 ? { permissions: { '210987654321': {} } } : {}),
  };
});

/** A campaign to its end, what was told of it, and what it asked IAM for. */
async function campaignIn(options: SimulatorOptions, environment: Readonly<Record<string, string>> = {}) {
  const clock = new ManualClock('2026-11-28T08:00:00.000Z');
  const questions: Question[] = [];
  const order: string[] = [];
  const watching: { see?: (call: Call) => void } = {};
  const simulator = await createSimulator({
    images: IMAGES,
    fleets: [{ name: 'Office', imageName: 'Desk-4' }],
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
    if (call.operation === 'CreateUpdatedImage' && call.request.dryRun !== true) order.push('start');
    before = tags();
  };
  const warnings: string[] = [];
  const nothing = () => {};
  const events: CampaignEvent[] = [];
  const notifier = new RecordingNotifier();
  const heard = {
    name: 'people',
    async notify(event: Parameters<typeof notifier.notify>[0]) {
      order.push(event.type);
      await notifier.notify(event);
    },
  };
  const handler = createCampaignHandler({
    notifiers: [heard],
    clock,
    logger: { info: nothing, warn: (text) => warnings.push(text), error: nothing },
    // An image that finds no room is given up after an hour, which keeps the test short.
    environment: { CAMPAIGN_UPDATE_LIMIT_MINUTES: '120', ...environment },
    onEvent: (event) => events.push(event),
  });
  const Execution = { Name: 'run', StartTime: clock.now().toISOString() };
  let results: Awaited<ReturnType<typeof handler>> | undefined;
  while (results !== 0) {
    if (results?.NextCheckAt !== undefined) clock.advanceTo(new Date(results.NextCheckAt));
    results = JSON.parse(JSON.stringify(await handler({ Execution, Results: results })));
  }
  const told = events.find((event) => event.type === 'quotaTooSmall');
  return { told, order, warnings, questions, simulator };
}

const denied = (operation: string): FaultRule => ({ operation, fault: { kind: 'access-denied' } });

test('says which images could go before it starts, in the log and to people, and deletes none', async () => {
  const { told, order, warnings, simulator } = await campaignIn({ quotas: { images: 4 } });
  expect(told).toMatchObject({
    ...{ needed: 1, room: 0, quota: 4 },
    images: [
      { image: 'Desk', reason: 'superseded' },
      { image: 'Desk-2', reason: 'superseded' },
    ],
  });
  expect(order[0]).toBe('quotaTooSmall');
  expect(order).toContain('start');
  expect(order.filter((one) => one === 'quotaTooSmall')).toHaveLength(1);
  expect(warnings.filter((text) => text === 'quotaTooSmall')).toHaveLength(1);
  expect(simulator.callsOf('DeleteImage')).toEqual([]);
});

test('looks at fleets and sharing only where the quota does not hold it', async () => {
  const { told, simulator } = await campaignIn({ quotas: { images: 5 } });
  expect(told).toBeUndefined();
  expect(simulator.callsOf('DescribeFleets')).toEqual([]);
});

test('asks nobody for a quota that the environment says', async () => {
  const { told, simulator } = await campaignIn(
    { quotas: { images: 40 } },
    { CAMPAIGN_IMAGE_QUOTA: '4', CAMPAIGN_SKIP_CURRENT: 'false' },
  );
  expect(told).toMatchObject({ quota: 4 });
  expect(simulator.callsOf('GetServiceQuota')).toEqual([]);
});

test('with a role that may not see fleets it says so, names none, and goes on', async () => {
  const faults = [denied('DescribeFleets')];
  const { told, order } = await campaignIn({ quotas: { images: 4 }, faults });
  expect(told).toMatchObject({ images: [], unseen: expect.stringContaining('appstream:DescribeFleets') });
  expect(order.at(-1)).toBe('campaignEnded');
});

test('with a role that may not ask for the quota it updates all the same, and the log names the permission', async () => {
  const faults = [denied('GetServiceQuota')];
  const options = { quotas: { images: 40 }, faults };
  const { told, order, warnings } = await campaignIn(options, { CAMPAIGN_UPDATE_LIMIT_MINUTES: '720' });
  expect(told).toBeUndefined();
  expect(order).toEqual(['start', 'campaignEnded']);
  expect(warnings.join()).toMatch(/can't be read.*servicequotas:GetServiceQuota/);
});

test('its role allows what it calls for that', async () => {
  const { questions } = await campaignIn({ quotas: { images: 4 } });
  const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
  const statements = campaignPermissions({ ...place, ...featuresOf({}) });
  const asked = new Set(questions.map(({ action }) => action));
  for (const question of questions) {
    expect(allowing(statements, question), `${question.action} on ${question.resource}`).toBeDefined();
  }
  for (const action of ['DescribeFleets', 'DescribeImageBuilders', 'DescribeImagePermissions'])
    expect(asked).toContain(`appstream:${action}`);
  expect(asked).not.toContain('appstream:DeleteImage');
});
