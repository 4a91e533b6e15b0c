import assert from 'node:assert/strict';
import type { Notifier } from '../delivery/notifier.ts';
import { type Instant, minutesBetween, plusMinutes } from '../ports/instant.ts';
import { planRollout, rollout } from '../rollout/rollout.ts';
import type { RolloutParts } from '../rollout/rollout-parts.ts';
import { ANNOUNCED_TYPES } from '../state/announcements.ts';
import type { AnnouncedEvent } from '../state/events.ts';
import type { FleetWorld, MakeFleetWorld } from './fleet-world.ts';
import { WORLD_START } from './image-world.ts';
import { createMemoryFleets } from './memory-fleets.ts';
import { RecordingNotifier } from './recording-notifier.ts';
import type { RolloutScenario } from './rollout-scenario.ts';
import { ROLLOUT_SCENARIOS } from './rollout-scenario-table.ts';
import type { TestFunction } from './test-function.ts';

/** Whoever makes the passes of a rollout, and the world it does so in. */
export interface RolloutDriverUnderTest {
  readonly makeWorld: MakeFleetWorld;
  /** Makes one pass, at the world's own time. */
  pass(scenario: RolloutScenario, world: FleetWorld, notifier: Notifier): Promise<void>;
}

/** The plainest driver: a pass over the stores of the world. */
export async function passLocally(
  scenario: RolloutScenario,
  world: FleetWorld,
  notifier: Notifier,
): Promise<void> {
  const { failed } = await rollout({ ...partsOf(scenario, world), notifiers: [notifier] });
  assert.deepEqual(failed, []);
}

/**
 * Every rollout of the table, as a test of a driver: the same switches at the same times, the same tags, parameters,
 * shares and messages as a pass over fleets in memory comes to. Runs on any test runner.
 */
export function rolloutScenarios(test: TestFunction, driver: RolloutDriverUnderTest): void {
  for (const scenario of ROLLOUT_SCENARIOS) {
    test(`Rollout: ${scenario.name}`, async () => {
      const reference = await play(scenario, { makeWorld: createMemoryFleets, pass: passLocally });
      assert.deepEqual(await play(scenario, driver), reference);
    });
  }
}

async function play(scenario: RolloutScenario, { makeWorld, pass }: RolloutDriverUnderTest) {
  const world = await makeWorld(scenario.world);
  const { clock } = world.images;
  const { notifierFailures: failures = 0, passes, people = {} } = scenario;
  const notifier = new RecordingNotifier({ failures, events: ANNOUNCED_TYPES });
  const foreign = new Set(scenario.world.fleets.map(({ sharedImage }) => sharedImage));
  const switches: (readonly string[])[] = [];
  try {
    for (const hour of passes) {
      clock.advanceTo(new Date(plusMinutes(WORLD_START, hour * 60)));
      await people[hour]?.(world);
      const before = world.switches().length;
      await pass(scenario, world, notifier);
      const made = world.switches().slice(before);
      // What is done together is done in any order.
      switches.push(made.map(({ fleet, from, to }) => `${fleet} ${from} ${to}`).toSorted());
    }
    await check(scenario, world, notifier.delivered);
    return {
      switches,
      fleets: Object.fromEntries(world.seen()),
      tags: [...world.images.images()].flatMap(([name, { tags }]) =>
        foreign.has(name) ? [] : [[name, tags]],
      ),
      told: notifier.delivered.map(withoutPlace),
    };
  } finally {
    await world.close();
  }
}

/** An event as a driver that does not know its account has it: where the place is known, the id ends with it. */
function withoutPlace({ place, id, ...event }: AnnouncedEvent): object {
  const end = `/${place?.account}/${place?.region}`;
  return { ...event, id: id.endsWith(end) ? id.slice(0, -end.length) : id };
}

async function check(
  scenario: RolloutScenario,
  world: FleetWorld,
  delivered: readonly AnnouncedEvent[],
): Promise<void> {
  const { expected } = scenario;
  const images = Object.fromEntries([...world.seen()].map(([name, { image }]) => [name, image]));
  assert.deepEqual(images, expected.images);
  assert.deepEqual(delivered.map(shortly), expected.told);
  const { actions, holds } = await planRollout(partsOf(scenario, world));
  assert.deepEqual(actions, [], 'the last pass left something to do');
  const held = Object.fromEntries(holds.map(({ fleet, reason }) => [fleet, reason]));
  assert.deepEqual(held, expected.held);
  const { drained = {}, parameters = {}, shares = [] } = expected;
  for (const fleet of await world.fleets.list()) {
    const sessions = await world.fleets.sessions(fleet);
    const out = new Set(sessions.flatMap(({ draining, instance }) => (draining ? [instance] : [])));
    assert.equal(out.size, drained[fleet.name] ?? 0, `drained instances of ${fleet.name}`);
  }
  const published = await world.parameters.read(Object.keys(parameters));
  assert.deepEqual(Object.fromEntries(published), parameters);
  const newest = [...world.images.images().keys()].at(-1) ?? '';
  const shared = await world.sharing.sharesOf([newest]);
  assert.deepEqual(
    shared.map(({ account }) => account),
    shares,
  );
}

function partsOf(
  { policy }: RolloutScenario,
  { fleets: store, images, alarms, parameters, sharing }: FleetWorld,
): RolloutParts {
  const { store: imageStore, clock } = images;
  return { store, images: imageStore, clock, policy, alarms, parameters, sharing };
}

const hoursOf = (at: Instant) => `${Math.floor(minutesBetween(WORLD_START, at) / 60)}h`;

function shortly(event: AnnouncedEvent): string {
  switch (event.type) {
    case 'fleetSwitched':
    case 'fleetRolledBack':
      return `${hoursOf(event.at)} ${event.type} ${event.fleet} ${event.to}`;
    case 'approvalWanted':
      return `${hoursOf(event.at)} ${event.type} ${event.image} ${event.ring}`;
    case 'versionHeld':
      return `${hoursOf(event.at)} ${event.type} ${event.image}`;
    default:
      return `${hoursOf(event.at)} ${event.type}`;
  }
}
