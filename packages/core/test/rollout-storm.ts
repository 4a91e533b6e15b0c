import { ImageStoreError } from '@appstream-campaign/core';
import type { RolloutOptions, RolloutParts, RolloutResult } from '@appstream-campaign/core/rollout';
import { rollout } from '@appstream-campaign/core/rollout';
import type { FleetWorld } from '@appstream-campaign/core/testing';
import { expect } from 'vitest';
import { account, nameOf, versionTags } from './rollout-account.ts';

/** What happens to a call of a pass. */
export type CallTrouble = 'busy-before' | 'busy-after' | 'die-before' | 'die-after' | 'people';

export const ACTS = [
  'release',
  'release',
  'release',
  'approve',
  'approve',
  'revoke',
  'unrevoke',
  'pause-fleet',
  'resume-fleet',
  'pause-version',
  'release-held',
  'retag',
  'stop',
  'start',
  'change',
  'delete-fleet',
  'add-fleet',
  'break',
  'repair',
  'switch-by-hand',
  'delete-image',
] as const;
type Act = (typeof ACTS)[number];

/** Some hours go by, somebody acts, and a pass is made. */
export interface StormStep {
  readonly hours: number;
  readonly act: Act;
  /** Chooses fleet, image and ring. */
  readonly who: number;
  readonly trouble?: { readonly call: number; readonly kind: CallTrouble };
}

export interface RolloutStorm {
  readonly policy: RolloutOptions;
  readonly fleets: number;
  readonly steps: readonly StormStep[];
}

const RINGS = ['test', 'pilot', 'production'];
/** Why a fleet may run a revoked version after a pass. */
const EXCUSES = ['no-earlier-version', 'fleet-changing', 'needs-stop', 'unknown-ring'];

/** Exposes a pass to trouble at one of its calls, and tells whether it died. */
export function exposed(
  parts: RolloutParts,
  trouble: StormStep['trouble'],
  people: () => void,
): { readonly parts: RolloutParts; readonly died: Promise<'died'>; readonly calls: () => number } {
  let calls = 0;
  let dead = false;
  let die: (how: 'died') => void = () => {};
  const died = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  const call = async <T>(effect: () => Promise<T>): Promise<T> => {
    const never = new Promise<T>(() => {});
    if (dead) return never;
    const kind = ++calls === trouble?.call ? trouble.kind : undefined;
    if (kind === 'people') people();
    if (kind === 'busy-before') throw new ImageStoreError('busy', 'Try later.');
    if (kind === 'die-before') dead = true;
    const answer = kind === 'die-before' ? undefined : await effect();
    if (kind === 'die-before' || kind === 'die-after') {
      dead = true;
      die('died');
    }
    if (dead) return never;
    if (kind === 'busy-after') throw new ImageStoreError('busy', 'The answer got lost.');
    return answer as T;
  };
  const { store, images, notifiers = [] } = parts;
  return {
    died,
    calls: () => calls,
    parts: {
      ...parts,
      store: {
        list: () => call(() => store.list()),
        describe: (names) => call(() => store.describe(names)),
        setImage: (fleet, image) => call(() => store.setImage(fleet, image)),
        retag: (fleet, change) => call(() => store.retag(fleet, change)),
        sessionsBefore: (fleet, instant) => call(() => store.sessionsBefore(fleet, instant)),
      },
      images: {
        list: () => call(() => images.list()),
        describe: (names, options) => call(() => images.describe(names, options)),
        retag: (image, change) => call(() => images.retag(image, change)),
      },
      notifiers: notifiers.map(({ name, notify }) => ({
        name,
        notify: (event) => call(() => notify(event)),
      })),
    },
  };
}

/** A world that people change. */
export function peopleOf(made: Awaited<ReturnType<typeof account>>, versions: number) {
  const { world, tag } = made;
  let newest = versions;
  let added = 0;
  const pick = <T>(list: readonly T[], who: number): T | undefined => list[who % Math.max(1, list.length)];
  return (act: Act, who: number): void => {
    const image = pick([...world.images.images().keys()], who) ?? '';
    const fleet = pick([...world.seen().keys()], who) ?? '';
    const retag = (tags: Readonly<Record<string, string | undefined>>) => {
      const all = Object.entries({ ...world.seen().get(fleet)?.tags, ...tags });
      const left = all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
      world.changeFleet(fleet, { tags: Object.fromEntries(left) });
    };
    switch (act) {
      case 'release': {
        const name = nameOf('Desk', ++newest);
        world.images.clock.advance(1);
        world.images.add({ name, tags: versionTags('Desk', newest) });
        tag(nameOf('Desk', newest - 1), { NextVersion: name });
        break;
      }
      case 'approve':
        tag(nameOf('Desk', newest), { RolloutApproved: pick(['all', ...RINGS], who) });
        break;
      case 'revoke':
        tag(image, { Revoked: 'bad' });
        break;
      case 'unrevoke':
        tag(image, { Revoked: undefined });
        break;
      case 'pause-version':
        tag(image, { RolloutPaused: who % 2 === 0 ? '' : undefined });
        break;
      case 'release-held':
        tag(image, { RolloutHeld: who % 2 === 0 ? 'released' : undefined });
        break;
      case 'pause-fleet':
        retag({ RolloutPaused: '' });
        break;
      case 'resume-fleet':
        retag({ RolloutPaused: undefined });
        break;
      case 'retag':
        retag({ ImageRing: pick([...RINGS, 'tset', undefined], who) });
        break;
      case 'stop':
      case 'start':
      case 'change':
        world.changeFleet(fleet, {
          condition: act === 'stop' ? 'stopped' : act === 'start' ? 'running' : 'changing',
        });
        break;
      case 'delete-fleet':
        world.removeFleet(fleet);
        break;
      case 'add-fleet':
        world.addFleet({ name: `New${++added}`, image, tags: { ImageRing: pick(RINGS, who) ?? '' } });
        break;
      case 'break':
        world.setProblems(fleet, [{ code: 'IMAGE_NOT_FOUND', message: 'Gone.' }]);
        break;
      case 'repair':
        world.setProblems(fleet, []);
        break;
      case 'switch-by-hand':
        world.changeFleet(fleet, { image });
        break;
      case 'delete-image':
        if (![...world.seen().values()].some((one) => one.image === image)) world.images.remove(image);
    }
  };
}

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
  }));
  const made = await account(2, setups, policy);
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
    if (isQuiet) {
      soaked(world, before, history.since, switched, clock.now().getTime());
      if (typeof result === 'object') atOnce(result, policy);
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
      expect(`${name} ${other.image}`).toBe(`${name} ${to}`);
      expect(now - (since.get(name)?.at ?? now)).toBeGreaterThanOrEqual(SOAK);
    }
  }
}

function atOnce({ done }: RolloutResult, { rings }: RolloutOptions): void {
  for (const ring of typeof rings === 'object' ? rings : []) {
    const count = done.filter((action) => action.type === 'switch' && action.ring === ring.name).length;
    if (ring.maxAtOnce !== undefined && ring.name === 'production')
      expect(count).toBeLessThanOrEqual(fleetsThatMay(done, ring.maxAtOnce));
  }
}

/** Fleets that must leave a version are held by no limit. */
function fleetsThatMay(done: RolloutResult['done'], most: number): number {
  return most + done.filter((action) => action.type === 'switch' && action.from > action.to).length;
}
