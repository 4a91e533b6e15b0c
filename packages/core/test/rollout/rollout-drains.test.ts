import { ImageStoreError } from '@appstream-campaign/core';
import type {
  FleetRecord,
  FleetSession,
  RolloutOptions,
  RolloutWorld,
} from '@appstream-campaign/core/rollout';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { account, shortly } from './rollout-account.ts';
import { decide, fleet, holdOf, hoursAgo, versions, world } from './rollout-world.ts';

const SWITCHED = { hours: 10, previous: 'Desk-2' };
const DRAIN = { drainAtOnce: 1 };

/** Sessions of `i-<instance>`, by the hours since they began. */
const on = (instance: number, ...hours: readonly number[]): readonly FleetSession[] =>
  hours.map((ago, index) => ({
    ...{ id: `s${instance}-${index}`, startedAt: hoursAgo(ago), instance: `i-${instance}`, draining: false },
  }));
const drained = (sessions: readonly FleetSession[]) => sessions.map((one) => ({ ...one, draining: true }));

/** A fleet that has been switched to Desk-3, with four places on an instance. */
function shared(
  sessions: readonly FleetSession[],
  more: Partial<FleetRecord> = {},
  tags: Parameters<typeof versions>[1] = {},
): RolloutWorld {
  const places = { sessionsPerInstance: 4, capacity: { desired: 16, inUse: 4, available: 12 } };
  const office = fleet('Office', 'test', 'Desk-3', SWITCHED, { ...places, ...more });
  return world(versions(3, tags), [office], { sessions: new Map([['Office', sessions]]) });
}

const drains = (seen: RolloutWorld, options: RolloutOptions = DRAIN) =>
  decide(seen, options).actions.flatMap((action) => (action.type === 'drain' ? [action.instance] : []));

describe('an instance with sessions from before the switch', () => {
  test('is drained, named by its oldest session, where the policy says so', () => {
    const seen = shared([...on(1, 1, 11, 12), ...on(2, 3)]);
    expect(decide(seen, DRAIN).actions).toEqual([
      {
        ...{ type: 'drain', fleet: 'Office', ring: 'test', lineage: 'Desk', image: 'Desk-3' },
        ...{ instance: 'i-1', session: 's1-2' },
      },
    ]);
    expect(decide(seen).actions).toEqual([]);
  });

  test('is one of a few: those with the fewest sessions first, and those that are drained already count', () => {
    const sessions = [...on(1, 12, 12), ...on(2, 12), ...on(3, 12, 1, 1)];
    expect(drains(shared(sessions))).toEqual(['i-2']);
    expect(drains(shared(sessions), { drainAtOnce: 2 })).toEqual(['i-2', 'i-1']);
    expect(drains(shared([...drained(on(4, 12)), ...sessions]), { drainAtOnce: 2 })).toEqual(['i-2']);
    expect(drains(shared([...drained(on(4, 1)), ...sessions]))).toEqual([]);
  });

  test('keeps its place in rotation while nobody else has room for a user who comes', () => {
    const room = (available: number) => ({ capacity: { desired: 8, inUse: 2, available } });
    // Three of the places that are free are its own.
    expect(drains(shared(on(1, 12), room(3)))).toEqual([]);
    expect(drains(shared(on(1, 12), room(4)))).toEqual(['i-1']);
    expect(drains(shared([...on(1, 12), ...on(2, 12)], room(6)), { drainAtOnce: 2 })).toEqual(['i-1']);
  });

  test.each<[string, RolloutWorld, RolloutOptions?]>([
    ['the fleet serves one user an instance', shared(on(1, 12), { sessionsPerInstance: 1 })],
    ['the fleet is stopping', shared(on(1, 12), { condition: 'changing' })],
    ['the fleet is paused', shared(on(1, 12), { tags: { RolloutPaused: '' } })],
    ['the fleet has errors', shared(on(1, 12), { problems: [{ code: 'X', message: 'y' }] })],
    ['nobody knows the room that there is', shared(on(1, 12), { capacity: undefined as never })],
    ['the version is held', shared(on(1, 12), {}, { 'Desk-3': { RolloutHeld: 'x' } })],
    ['the fleet goes back', shared(on(1, 12), {}, { 'Desk-3': { Revoked: 'x' } })],
    ['the fleet was never switched', shared(on(1, 12), { tags: { PreviousImage: 'Desk-3' } })],
    ['no instance is told', shared(on(1, 12).map(({ instance: _, ...one }) => one))],
    [
      'the window is closed',
      shared(on(1, 12)),
      { rings: [{ name: 'test', window: { from: '22:00', to: '05:00' } }], ...DRAIN },
    ],
    ['an alarm is missing', shared(on(1, 12)), { rings: [{ name: 'test', alarms: ['Logins'] }], ...DRAIN }],
  ])('is left when %s', (_, seen, options = DRAIN) => {
    expect(drains(seen, options)).toEqual([]);
  });

  test('is drained at once when the version before is revoked, window or not', () => {
    const seen = shared(on(1, 12), {}, { 'Desk-2': { Revoked: 'Printing fails' } });
    const rings = [{ name: 'test', window: { from: '22:00', to: '05:00' }, alarms: ['Gone'] }];
    expect(drains(seen, { rings, ...DRAIN })).toEqual(['i-1']);
  });
});

test('a fleet with its version is named while sessions from before go on', () => {
  expect(holdOf(shared([...on(1, 12, 1), ...on(2, 30)]), 'Office', DRAIN)).toMatchObject({
    ...{ reason: 'draining', detail: '2 sessions from before the switch', now: 'Desk-3' },
  });
  expect(decide(shared(on(1, 12))).settled).toHaveLength(1);
  expect(decide(shared(on(1, 1)), DRAIN).settled).toHaveLength(1);
});

test('whatever sessions there are, a user who comes finds room, and no more are drained at once than may be', () => {
  const instance = fc.record({
    hours: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
    out: fc.boolean(),
  });
  const cases = fc.record({
    instances: fc.array(instance, { maxLength: 6 }),
    empty: fc.integer({ min: 0, max: 2 }),
    drainAtOnce: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(cases, ({ instances, empty, drainAtOnce }) => {
      const sessions = instances.map(({ hours, out }, index) =>
        out ? drained(on(index, ...hours)) : on(index, ...hours),
      );
      const free = (index: number) => 4 - (instances[index]?.hours.length ?? 0);
      const active = instances.flatMap(({ out }, index) => (out ? [] : [index]));
      const available = active.reduce((sum, index) => sum + free(index), 0) + empty * 4;
      const capacity = { desired: 100, inUse: 1, available };
      const going = drains(shared(sessions.flat(), { capacity }), { drainAtOnce });
      const out = instances.length - active.length;
      expect(out + going.length).toBeLessThanOrEqual(Math.max(out, drainAtOnce));
      const taken = going.reduce((sum, id) => sum + free(Number(id.slice(2))), 0);
      if (going.length > 0) expect(available - taken).toBeGreaterThanOrEqual(1);
      for (const id of going) {
        const { hours = [], out: isOut } = instances[Number(id.slice(2))] ?? {};
        expect([id, isOut, Math.max(...hours) > SWITCHED.hours]).toEqual([id, false, true]);
      }
    }),
  );
});

describe('a pass', () => {
  const OFFICE = {
    name: 'Office',
    image: 'Desk',
    tags: { ImageRing: 'test' },
    sessionsPerInstance: 2,
    instances: 3,
  };
  const POLICY = { rings: 'test', drainAtOnce: 1 };

  test('after the switch drains one instance after the other, until every session has the new image', async () => {
    const made = await account(2, [OFFICE], POLICY);
    const { pass, world: fleets, clock, parts } = made;
    fleets.startSession('Office', 300);
    fleets.startSession('Office', 300);
    fleets.startSession('Office', 600);
    const instances = async () =>
      (await parts.store.sessions((await parts.store.list())[0] as FleetRecord)).map(
        ({ instance, draining }) => `${instance}${draining ? ' draining' : ''}`,
      );
    clock.advance(60);
    const first = await pass();
    // The instance with one session is first; the other one waits until that is gone.
    expect(first.done).toMatchObject([{ type: 'switch' }, { type: 'drain', instance: 'i-Office-2' }]);
    expect(first.after.holds).toMatchObject([{ fleet: 'Office', reason: 'draining' }]);
    expect(await instances()).toEqual(['i-Office-1', 'i-Office-1', 'i-Office-2 draining']);
    expect((await pass()).done).toEqual([]);
    // Who comes gets an instance with the new image.
    fleets.startSession('Office', 900);
    clock.advance(300);
    expect((await pass()).after.holds).toMatchObject([{ detail: '1 session from before the switch' }]);
    clock.advance(300);
    const last = await pass();
    expect(last.after).toMatchObject({ holds: [], settled: [{ fleet: 'Office' }] });
    expect(await instances()).toHaveLength(1);
  });

  test('asks for no sessions, and drains nothing, unless it is told to', async () => {
    const { pass, parts, world: fleets } = await account(2, [OFFICE], { rings: 'test' });
    fleets.startSession('Office', 300);
    const store = { ...parts.store, sessions: () => Promise.reject(new Error('not asked for')) };
    expect(shortly((await pass({ store })).done)).toEqual(['switch Office']);
    expect((await pass({ store })).done).toEqual([]);
  });

  test('leaves an instance whose session has ended meanwhile', async () => {
    const { pass, parts, world: fleets, clock } = await account(2, [OFFICE], POLICY);
    fleets.startSession('Office', 120);
    clock.advance(10);
    // The sessions can't be seen in the pass that switches.
    const sessionsOf = () => Promise.reject(new ImageStoreError('busy', 'DescribeSessions: no.'));
    const first = await pass({ store: { ...parts.store, sessions: sessionsOf } });
    expect(first).toMatchObject({ done: [{ type: 'switch' }], after: { holds: [{ reason: 'draining' }] } });
    let asked = 0;
    const sessions: typeof parts.store.sessions = async (one) => {
      if (++asked === 2) clock.advance(200);
      return parts.store.sessions(one);
    };
    const { done, skipped } = await pass({ store: { ...parts.store, sessions } });
    expect([done, skipped]).toMatchObject([[], [{ action: { type: 'drain' } }]]);
  });
});
