import { ImageStoreError, NotifierError } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES } from '@appstream-campaign/core/messages';
import { countOldSessions, planRollout, rollout } from '@appstream-campaign/core/rollout';
import { describe, expect, test } from 'vitest';
import { account, shortly } from './rollout-account.ts';

const RINGS = { rings: 'test:24h,production:approval' };
const T = { name: 'T', image: 'Desk', tags: { ImageRing: 'test' } };
const Z = { name: 'Z', image: 'Desk', tags: { ImageRing: 'production' } };
const START = '2026-11-23T08:00:00.000Z';

test('a version goes from ring to ring, is revoked, and all fleets go back', async () => {
  const { pass, imageOf, tagsOf, tag, told, clock, world } = await account(2, [T, Z], RINGS);
  expect(shortly((await pass()).done)).toEqual(['note Z', 'switch T']);
  expect(tagsOf('T')).toMatchObject({
    PreviousImage: 'Desk',
    ImageSwitchedAt: START,
    ImageSwitchedTo: 'Desk-02',
  });
  clock.advance(1440);
  expect((await pass()).after.holds).toMatchObject([{ fleet: 'Z', reason: 'approval', wanted: 'Desk-02' }]);
  await pass();
  tag('Desk-02', { RolloutApproved: 'production' });
  expect(shortly((await pass()).done)).toEqual(['switch Z']);
  tag('Desk-02', { Revoked: 'Printing fails' });
  clock.advance(60);
  expect(shortly((await pass()).done)).toEqual(['rollback Z', 'rollback T']);
  expect([imageOf('T'), imageOf('Z')]).toEqual(['Desk', 'Desk']);
  expect((await pass()).done).toEqual([]);
  expect(world.switches()).toHaveLength(4);
  expect(told.map(({ id }) => id)).toEqual([
    `rollout/fleetSwitched/T/Desk-02/${START}`,
    'rollout/approvalWanted/Desk-02/production',
    'rollout/fleetSwitched/Z/Desk-02/2026-11-24T08:00:00.000Z',
    'rollout/fleetRolledBack/T/Desk/2026-11-24T09:00:00.000Z',
    'rollout/fleetRolledBack/Z/Desk/2026-11-24T09:00:00.000Z',
  ]);
  expect(told.at(-1)).toMatchObject({
    campaign: 'rollout/Desk',
    lineage: 'Desk',
    from: 'Desk-02',
    because: 'Printing fails',
  });
});

test('an unhealthy fleet holds its version, once told, until a person releases it', async () => {
  const { pass, imageOf, tag, told, clock, world } = await account(2, [T, Z], { rings: 'test,production' });
  await pass();
  world.setProblems('T', [{ code: 'IMAGE_NOT_FOUND', message: 'No "image"; gone' }]);
  clock.advance(60);
  expect(shortly((await pass()).done)).toEqual(['hold Desk-02']);
  expect(world.images.images().get('Desk-02')?.tags.RolloutHeld).toBe(
    'fleet T: IMAGE_NOT_FOUND No image gone',
  );
  world.setProblems('T', []);
  clock.advance(60);
  expect((await pass()).after.holds).toMatchObject([{ fleet: 'Z', reason: 'version-held' }]);
  expect(told.map(({ type }) => type)).toEqual(['fleetSwitched', 'versionHeld']);
  tag('Desk-02', { RolloutHeld: 'released' });
  await pass();
  expect(imageOf('Z')).toBe('Desk-02');
});

test('a plan and a dry run change nothing, and say what a pass then does', async () => {
  const { pass, parts, world } = await account(2, [T, Z], RINGS);
  const plan = await planRollout(parts);
  const dry = await pass({ dryRun: true });
  expect(dry.done).toEqual([]);
  expect(dry.decision).toEqual(plan);
  expect(world.switches()).toEqual([]);
  expect(world.seen().get('T')?.tags).toEqual(T.tags);
  expect((await pass()).done).toEqual(plan.actions);
});

test('a pass keeps to the fleets that it is told', async () => {
  const { pass, imageOf } = await account(2, [T, { ...T, name: 'U' }], RINGS);
  await pass({ only: ({ fleet }) => fleet === 'U' });
  expect([imageOf('T'), imageOf('U')]).toEqual(['Desk', 'Desk-02']);
});

test('more fleets than are looked at together are all switched', async () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ ...T, name: `T${index}` }));
  const { pass, world } = await account(2, many, RINGS);
  expect((await pass()).done).toHaveLength(50);
  expect(world.switches()).toHaveLength(50);
});

describe('people in the middle: the fleet stays, and it is said', () => {
  type Account = Awaited<ReturnType<typeof account>>;
  test.each<[what: string, reason: string, interfere: (account: Account) => void]>([
    [
      'the version is revoked',
      'something else is wanted now, or the fleet is gone',
      ({ tag }) => tag('Desk-02', { Revoked: 'x' }),
    ],
    ['the version is paused', 'version-paused', ({ tag }) => tag('Desk-02', { RolloutPaused: '' })],
    ['the version is deleted', 'no-lineage', ({ world }) => world.images.remove('Desk-02')],
    [
      'the fleet is paused',
      'fleet-paused',
      ({ world }) => world.changeFleet('T', { tags: { ...T.tags, RolloutPaused: '' } }),
    ],
    [
      'the fleet is starting',
      'fleet-changing',
      ({ world }) => world.changeFleet('T', { condition: 'changing' }),
    ],
    ['the fleet is deleted', 'the fleet is gone', ({ world }) => world.removeFleet('T')],
    ['the fleet leaves its ring', 'the fleet is gone', ({ world }) => world.changeFleet('T', { tags: {} })],
  ])('%s', async (_, reason, interfere) => {
    const made = await account(2, [T], RINGS);
    const { parts, world } = made;
    const store = {
      ...parts.store,
      describe: async (names: readonly string[]) => {
        interfere(made);
        return parts.store.describe(names);
      },
    };
    // Images are looked at again together with fleets; here a moment later.
    const images = {
      ...parts.images,
      list: () => parts.images.list(),
      retag: parts.images.retag,
      describe: async (...given: Parameters<typeof parts.images.describe>) => {
        await Promise.resolve();
        return parts.images.describe(...given);
      },
    };
    const { skipped } = await rollout({ ...parts, store, images });
    expect(skipped).toMatchObject([
      { action: { type: 'switch', fleet: 'T' }, reason: expect.stringContaining(reason) },
    ]);
    expect(world.switches()).toEqual([]);
  });
});

describe('an error of the store', () => {
  const failing = async (code: 'busy' | 'access-denied' | 'incompatible') => {
    const made = await account(2, [T, { ...T, name: 'U' }], RINGS);
    const store = {
      ...made.parts.store,
      setImage: async (...[fleet, image]: Parameters<typeof made.parts.store.setImage>) => {
        if (fleet.name === 'T') throw new ImageStoreError(code, 'UpdateFleet T: no.');
        await made.parts.store.setImage(fleet, image);
      },
    };
    return { ...made, result: await made.pass({ store }) };
  };

  test.each(['busy', 'incompatible'] as const)(
    '%s is for this fleet; the next pass tries again',
    async (code) => {
      const { result, imageOf, pass } = await failing(code);
      expect(result.failed).toMatchObject([{ action: { fleet: 'T' }, reason: 'UpdateFleet T: no.' }]);
      expect(result.stopped).toBeUndefined();
      expect([imageOf('T'), imageOf('U')]).toEqual(['Desk', 'Desk-02']);
      await pass();
      expect(imageOf('T')).toBe('Desk-02');
    },
  );

  test('that a person has to cure stops the pass', async () => {
    expect((await failing('access-denied')).result.stopped).toBe('UpdateFleet T: no.');
  });

  test('before anything was looked at rejects', async () => {
    const { pass, parts } = await account(2, [T], RINGS);
    const list = async () => {
      throw new ImageStoreError('busy', 'DescribeFleets: no.');
    };
    await expect(pass({ store: { ...parts.store, list } })).rejects.toThrow(ImageStoreError);
  });
});

describe('messages', () => {
  const broken = {
    name: 'mail',
    events: ANNOUNCED_TYPES,
    notify: async () => Promise.reject(new NotifierError('Mail: no.')),
  };

  test('that nobody takes are told by the next pass, with the same id', async () => {
    const { pass, told } = await account(2, [T], RINGS);
    const { events, undelivered } = await pass({ notifiers: [broken] });
    expect(undelivered).toMatchObject([{ notifier: 'mail', reason: 'Mail: no.' }]);
    await pass();
    expect(told).toEqual(events);
  });

  test('that one channel has taken are not told again for another one', async () => {
    const { pass, told, parts } = await account(2, [T], RINGS);
    await pass({ notifiers: [broken, ...(parts.notifiers ?? [])] });
    await pass();
    expect(told).toHaveLength(1);
  });

  test('are not made up for when a channel is added later, but for questions', async () => {
    const { pass, told } = await account(2, [Z, T], { rings: 'test,production:approval' });
    await pass({ notifiers: [] });
    await pass();
    expect(told.map(({ type }) => type)).toEqual(['approvalWanted']);
  });

  test('tell what somebody else has switched', async () => {
    const { pass, told, world } = await account(3, [T], RINGS);
    await pass();
    world.changeFleet('T', { image: 'Desk-02' });
    world.images.setTags('Desk-03', { BaseName: 'Desk', UpdatedFrom: 'Desk-02', Revoked: 'x' });
    await pass();
    expect(told.at(-1)).toMatchObject({
      type: 'fleetRolledBack',
      from: 'Desk-03',
      to: 'Desk-02',
      because: 'x',
    });
  });
});

test.each([
  [
    { rings: [{ name: 'a', alarms: ['Logins'] }] },
    'Rollout part alarms is missing, and the rings name Logins.',
  ],
  [{ publish: 'both' as const }, 'Rollout part parameters is missing, and publish is both.'],
  [{ share: { afterRing: 'test' } }, 'Rollout part sharing is missing, and share.afterRing is test.'],
])('a part that the policy needs is asked for: %j', async (policy, message) => {
  const { parts } = await account(2, [T]);
  const { store, images, clock } = parts;
  await expect(planRollout({ store, images, clock, policy })).rejects.toThrow(message);
});

test('sessions that began before a switch are counted until they end', async () => {
  const { pass, parts, world, clock } = await account(2, [T, Z], RINGS);
  world.startSession('T', 90);
  clock.advance(1);
  const { after } = await pass();
  const count = () => countOldSessions(parts.store, [...after.settled, ...after.holds]);
  const since = clock.now().toISOString();
  expect(await count()).toEqual([
    { fleet: 'T', since, sessions: 1 },
    { fleet: 'Z', since, sessions: 0 },
  ]);
  clock.advance(90);
  expect(await count()).toMatchObject([{ sessions: 0 }, { sessions: 0 }]);
});
