import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import type { CampaignEvent } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { ManualClock, RecordingNotifier } from '@appstream-campaign/core/testing';
import {
  type CampaignResults,
  campaignPermissions,
  createCampaignHandler,
  featuresOf,
} from '@appstream-campaign/lambda-handler';
import { type Call, createSimulator, type ImageSpec } from '@appstream-campaign/simulator';
import { allowing, type Question, questionsOf } from '@appstream-campaign/test-support/iam-policy';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { expect, onTestFinished, test } from 'vitest';

// Images that find no room are given up after an hour, which keeps the test short.
const ENVIRONMENT = {
  CAMPAIGN_UPDATE_LIMIT_MINUTES: '120',
  CAMPAIGN_CHECK_MINUTES: '40',
  CAMPAIGN_PRUNE_KEEP: '1',
  CAMPAIGN_PRUNE_MIN_AGE_DAYS: '14',
  CAMPAIGN_SKIP_CURRENT: 'false',
};
const USED = ['C', 'D', 'E', 'F'];

/** Versions of a lineage, the oldest first and half a year old. */
const lineage = (name: string, count: number): readonly ImageSpec[] =>
  Array.from({ length: count }, (_, index): ImageSpec => {
    const nameOf = (at: number) => (at === 0 ? name : `${name}-v${at + 1}`);
    const from = index === 0 ? {} : { BaseName: name, UpdatedFrom: nameOf(index - 1), UpdateMinutes: '60' };
    const isNewest = index === count - 1;
    const state: Record<string, string> = isNewest
      ? { AutoUpdate: 'Enabled' }
      : { AutoUpdate: 'Completed', NextVersion: nameOf(index + 1) };
    return { name: nameOf(index), daysOld: 180 - index * 30, tags: { ...from, ...state } };
  });

/** An account at its quota of ten: six enrolled images, fleets on four, and what the function asks IAM for there. */
async function fullAccount() {
  const clock = new ManualClock('2026-11-28T08:00:00.000Z');
  const questions: Question[] = [];
  let before = new Map<string, Readonly<Record<string, string>>>();
  const simulator = await createSimulator({
    clock,
    images: ['A', 'B', ...USED].flatMap((name) => lineage(name, USED.includes(name) ? 1 : 3)),
    fleets: USED.map((name) => ({ name: `Fleet-${name}`, imageName: name })),
    quotas: { images: 10 },
    onCall: (call: Call) => {
      questions.push(...questionsOf(call, (image) => before.get(image) ?? {}));
      before = tagsNow();
    },
  });
  onTestFinished(() => simulator.close());
  const { world } = simulator;
  const tagsNow = () => new Map(world.images().map(({ name, tags }) => [name, tags]));
  before = tagsNow();
  const credentials = { accessKeyId: 'simulator', secretAccessKey: 'simulator' };
  const client = new AppStreamClient({ endpoint: simulator.url, region: 'us-east-1', credentials });
  const notifier = new RecordingNotifier();
  const events: CampaignEvent[] = [];
  const handler = createCampaignHandler({
    store: new AppStreamImageStore({ client }),
    inventory: { read: (among) => readInventory({ client, ...(among && { among }) }) },
    notifiers: [notifier],
    clock,
    logger: silentLogger,
    environment: ENVIRONMENT,
    onEvent: (event) => events.push(event),
  });
  /** A campaign as Step Functions runs it; each deletion has to be in the results that were saved last. */
  const run = async () => {
    events.length = 0;
    const Execution = { Name: `run-${clock.now().getTime()}`, StartTime: clock.now().toISOString() };
    let results: CampaignResults | 0 | undefined;
    while (results !== 0) {
      if (results?.NextCheckAt !== undefined) clock.advanceTo(new Date(results.NextCheckAt));
      const named = (results?.Campaign?.Deletions ?? []).flat();
      const there = world.images().map(({ name }) => name);
      results = JSON.parse(JSON.stringify(await handler({ Execution, Results: results }))) as typeof results;
      const left = new Set(world.images().map(({ name }) => name));
      expect(named).toEqual(expect.arrayContaining(there.filter((name) => !left.has(name))));
    }
  };
  const names = () => world.images().map(({ name }) => name);
  return { clock, world, run, names, notifier, events, questions };
}

test('an account at its quota with six enrolled images, fleets on four, updates some of them in each of three months', async () => {
  const { clock, world, run, names, notifier, events, questions } = await fullAccount();
  for (let month = 0; month < 3; month++) {
    await run();
    expect(events.filter(({ type }) => type === 'imageUpdated').length).toBeGreaterThan(0);
    expect(names()).toEqual(expect.arrayContaining(USED));
    expect(names().length).toBeLessThanOrEqual(10);
    clock.advance(30 * 24 * 60);
    world.publishUpdates();
  }
  const summaries = notifier.delivered.filter(({ type }) => type === 'campaignEnded');
  expect(summaries).toHaveLength(3);
  const [first] = summaries.map((summary) => renderMessage(summary).text.replace(/\s+/g, ' '));
  expect(first).toContain('Pruning deleted 4 images: A, B, A-v2, B-v2.');

  const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
  const statements = campaignPermissions({ ...place, ...featuresOf(ENVIRONMENT) });
  const used = new Set<string>();
  for (const question of questions) {
    const statement = allowing(statements, question);
    expect(statement, `${question.action} on ${question.resource}`).toBeDefined();
    used.add(`${statement?.sid} ${question.action}`);
  }
  const deleting = statements.filter(({ sid }) => sid.startsWith('Delete') || sid.startsWith('See'));
  const unshared = new Set(['SeeWhoUsesImages appstream:DescribeImagePermissions']);
  for (const { sid, actions } of deleting)
    for (const action of actions)
      if (!unshared.has(`${sid} ${action}`)) expect(used).toContain(`${sid} ${action}`);
});
