import assert from 'node:assert/strict';
import { UpdateCampaign } from '../campaign/update-campaign.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { CampaignEnded, CampaignEvent } from '../state/events.ts';
import type { ImageWorld, MakeWorld } from './image-world.ts';
import { createMemoryWorld } from './memory-world.ts';
import { RecordingNotifier } from './recording-notifier.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import type { TestFunction } from './test-function.ts';

/** The id that scenarios give their campaigns. */
export const SCENARIO_CAMPAIGN = 'scenario';

/** A driver, and the world in which it runs a campaign. */
export interface DriverUnderTest {
  readonly makeWorld: MakeWorld;
  /**
   * Runs one campaign until it is at rest, in the world's own time, under the id {@link SCENARIO_CAMPAIGN}.
   * @returns every event, in order
   */
  drive(scenario: Scenario, world: ImageWorld, notifier: Notifier): Promise<readonly CampaignEvent[]>;
}

/** The simplest driver: the campaign's own loop. */
export async function driveLocally(
  scenario: Scenario,
  world: ImageWorld,
  notifier: Notifier,
): Promise<readonly CampaignEvent[]> {
  const { store, clock } = world;
  const campaign = new UpdateCampaign({
    ...scenario.options,
    store,
    clock,
    notifiers: [notifier],
    id: SCENARIO_CAMPAIGN,
  });
  const events: CampaignEvent[] = [];
  campaign.events.on('event', (event) => events.push(event));
  await campaign.run();
  return events;
}

/**
 * Every scenario, as a test of a driver: the same end and the same events, at the same times, as the local loop
 * has over images in memory. Runs on any test runner.
 */
export function campaignScenarios(test: TestFunction, driver: DriverUnderTest): void {
  for (const scenario of SCENARIOS) {
    test(`Scenario: ${scenario.name}`, async () => {
      const reference = await play(scenario, { makeWorld: createMemoryWorld, drive: driveLocally });
      const played = await play(scenario, driver);
      assert.deepEqual(played.events, reference.events);
      assert.deepEqual(played.images, reference.images);
      assert.deepEqual(played.messages, reference.messages);
    });
  }
}

async function play(scenario: Scenario, { makeWorld, drive }: DriverUnderTest) {
  const world = await makeWorld(scenario.world);
  const notifier = new RecordingNotifier({ failures: scenario.notifierFailures ?? 0 });
  try {
    scenario.interfere?.(world);
    const before = world.images();
    const events = await drive(scenario, world, notifier);
    checkOutcomes(scenario, events);
    checkTags(scenario, before, world);
    checkSlots(scenario, world);
    return {
      events: events.map(withoutStoreWords),
      images: Object.fromEntries(world.images()),
      messages: notifier.delivered.map(({ id }) => id),
    };
  } finally {
    await world.close();
  }
}

function checkOutcomes({ expected }: Scenario, events: readonly CampaignEvent[]): void {
  const ends = events.filter((event): event is CampaignEnded => event.type === 'campaignEnded');
  assert.equal(ends.length, 1, 'a campaign ends exactly once');
  const end = ends[0];
  assert.ok(end);
  const outcomes = {
    updated: Object.fromEntries(end.updated.map(({ source, successor }) => [source, successor])),
    failed: Object.fromEntries(end.failed.map(({ source, reason }) => [source, reason.code])),
    skipped: Object.fromEntries(end.skipped.map(({ source, reason }) => [source, reason.code])),
  };
  assert.deepEqual(outcomes, expected);
}

/** The tags say the same as the outcomes, and nothing else changed. */
function checkTags(
  { expected }: Scenario,
  before: ReturnType<ImageWorld['images']>,
  world: ImageWorld,
): void {
  const after = world.images();
  const successors = new Set(Object.values(expected.updated));
  for (const [source, successor] of Object.entries(expected.updated)) {
    const tags = before.get(source)?.tags ?? {};
    assert.deepEqual(after.get(source)?.tags, { ...tags, AutoUpdate: 'Completed', NextVersion: successor });
    const { condition, tags: { UpdateMinutes = '', ...made } = {} } = after.get(successor) ?? {};
    assert.equal(condition, 'available', successor);
    const wanted = { AutoUpdate: 'Enabled', BaseName: tags.BaseName ?? source, UpdatedFrom: source };
    assert.deepEqual(made, { ...tags, ...wanted });
    assert.match(UpdateMinutes, /^\d+$/);
  }
  for (const [name, { tags }] of before) {
    const changedExternally =
      expected.skipped[name] === 'gone' || expected.skipped[name] === 'no-longer-enrolled';
    if (name in expected.updated || successors.has(name) || changedExternally) continue;
    assert.deepEqual(after.get(name)?.tags, tags, `the tags of ${name} changed`);
  }
}

function checkSlots(scenario: Scenario, world: ImageWorld): void {
  const slots = Math.min(scenario.options.batchSize ?? 5, scenario.world.updateQuota ?? 5);
  // An update that never ends continues after its campaign has given it up, concurrently with the next one.
  const leftovers = scenario.world.images.filter(({ outcome }) => outcome === 'never').length;
  assert.ok(world.maxInProgress() <= slots + leftovers, `${world.maxInProgress()} updates at once`);
  const { attempts = 2 } = scenario.options;
  for (const { source } of world.updates()) {
    const times = world.updates().filter((update) => update.source === source).length;
    assert.ok(times <= attempts, `${source} was updated ${times} times`);
    const done = scenario.expected.updated[source];
    const again = world.updates().findLast((update) => update.source === source);
    assert.equal(
      again?.successor,
      done ?? again?.successor,
      `${source} was updated again after it succeeded`,
    );
  }
}

/** The texts of a store are its own; all else must be the same. */
/** Without a store's own messages, and without the place, which only some drivers know. */
function withoutStoreWords(event: CampaignEvent): unknown {
  const isOwn = (key: string) => key === 'detail' || key === 'place';
  return JSON.parse(JSON.stringify(event, (key, value) => (isOwn(key) ? undefined : value)));
}
