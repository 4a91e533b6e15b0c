import { createSimulator, demoScenario } from '@appstream-campaign/simulator';

/**
 * Starts the simulated account. Who takes part is known beforehand, from the tags; so is how each update must end,
 * from how the scenario makes the image behave.
 *
 * @param {import('./demo-clock.mjs').DemoClock} clock
 */
export async function openAccount(clock) {
  const simulator = await createSimulator({ ...demoScenario, clock });
  const images = demoScenario.images ?? [];
  const enrolled = images.filter(({ tags, owned }) => tags?.AutoUpdate === 'Enabled' && owned !== false);
  const tagsBefore = new Map(simulator.world.images().map(({ name, tags }) => [name, tags]));
  return {
    simulator,
    world: simulator.world,
    enrolled: enrolled.map(({ name }) => name),
    bystanders: images.filter((image) => !enrolled.includes(image)).map(({ name }) => name),
    /** @type {Map<string, 'updated' | 'failed' | 'skipped'>} */
    expected: new Map(enrolled.map(({ name, update = {} }) => [name, expectedOutcome(update)])),
    /** The tags of an image before the campaign. @param {string} name */
    tagsBefore: (name) => tagsBefore.get(name) ?? {},
  };
}

/** @typedef {Awaited<ReturnType<typeof openAccount>>} Account */

/** @param {import('@appstream-campaign/simulator').UpdateBehaviour} update */
function expectedOutcome({ current, incompatible, notPermitted, outcome = 'available' }) {
  if (current) return 'skipped';
  if (incompatible || notPermitted || outcome !== 'available') return 'failed';
  return 'updated';
}
