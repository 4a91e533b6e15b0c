import type { FleetRecord, RolloutOptions, RolloutWorld } from '@appstream-campaign/core/rollout';
import { describe, expect, test } from 'vitest';
import { decide, fleet, holdOf, hoursAgo, moves, versions, world } from './rollout-world.ts';

const LONG = { hours: 1000 };
const ill = { problems: [{ code: 'IMAGE_NOT_FOUND', message: 'Gone.' }] };
const onTwo = (name: string, ring: string, more: Partial<FleetRecord> = {}) =>
  fleet(name, ring, 'Desk-2', LONG, more);
/** Desk-3 in the first ring for so many hours; the others wait. */
const afterTest = (hours: number, tags = {}, more: Partial<FleetRecord> = {}) =>
  world(versions(3, { 'Desk-3': tags }), [
    fleet('T', 'test', 'Desk-3', { hours, previous: 'Desk-2' }, more),
    onTwo('P', 'pilot'),
    onTwo('Z', 'production'),
  ]);
const afterPilot = (hours: number, tags = {}, more: Partial<FleetRecord> = {}) =>
  world(versions(3, { 'Desk-3': tags }), [
    fleet('T', 'test', 'Desk-3', { hours: hours + 30, previous: 'Desk-2' }),
    fleet('P', 'pilot', 'Desk-3', { hours, previous: 'Desk-2' }, more),
    onTwo('Y', 'production'),
    onTwo('Z', 'production'),
  ]);

describe('forward', () => {
  test('the first ring gets the newest version at once, the others wait for it', () => {
    const seen = world(versions(3), [onTwo('T', 'test'), onTwo('P', 'pilot'), onTwo('Z', 'production')]);
    expect(moves(seen)).toEqual(['T: Desk-2 to Desk-3']);
    expect(holdOf(seen, 'P')).toMatchObject({
      wanted: 'Desk-3',
      reason: 'ring-behind',
      detail: 'fleet T of ring test has Desk-2',
    });
  });

  test('the second ring gets it when the first has had it for its soak', () => {
    expect(moves(afterTest(23))).toEqual([]);
    expect(holdOf(afterTest(23), 'P')).toMatchObject({
      reason: 'soaking',
      until: hoursAgo(-1),
      since: hoursAgo(1000),
    });
    expect(moves(afterTest(24))).toEqual(['P: Desk-2 to Desk-3']);
  });

  test('the last ring gets it when a person has approved it', () => {
    expect(holdOf(afterPilot(72), 'Z')).toMatchObject({ reason: 'approval', wanted: 'Desk-3' });
    expect(holdOf(afterPilot(71, { RolloutApproved: 'all' }), 'Z')?.reason).toBe('soaking');
    for (const RolloutApproved of ['all', 'production', 'pilot production']) {
      expect(moves(afterPilot(72, { RolloutApproved }))).toEqual([
        'Y: Desk-2 to Desk-3',
        'Z: Desk-2 to Desk-3',
      ]);
    }
    expect(moves(afterPilot(72, { RolloutApproved: 'pilot' }))).toEqual([]);
  });

  test('the soak counts from the last fleet of a ring', () => {
    const seen = afterTest(30);
    const late = fleet('T2', 'test', 'Desk-3', { hours: 2, previous: 'Desk-2' });
    expect(holdOf({ ...seen, fleets: [...seen.fleets, late] }, 'P')).toMatchObject({
      reason: 'soaking',
      until: hoursAgo(-22),
    });
  });

  test('rings without fleets of the lineage are passed over', () => {
    expect(moves(world(versions(3), [onTwo('P', 'pilot')]))).toEqual(['P: Desk-2 to Desk-3']);
  });

  test('a fleet that is as wanted is settled', () => {
    expect(decide(afterTest(2)).settled).toEqual([
      { fleet: 'T', ring: 'test', lineage: 'Desk', now: 'Desk-3', since: hoursAgo(2) },
    ]);
  });

  test('a version that is not available, or revoked, is none', () => {
    const unready = versions(3, {}, { 'Desk-3': { condition: 'in-progress' } });
    expect(moves(world(unready, [onTwo('T', 'test')]))).toEqual([]);
    expect(moves(world(versions(3, { 'Desk-3': { Revoked: 'bad' } }), [onTwo('T', 'test')]))).toEqual([]);
    expect(moves(world(versions(4, { 'Desk-4': { Revoked: '' } }), [onTwo('T', 'test')]))).toEqual([
      'T: Desk-2 to Desk-3',
    ]);
  });

  test('no more fleets than may be at once, the first by name, and the others when those are done', () => {
    const rings = [{ name: 'test', maxAtOnce: 2 }];
    const seen = world(versions(3), [
      fleet('A', 'test', 'Desk-3', { hours: 1, previous: 'Desk-2' }),
      ...['D', 'C', 'B'].map((name) => onTwo(name, 'test')),
    ]);
    expect(moves(seen, { rings })).toEqual(['B: Desk-2 to Desk-3']);
    expect(holdOf(seen, 'C', { rings })?.reason).toBe('later');
    expect(moves(seen, { rings, health: { capacityMinutes: 30 } })).toHaveLength(2);
  });

  test('what code manages is named', () => {
    const managed = (tags: Record<string, string>) =>
      decide(world(versions(3), [onTwo('T', 'test', { tags })])).actions[0];
    expect(managed({ 'aws:cloudformation:stack-name': 'desks' })).toMatchObject({
      managedBy: 'CloudFormation stack desks',
    });
    expect(managed({ ManagedBy: 'Terraform' })).toMatchObject({ managedBy: 'Terraform' });
    expect(managed({})).not.toHaveProperty('managedBy');
  });
});

describe('a fleet stays, and it is said why', () => {
  const nights: RolloutOptions = {
    rings: [{ name: 'test', window: { from: '22:00', to: '05:00' }, alarms: ['Logins'] }],
  };
  const quiet = new Map([['Logins', 'ok' as const]]);
  const one = (more: Partial<FleetRecord>, tags = {}, rest: Partial<RolloutWorld> = {}) =>
    world(versions(3, { 'Desk-3': tags }), [onTwo('T', 'test', more)], rest);
  const other = versions(
    3,
    {},
    { 'Desk-2': { platform: 'WINDOWS_SERVER_2019' }, 'Desk-3': { platform: 'WINDOWS_SERVER_2022' } },
  );

  test.each<[string, RolloutWorld, RolloutOptions?]>([
    ['fleet-paused', one({ tags: { RolloutPaused: '' } })],
    ['fleet-changing', one({ condition: 'changing', state: 'STARTING' })],
    ['fleet-unhealthy', one(ill)],
    ['needs-stop', world(other, [onTwo('T', 'test')])],
    ['elastic', world(versions(3), [fleet('T', 'test', '', undefined, { kind: 'elastic', image: '' })])],
    [
      'image-not-owned',
      world(versions(3), [fleet('T', 'test', 'arn:aws:appstream:eu-west-1:9:image/X', LONG)]),
    ],
    ['no-lineage', world(versions(1), [fleet('T', 'test', 'Desk', LONG)])],
    ['unknown-ring', world(versions(3), [onTwo('T', 'tset')])],
    [
      'not-enrolled',
      world(versions(3, { 'Desk-2': { Revoked: 'x' } }), [fleet('T', undefined, 'Desk-2', LONG)]),
    ],
    ['version-paused', one({}, { RolloutPaused: 'x' })],
    ['version-held', one({}, { RolloutHeld: 'fleet Q: no' })],
    ['window', one({}, {}, { alarms: quiet }), nights],
    ['alarm', one({}, {}, { alarms: new Map([['Logins', 'alarm']]) }), nights],
    ['alarm', one({}), nights],
    ['switched-by-code', one({}), { publish: 'parameter' }],
  ])('%s', (reason, seen, options) => {
    expect(moves(seen, options)).toEqual([]);
    expect(holdOf(seen, 'T', options)?.reason).toBe(reason);
  });

  test.each<[string, string, Partial<FleetRecord>]>([
    ['elastic, whatever image its store tells of', 'elastic', { kind: 'elastic' }],
    [
      'on an image of another account that has the name of an own one',
      'image-not-owned',
      { image: 'arn:aws:appstream:eu-west-1:210987654321:image/Desk-2' },
    ],
  ])('%s, and nothing is written on it either', (_, reason, more) => {
    for (const tags of [{}, { 'Desk-2': { Revoked: 'x' } }]) {
      const seen = world(versions(3, tags), [fleet('T', 'test', 'Desk-2', undefined, more)]);
      expect(decide(seen, { publish: 'both', drainAtOnce: 1, onUnhealthy: 'rollback' })).toMatchObject({
        ...{ actions: [], holds: [{ fleet: 'T', ring: 'test', reason }], settled: [] },
      });
    }
  });

  test('a paused version is named, also when no fleet waits for it', () => {
    const paused = { 'Desk-2': { RolloutPaused: '' }, 'Desk-3': { RolloutPaused: 'exam week' } };
    const seen = world(versions(3, paused), [fleet('T', 'test', 'Desk-3', LONG)]);
    const { settled, pausedVersions } = decide(seen);
    expect(settled).toMatchObject([{ fleet: 'T', now: 'Desk-3' }]);
    expect(pausedVersions.map(({ image }) => image)).toEqual(['Desk-2', 'Desk-3']);
  });

  test('a closed window tells when it opens', () => {
    expect(holdOf(one({}, {}, { alarms: quiet }), 'T', nights)?.until).toBe('2026-11-28T22:00:00.000Z');
  });

  test('a stopped fleet takes another operating system', () => {
    expect(moves(world(other, [onTwo('T', 'test', { condition: 'stopped' })]))).toEqual([
      'T: Desk-2 to Desk-3',
    ]);
  });

  test('a person releases a held version', () => {
    expect(moves(one({}, { RolloutHeld: 'released' }))).toEqual(['T: Desk-2 to Desk-3']);
  });
});

describe('back from a revoked version', () => {
  const three = (name: string, ring: string, previous = 'Desk-2', more: Partial<FleetRecord> = {}) =>
    fleet(name, ring, 'Desk-3', { hours: 50, previous }, more);
  const revoked = (fleets: readonly FleetRecord[], tags = {}) =>
    world(versions(3, { 'Desk-3': { Revoked: 'Printing fails' }, ...tags }), fleets);
  const never: RolloutOptions = {
    rings: [{ name: 'production', maxAtOnce: 1, window: { from: '22:00', to: '23:00' }, alarms: ['Gone'] }],
  };

  test('all at once, window or not, to what they had before', () => {
    const seen = revoked([three('Y', 'production'), three('Z', 'production', 'Desk')]);
    expect(moves(seen, never)).toEqual(['Y: Desk-3 back to Desk-2', 'Z: Desk-3 back to Desk']);
    expect(decide(seen).actions[0]).toMatchObject({ because: 'Printing fails' });
  });

  test('to the newest earlier one where that is revoked or gone', () => {
    expect(moves(revoked([three('Z', 'production')], { 'Desk-2': { Revoked: 'x' } }))).toEqual([
      'Z: Desk-3 back to Desk',
    ]);
    expect(moves(revoked([three('Z', 'production', 'Deleted')]))).toEqual(['Z: Desk-3 back to Desk-2']);
  });

  test('not to a held one while there is another', () => {
    expect(moves(revoked([three('Z', 'production')], { 'Desk-2': { RolloutHeld: 'x' } }))).toEqual([
      'Z: Desk-3 back to Desk',
    ]);
  });

  test('paused, unhealthy or in a ring that nobody knows all the same', () => {
    const fleets = [
      three('A', 'test', 'Desk-2', { tags: { RolloutPaused: '' } }),
      three('B', 'test', 'Desk-2', ill),
      three('C', 'tset'),
    ];
    expect(moves(revoked(fleets))).toHaveLength(3);
  });

  test('forward where a newer one has passed every gate', () => {
    const seen = world(versions(4, { 'Desk-3': { Revoked: 'x' } }), [
      three('A', 'test'),
      three('B', 'production'),
    ]);
    expect(moves(seen)).toEqual(['B: Desk-3 back to Desk-2', 'A: Desk-3 to Desk-4']);
  });

  test.each<[string, RolloutWorld]>([
    ['fleet-changing', revoked([three('Z', 'test', 'Desk-2', { condition: 'changing' })])],
    [
      'no-earlier-version',
      revoked([three('Z', 'test')], { 'Desk-2': { Revoked: '' }, Desk: { Revoked: '' } }),
    ],
  ])('not at all: %s', (reason, seen) => {
    expect(moves(seen)).toEqual([]);
    expect(holdOf(seen, 'Z')?.reason).toBe(reason);
  });
});

describe('health', () => {
  const held = (seen: RolloutWorld, options?: RolloutOptions) =>
    decide(seen, options).actions.flatMap((action) => (action.type === 'hold' ? [action.because] : []));

  test('errors after a switch hold the version for every other fleet', () => {
    const seen = afterPilot(10, { RolloutApproved: 'all' }, ill);
    expect(held(seen)).toEqual(['fleet P: IMAGE_NOT_FOUND Gone.']);
    expect(moves(seen)).toEqual([]);
    expect(holdOf(seen, 'Z')).toMatchObject({
      reason: 'version-held',
      detail: 'fleet P: IMAGE_NOT_FOUND Gone.',
    });
  });

  test('and, where the policy says so, all fleets go back', () => {
    expect(moves(afterPilot(10, {}, ill), { onUnhealthy: 'rollback' })).toEqual([
      'P: Desk-3 back to Desk-2',
      'T: Desk-3 back to Desk-2',
    ]);
    const tagged = afterPilot(1000, { RolloutHeld: 'fleet P: x' });
    expect(moves(tagged, { onUnhealthy: 'rollback' })).toHaveLength(2);
    expect(moves(tagged)).toEqual([]);
  });

  test('but for a paused one', () => {
    const seen = afterPilot(10, {}, { ...ill, tags: { RolloutPaused: '' } });
    expect(moves(seen, { onUnhealthy: 'rollback' })).toEqual(['T: Desk-3 back to Desk-2']);
  });

  const none = { capacity: { desired: 3, inUse: 1, available: 0 } };
  test.each<[string, RolloutWorld, number, RolloutOptions?]>([
    ['capacity that does not come back', afterTest(3, {}, none), 1],
    ['capacity that may still come', afterTest(1, {}, none), 0],
    [
      'capacity that is all in use',
      afterTest(3, {}, { capacity: { desired: 3, inUse: 3, available: 0 } }),
      0,
    ],
    ['a stopped fleet', afterTest(3, {}, { ...none, condition: 'stopped' }), 0],
    ['errors long after the switch', afterTest(100, {}, ill), 0],
    ['errors in a soak that is longer', afterPilot(60, {}, ill), 1],
    ['a version that a person has released', afterTest(3, { RolloutHeld: 'released' }, ill), 0],
    ['a version that is held already', afterTest(3, { RolloutHeld: 'fleet T: old' }, ill), 0],
    [
      'errors that remain after a rollback',
      world(versions(3), [fleet('T', 'test', 'Desk-2', { hours: 1, previous: 'Desk-3' }, ill)]),
      0,
    ],
    [
      'errors of a fleet that nobody switched',
      world(versions(3), [fleet('T', 'test', 'Desk-3', { hours: 1 }, ill)]),
      0,
    ],
    [
      'an alarm of the ring',
      { ...afterTest(3), alarms: new Map([['Logins', 'alarm']]) },
      1,
      { rings: [{ name: 'test', alarms: ['Logins'] }] },
    ],
  ])('%s', (_, seen, count, options) => {
    expect(held(seen, options)).toHaveLength(count);
  });

  test('errors of an earlier ring keep a version, whenever they come', () => {
    expect(holdOf(afterTest(100, {}, ill), 'P')?.reason).toBe('ring-unhealthy');
  });
});

describe('since when', () => {
  const notes = (...fleets: readonly FleetRecord[]) =>
    decide(world(versions(3), fleets)).actions.filter(({ type }) => type === 'note');

  test('is noted for a fleet that is seen first', () => {
    expect(notes(fleet('T', 'test', 'Desk-3', undefined))).toEqual([
      { type: 'note', fleet: 'T', ring: 'test', lineage: 'Desk', image: 'Desk-3' },
    ]);
  });

  test('is noted anew when somebody else has switched, with the version before', () => {
    const tags = { ImageSwitchedTo: 'Desk-2', ImageSwitchedAt: hoursAgo(9), PreviousImage: 'Desk' };
    expect(notes(fleet('T', 'test', 'Desk-3', undefined, { tags }))).toEqual([
      { type: 'note', fleet: 'T', ring: 'test', lineage: 'Desk', image: 'Desk-3', previous: 'Desk-2' },
    ]);
  });

  test('is not noted for a fleet that goes on at once, nor twice', () => {
    expect(notes(fleet('T', 'test', 'Desk-2', undefined), fleet('U', 'test', 'Desk-3', LONG))).toEqual([]);
  });

  test('holds the next ring for a whole soak where nobody knows', () => {
    const seen = world(versions(3), [fleet('T', 'test', 'Desk-3', undefined), onTwo('P', 'pilot')]);
    expect(holdOf(seen, 'P')).toMatchObject({ reason: 'soaking', until: hoursAgo(-24) });
  });
});

describe('parameters', () => {
  const published = (seen: RolloutWorld, options: RolloutOptions = { publish: 'parameter' }) =>
    decide(seen, options).actions.flatMap((action) =>
      action.type === 'publish' ? [`${action.parameter}=${action.image}`] : [],
    );
  const said = (pilot: string) =>
    new Map([
      ['/appstream-images/Desk/test', 'Desk-3'],
      ['/appstream-images/Desk/pilot', pilot],
      ['/appstream-images/Desk/production', 'Desk-2'],
    ]);

  test('say what is wanted for each lineage and ring, with the same gates', () => {
    expect(published(afterTest(2))).toEqual([
      '/appstream-images/Desk/pilot=Desk-2',
      '/appstream-images/Desk/test=Desk-3',
      '/appstream-images/Desk/production=Desk-2',
    ]);
    expect(published({ ...afterTest(24), parameters: said('Desk-2') })).toEqual([
      '/appstream-images/Desk/pilot=Desk-3',
    ]);
    expect(published({ ...afterTest(24), parameters: said('Desk-3') })).toEqual([]);
  });

  test('go back from a revoked version', () => {
    const seen = { ...afterTest(24, { Revoked: 'x' }), parameters: said('Desk-2') };
    expect(published(seen)).toEqual(['/appstream-images/Desk/test=Desk-2']);
  });

  test('go along with fleets that are switched', () => {
    const seen = { ...afterTest(24), parameters: said('Desk-2') };
    expect(published(seen, { publish: 'both' })).toHaveLength(1);
    expect(moves(seen, { publish: 'both' })).toEqual(['P: Desk-2 to Desk-3']);
    expect(published(seen, {})).toEqual([]);
  });
});

describe('sharing', () => {
  const share = { image: 'Desk-2', account: '210987654321', fleets: true, imageBuilders: false };
  const shared = (seen: RolloutWorld) =>
    decide(seen, { share: { afterRing: 'pilot' } }).actions.filter(({ type }) => type === 'share');

  test('goes from version to version when the ring has it', () => {
    const seen = { ...afterPilot(72), shares: [share] };
    expect(shared(seen)).toEqual([
      { type: 'share', lineage: 'Desk', image: 'Desk-3', shares: [{ ...share, image: 'Desk-3' }] },
    ]);
    expect(shared({ ...afterPilot(71), shares: [share] })).toEqual([]);
  });

  test('once: what people take back stays taken back', () => {
    expect(shared({ ...afterPilot(72, { RolloutTold: 'shared' }), shares: [share] })).toEqual([]);
  });
});
