import { createSimulator, demoScenario } from '@appstream-campaign/simulator';

/** How many images the account may have: too few for a campaign, until old versions have gone. */
const QUOTA = 21;

/** Versions of an image that is not enrolled any more, the oldest first: the first two are superseded for long. */
const VERSIONS = [
  'Reception',
  'Reception-Updated-20260811',
  'Reception-Updated-20260908',
  'Reception-Updated-20261013',
];
const OLD = VERSIONS.map((name, index) => ({
  name,
  displayName: 'Reception',
  daysOld: [260, 112, 84, 49][index],
  tags: {
    AutoUpdate: index === VERSIONS.length - 1 ? 'Ignored' : 'Completed',
    ...(index === 0 ? {} : { BaseName: 'Reception', UpdatedFrom: VERSIONS[index - 1] }),
    ...(index === VERSIONS.length - 1 ? {} : { NextVersion: VERSIONS[index + 1] }),
  },
}));

/** The account of the simulator's own demo, with those versions, and so few places. */
const scenario = {
  ...demoScenario,
  quotas: { images: QUOTA },
  images: [...(demoScenario.images ?? []), ...OLD],
};

/**
 * Starts the simulated account. Who takes part is known beforehand, from the tags; so is how each update must end,
 * from how the scenario makes the image behave.
 *
 * @param {import('./demo-clock.mjs').DemoClock} clock
 */
export async function openAccount(clock) {
  const simulator = await createSimulator({ ...scenario, clock });
  const { images } = scenario;
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
    quota: QUOTA,
    /** Images that the account owns: these count. */
    owned: () =>
      simulator.world
        .images()
        .filter(({ visibility }) => visibility === 'PRIVATE')
        .map(({ name }) => name),
    /** Versions that nobody needs any more. */
    superseded: VERSIONS.slice(0, 2),
  };
}

/** @typedef {Awaited<ReturnType<typeof openAccount>>} Account */

/** @param {import('@appstream-campaign/simulator').UpdateBehaviour} update */
function expectedOutcome({ current, incompatible, notPermitted, outcome = 'available' }) {
  if (current) return 'skipped';
  if (incompatible || notPermitted || outcome !== 'available') return 'failed';
  return 'updated';
}
