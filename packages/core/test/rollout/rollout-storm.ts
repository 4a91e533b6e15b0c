import { ImageStoreError } from '@appstream-campaign/core';
import type { RolloutOptions, RolloutResult } from '@appstream-campaign/core/rollout';
import { rollout } from '@appstream-campaign/core/rollout';
import type { FleetWorld } from '@appstream-campaign/core/testing';
import { expect } from 'vitest';
import { account } from './rollout-account.ts';
import { type Act, peopleOf, RINGS } from './rollout-people.ts';
import { exposed, type Trouble } from './rollout-trouble.ts';

/** Some hours go by, somebody acts, and a pass is made. */
export interface StormStep {
  readonly hours: number;
  readonly act: Act;
  /** Chooses fleet, image and ring. */
  readonly who: number;
  readonly trouble?: Trouble;
}

export interface RolloutStorm {
  readonly policy: RolloutOptions;
  readonly fleets: number;
  readonly steps: readonly StormStep[];
}

/** Why a fleet may run a revoked version after a pass. */
const EXCUSES = ['elastic', 'no-earlier-version', 'fleet-changing', 'needs-stop', 'unknown-ring'];

/** Since when each fleet has its image in truth, whoever switched it. */
function historian(world: FleetWorld) {
  const since = new Map<string, { readonly image: string | undefined; readonly at: number }>();
  return {
    since,
    look() {
      const at = world.images.clock.now().getTime();
      for (const [name, { image }] of world.seen()) {
        if (since.get(name)?.image !== image || !since.has(name)) since.set(name, { image, at });
      }
    },
  };
}

/** Plays a storm and checks every promise after every pass. */
export async function weatherRollout({ policy, fleets, steps }: RolloutStorm): Promise<void> {
  const setups = Array.from({ length: fleets }, (_, index) => ({
    name: `F${index}`,
    image: 'Desk',
    tags: { ImageRing: RINGS[index % 3] ?? '' },
    ...{ sessionsPerInstance: 1 + (index % 3), instances: 3 },
  }));
  const outside = [
    { name: 'Apps', kind: 'elastic' as const, tags: { ImageRing: 'test' } },
    { name: 'Borrowed', sharedImage: 'Partner', tags: { ImageRing: 'test' } },
  ];
  const made = await account(2, [...setups, ...outside], policy);
  const { world, parts, told, clock, pass } = made;
  const people = peopleOf(made, 2);
  const history = historian(world);
  history.look();
  for (const { hours, act, who, trouble } of steps) {
    clock.advance(hours * 60);
    people(act, who);
    history.look();
    const before = new Map(
      [...world.seen()].map(([name, { image, tags }]) => [name, { image, ring: tags.ImageRing }]),
    );
    const outdoors = exposed(parts, trouble, () => people(act === 'release' ? 'revoke' : act, who + 1));
    const switched = world.switches().length;
    const result = await Promise.race([rollout(outdoors.parts).catch(refusal), outdoors.died]);
    // Calls that were under way when the pass died still have their effect.
    await new Promise((resolve) => setImmediate(resolve));
    const isQuiet = trouble === undefined || outdoors.calls() < trouble.call;
    // Whatever has no image of this account gets none.
    for (const { from } of world.switches().slice(switched)) expect(from).toBeDefined();
    await roomLeft(world, policy, typeof result === 'object' ? result : undefined);
    if (isQuiet) {
      soaked(world, before, history.since, switched, clock.now().getTime());
      if (typeof result === 'object') atOnce(result, policy, world);
    }
    history.look();
    const { after } = await pass();
    history.look();
    const excused = new Set(
      after.holds.filter(({ reason }) => EXCUSES.includes(reason)).map(({ fleet }) => fleet),
    );
    for (const [name, { image = '', tags }] of world.seen()) {
      const isRevoked = world.images.images().get(image)?.tags.Revoked !== undefined;
      if (isRevoked && tags.ImageRing !== undefined) expect(excused).toContain(name);
    }
    const count = told.length;
    expect((await pass()).done).toEqual([]);
    expect(told).toHaveLength(count);
  }
}

function refusal(error: unknown): 'refused' {
  if (error instanceof ImageStoreError) return 'refused';
  throw error;
}

const SOAK = 24 * 3_600_000;

/** No ring got a version that an earlier ring has not had for its soak. */
function soaked(
  world: FleetWorld,
  before: ReadonlyMap<string, { readonly image: string | undefined; readonly ring: string | undefined }>,
  since: ReadonlyMap<string, { readonly at: number }>,
  switched: number,
  now: number,
): void {
  for (const { fleet, from = '', to } of world.switches().slice(switched)) {
    if (to < from) continue;
    const ring = RINGS.indexOf(before.get(fleet)?.ring ?? '');
    for (const [name, other] of before) {
      const index = RINGS.indexOf(other.ring ?? '');
      if (index < 0 || index >= ring || other.image === undefined) continue;
      if (name === 'Apps' || other.image === 'Partner') continue;
      expect(`${name} ${other.image}`).toBe(`${name} ${to}`);
      expect(now - (since.get(name)?.at ?? now)).toBeGreaterThanOrEqual(SOAK);
    }
  }
}

/** No more instances are drained than may be at once, and after a drain there is room for a user who comes. */
async function roomLeft(world: FleetWorld, policy: RolloutOptions, result?: RolloutResult): Promise<void> {
  const drained = new Set(result?.done.flatMap((one) => (one.type === 'drain' ? [one.fleet] : [])));
  for (const fleet of await world.fleets.list()) {
    const sessions = await world.fleets.sessions(fleet);
    const out = new Set(sessions.flatMap(({ draining, instance }) => (draining ? [instance] : [])));
    expect(out.size).toBeLessThanOrEqual(policy.drainAtOnce ?? 0);
    if (drained.has(fleet.name)) expect(fleet.capacity?.available).toBeGreaterThan(0);
  }
}

/** No more fleets of a ring moved than the policy allows, but for those that had to leave a bad version. */
function atOnce({ done }: RolloutResult, { rings, onUnhealthy }: RolloutOptions, world: FleetWorld): void {
  const isBad = (name: string) => {
    const { Revoked, RolloutHeld } = world.images.images().get(name)?.tags ?? {};
    const isHeld = RolloutHeld !== undefined && RolloutHeld !== 'released';
    return Revoked !== undefined || (onUnhealthy === 'rollback' && isHeld);
  };
  for (const ring of typeof rings === 'object' ? rings : []) {
    if (ring.maxAtOnce === undefined) continue;
    const free = done.filter(
      (action) => action.type === 'switch' && action.ring === ring.name && !isBad(action.from),
    );
    expect(free.length).toBeLessThanOrEqual(ring.maxAtOnce);
  }
}
