import {
  createSimulator,
  demoScenario,
  loadScenario,
  manualClock,
  ScenarioError,
  SimulatorUsageError,
} from '@appstream-campaign/simulator';
import { describe, expect } from 'vitest';
import { START, test } from './simulator-test.ts';

describe('a scenario', () => {
  test('from a file is what createSimulator takes', async () => {
    const text = `{
      "region": "eu-central-1",
      "account": "111122223333",
      "images": [
        { "name": "CAD", "createdAt": "2026-01-01T00:00:00Z", "tags": { "k": "v" }, "update": { "minutes": 5 } },
        { "name": "HR", "daysOld": 3 }
      ],
      "fleets": [{ "name": "Fleet", "imageName": "CAD" }],
      "quotas": { "images": 40 },
      "updates": { "minutes": { "median": 60, "sigma": 0 }, "seed": 3 },
      "faults": [{ "operation": "TagResource", "nth": 2, "fault": { "kind": "throttle" } }]
    }`;
    const simulator = await createSimulator({ ...loadScenario(JSON.parse(text)), clock: manualClock(START) });
    try {
      expect(simulator.world.image('CAD')).toMatchObject({
        arn: 'arn:aws:appstream:eu-central-1:111122223333:image/CAD',
        createdAt: new Date('2026-01-01T00:00:00Z'),
        tags: { k: 'v' },
      });
      expect(simulator.world.image('HR')?.createdAt).toEqual(new Date('2026-11-20T08:00:00Z'));
      expect(simulator.world.fleet('Fleet')?.imageName).toBe('CAD');
    } finally {
      await simulator.close();
    }
  });

  const wrong: [what: string, scenario: unknown, message: RegExp][] = [
    [
      'an unknown key',
      { images: [{ name: 'A', speed: 3 }] },
      /images\.0\.speed is not a key that is known here/,
    ],
    ['a missing name', { images: [{}] }, /images\.0\.name is missing/],
    ['a bad name', { images: [{ name: 'a b' }] }, /images\.0\.name is not a name of 1 to 101 letters/],
    ['a bad number', { quotas: { images: -1 } }, /quotas\.images must be >=0, not -1/],
    ['a bad date', { images: [{ name: 'A', createdAt: 'soon' }] }, /images\.0\.createdAt/],
    ['a bad choice', { unknownNames: 'guess' }, /unknownNames must be \("fail" \| "omit"\), not "guess"/],
    [
      'bad minutes',
      { updates: { minutes: 'long' } },
      /updates\.minutes is neither minutes nor {median, sigma}/,
    ],
    ['an unknown fault', { faults: [{ operation: '*', fault: { kind: 'fire' } }] }, /faults\.0\.fault\.kind/],
    ['no object', 7, /must be Object, not 7/],
  ];
  for (const [what, scenario, message] of wrong) {
    test(`with ${what} is refused by name`, () => {
      expect(() => loadScenario(scenario)).toThrow(ScenarioError);
      expect(() => loadScenario(scenario)).toThrow(message);
    });
  }
});

describe('createSimulator and its world refuse', () => {
  test('unknown options', async () => {
    const options = { port: 0, tagLag: 3 };
    await expect(createSimulator(options)).rejects.toThrow(SimulatorUsageError);
    await expect(createSimulator(options)).rejects.toThrow(/tagLag is not a key that is known here/);
  });

  test('a port out of range, or taken', async ({ start }) => {
    await expect(createSimulator({ port: 70_000 })).rejects.toThrow(/from 0 to 65535, not 70000/);
    const { simulator } = await start();
    const port = Number(new URL(simulator.url).port);
    await expect(createSimulator({ port })).rejects.toThrow(new RegExp(`can't listen on port ${port}`));
  });

  test('names that are taken or unknown', async ({ start }) => {
    const { world } = (await start({ images: [{ name: 'A' }] })).simulator;
    expect(() => world.addImage({ name: 'A' })).toThrow(/already an image "A" in us-east-1/);
    expect(() => world.removeImage('B')).toThrow(/no image "B" in us-east-1/);
    expect(() => world.addFleet({ name: 'F', imageName: 'B' })).toThrow(/fleet "F" uses the image "B"/);
    const unknownQuota = { images: 3, imagesPerDay: 3 };
    expect(() => world.setQuotas(unknownQuota)).toThrow(/imagesPerDay is not a key/);
  });

  test('nothing that is a copy: changing a snapshot changes no world', async ({ start }) => {
    const { world } = (await start({ images: [{ name: 'A', tags: { k: 'v' } }] })).simulator;
    Object.assign(world.image('A')?.tags ?? {}, { k: 'changed' });
    expect(world.image('A')?.tags).toEqual({ k: 'v' });
  });
});

describe('the demo’s account', () => {
  test('is a dozen images, eight of which take part', async () => {
    const simulator = await createSimulator({ ...demoScenario, clock: manualClock(START) });
    const images = simulator.world.images();
    await simulator.close();
    expect(images).toHaveLength(12);
    expect(images.filter(({ tags }) => tags.AutoUpdate === 'Enabled')).toHaveLength(8);
    expect(images.filter(({ current }) => current)).toHaveLength(1);
    expect(Math.max(...images.map(({ name }) => name.length))).toBeGreaterThanOrEqual(96);
    expect(loadScenario(JSON.parse(JSON.stringify(demoScenario)))).toEqual(demoScenario);
  });
});
