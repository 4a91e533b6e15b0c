import { fleet, mark, markFleet, type RolloutScenario, version, versions } from './rollout-scenario.ts';

const ERROR = [{ code: 'IMAGE_NOT_FOUND', message: 'The image could not be found.' }];
const RINGS = 'test:24h,pilot:24h,production:approval';
const THREE = [fleet('Test', 'test'), fleet('Pilot', 'pilot'), fleet('Office', 'production')];
const every = (hours: number, until: number) =>
  Array.from({ length: until / hours + 1 }, (_, index) => index * hours);

/** Every rollout that every driver must bring to the same end, with the same messages. */
export const ROLLOUT_SCENARIOS: readonly RolloutScenario[] = [
  {
    name: 'ring by ring with an approval; a bad version is revoked, and fleets go back',
    world: {
      images: versions('Desk', 2),
      fleets: [...THREE, { name: 'Elsewhere', image: 'Desk', tags: { Team: 'Sales' } }],
    },
    policy: { rings: RINGS },
    passes: [...every(12, 72), 100, 101, 130, 160, 161],
    people: {
      60: (world) => mark(world, 'Desk-2', { RolloutApproved: 'production' }),
      100: (world) => world.images.add(version('Desk', 3)),
      160: (world) => mark(world, 'Desk-3', { Revoked: 'Printing fails' }),
    },
    expected: {
      images: { Test: 'Desk-2', Pilot: 'Desk-2', Office: 'Desk-2', Elsewhere: 'Desk' },
      told: [
        '0h fleetSwitched Test Desk-2',
        '24h fleetSwitched Pilot Desk-2',
        '48h approvalWanted Desk-2 production',
        '60h fleetSwitched Office Desk-2',
        '100h fleetSwitched Test Desk-3',
        '130h fleetSwitched Pilot Desk-3',
        '160h fleetRolledBack Pilot Desk-2',
        '160h fleetRolledBack Test Desk-2',
      ],
      held: {},
    },
  },
  {
    name: 'a version that makes a fleet unhealthy is held until a person releases it',
    world: { images: versions('Desk', 2), fleets: THREE },
    policy: { rings: 'test:6h,pilot,production' },
    passes: [0, 1, 2, 10, 11, 12],
    people: {
      1: (world) => world.setProblems('Test', ERROR),
      2: (world) => world.setProblems('Test', []),
      11: (world) => mark(world, 'Desk-2', { RolloutHeld: 'released' }),
    },
    expected: {
      images: { Test: 'Desk-2', Pilot: 'Desk-2', Office: 'Desk-2' },
      told: [
        '0h fleetSwitched Test Desk-2',
        '1h versionHeld Desk-2',
        '11h fleetSwitched Pilot Desk-2',
        '12h fleetSwitched Office Desk-2',
      ],
      held: {},
    },
  },
  {
    name: 'a version that makes a fleet unhealthy is taken back where the policy says so',
    world: { images: versions('Desk', 2), fleets: THREE },
    policy: { rings: 'test:6h,pilot,production', onUnhealthy: 'rollback' },
    passes: [0, 1, 2, 30],
    people: { 1: (world) => world.setProblems('Test', ERROR), 2: (world) => world.setProblems('Test', []) },
    expected: {
      images: { Test: 'Desk', Pilot: 'Desk', Office: 'Desk' },
      told: ['0h fleetSwitched Test Desk-2', '1h fleetRolledBack Test Desk', '1h versionHeld Desk-2'],
      held: { Test: 'version-held', Pilot: 'version-held', Office: 'version-held' },
    },
  },
  {
    name: 'a window, an alarm, and no more fleets at once than may be',
    world: {
      images: versions('Desk', 2),
      fleets: ['A', 'B', 'C'].map((name) => fleet(name, 'production')),
    },
    policy: {
      rings: [
        {
          ...{ name: 'production', maxAtOnce: 2, alarms: ['logons'] },
          window: { from: '20:00', to: '06:00', timeZone: 'Europe/Berlin' },
        },
      ],
    },
    // It is 9 o'clock in Berlin when it begins.
    passes: [0, 11, 12, 13, 15],
    people: {
      0: (world) => world.setAlarm('logons', 'ok'),
      11: (world) => world.setAlarm('logons', 'alarm'),
      12: (world) => world.setAlarm('logons', 'ok'),
    },
    expected: {
      images: { A: 'Desk-2', B: 'Desk-2', C: 'Desk-2' },
      told: ['12h fleetSwitched A Desk-2', '12h fleetSwitched B Desk-2', '15h fleetSwitched C Desk-2'],
      held: {},
    },
  },
  {
    name: 'fleets that can take no version now, or no part at all, are named and left',
    world: {
      images: [
        ...versions('Desk', 2),
        version('Linux', 1, { platform: 'WINDOWS_SERVER_2019' }),
        version('Linux', 2, { platform: 'WINDOWS_SERVER_2022' }),
        { name: 'Alone' },
      ],
      fleets: [
        fleet('Apps', 'test', { kind: 'elastic', image: undefined as never }),
        { name: 'Borrowed', sharedImage: 'Partner', tags: { ImageRing: 'test' } },
        fleet('Misspelt', 'tset'),
        fleet('Paused', 'test', { tags: { RolloutPaused: 'exam week' } }),
        fleet('Single', 'test', { image: 'Alone' }),
        fleet('Starting', 'test', { condition: 'changing' }),
        fleet('Windows', 'test', { image: 'Linux' }),
      ],
    },
    policy: { rings: 'test' },
    passes: [0, 1],
    expected: {
      images: {
        ...{ Apps: undefined, Borrowed: 'Partner', Misspelt: 'Desk', Paused: 'Desk', Single: 'Alone' },
        ...{ Starting: 'Desk', Windows: 'Linux' },
      },
      told: [],
      held: {
        ...{ Apps: 'elastic', Borrowed: 'image-not-owned', Misspelt: 'unknown-ring', Paused: 'fleet-paused' },
        ...{ Single: 'no-lineage', Starting: 'fleet-changing', Windows: 'needs-stop' },
      },
    },
  },
  {
    name: 'people stop, pause, retag, switch and delete fleets in the middle',
    world: {
      images: [
        ...versions('Desk', 3),
        version('Linux', 1, { platform: 'WINDOWS_SERVER_2019' }),
        version('Linux', 2, { platform: 'WINDOWS_SERVER_2022' }),
      ],
      fleets: [...THREE, fleet('Gone', 'pilot'), fleet('Windows', 'test', { image: 'Linux' })],
    },
    policy: { rings: 'test:2h,pilot:2h,production' },
    passes: every(1, 6),
    people: {
      1: (world) => {
        world.changeFleet('Windows', { condition: 'stopped' });
        world.removeFleet('Gone');
      },
      2: (world) => markFleet(world, 'Pilot', { RolloutPaused: '' }),
      // Somebody switches by hand; what is wanted is still the same.
      3: (world) => world.changeFleet('Test', { image: 'Desk-2' }),
      4: (world) => {
        mark(world, 'Desk-3', { Revoked: 'bad' });
        markFleet(world, 'Office', { ImageRing: 'test' });
      },
    },
    expected: {
      images: { Test: 'Desk-2', Pilot: 'Desk', Office: 'Desk-2', Windows: 'Linux-2' },
      told: [
        '0h fleetSwitched Test Desk-3',
        '1h fleetSwitched Windows Linux-2',
        '3h fleetSwitched Test Desk-3',
        '4h fleetSwitched Office Desk-2',
        '4h fleetRolledBack Test Desk-2',
      ],
      held: { Pilot: 'fleet-paused' },
    },
  },
  {
    name: 'code that manages fleets reads parameters, and accounts share the version that a ring has proven',
    world: { images: versions('Desk', 2), fleets: [fleet('Test', 'test'), fleet('Office', 'production')] },
    policy: { rings: 'test:6h,production', publish: 'both', share: { afterRing: 'test' } },
    passes: [0, 3, 6, 7],
    people: {
      0: (world) =>
        world.sharing.share({ image: 'Desk', account: '210987654321', fleets: true, imageBuilders: false }),
    },
    expected: {
      images: { Test: 'Desk-2', Office: 'Desk-2' },
      told: ['0h fleetSwitched Test Desk-2', '6h fleetSwitched Office Desk-2'],
      held: {},
      parameters: { '/appstream-images/Desk/test': 'Desk-2', '/appstream-images/Desk/production': 'Desk-2' },
      shares: ['210987654321'],
    },
  },
  {
    name: 'parameters alone: fleets are for their code to switch',
    world: { images: versions('Desk', 2), fleets: [fleet('Test', 'test'), fleet('Office', 'production')] },
    policy: { rings: 'test:6h,production', publish: 'parameter' },
    passes: [0, 1, 2, 10],
    people: { 1: (world) => world.changeFleet('Test', { image: 'Desk-2' }) },
    expected: {
      images: { Test: 'Desk-2', Office: 'Desk' },
      told: ['1h fleetSwitched Test Desk-2'],
      held: { Office: 'switched-by-code' },
      parameters: { '/appstream-images/Desk/test': 'Desk-2', '/appstream-images/Desk/production': 'Desk-2' },
    },
  },
  {
    name: 'instances that sessions keep from the new image are drained, one after the other',
    world: {
      images: versions('Desk', 2),
      fleets: [fleet('Office', 'production', { sessionsPerInstance: 2, instances: 3 })],
    },
    policy: { rings: 'production', drainAtOnce: 1 },
    passes: [0, 1, 2, 3, 6],
    people: {
      // Two users on the first instance, one on the second.
      0: (world) => {
        for (const minutes of [600, 600, 150]) world.startSession('Office', minutes);
        world.images.clock.advance(1);
      },
    },
    expected: {
      images: { Office: 'Desk-2' },
      told: ['0h fleetSwitched Office Desk-2'],
      held: { Office: 'draining' },
      drained: { Office: 1 },
    },
  },
  {
    name: 'two lineages, and a notifier that is down for a while',
    world: {
      images: [...versions('Desk', 2), ...versions('Kiosk', 2)],
      fleets: [
        ...THREE,
        fleet('Lobby', 'pilot', { image: 'Kiosk' }),
        fleet('Shop', 'production', { image: 'Kiosk' }),
      ],
    },
    policy: { rings: 'test:24h,pilot:24h,production' },
    passes: every(12, 48),
    notifierFailures: 3,
    expected: {
      images: { Test: 'Desk-2', Pilot: 'Desk-2', Office: 'Desk-2', Lobby: 'Kiosk-2', Shop: 'Kiosk-2' },
      told: [
        '0h fleetSwitched Test Desk-2',
        '0h fleetSwitched Lobby Kiosk-2',
        '24h fleetSwitched Pilot Desk-2',
        '24h fleetSwitched Shop Kiosk-2',
        '48h fleetSwitched Office Desk-2',
      ],
      held: {},
    },
  },
];
