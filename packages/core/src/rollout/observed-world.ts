import { keepsOldInstances } from './decide-drains.ts';
import { parametersOf } from './decide-parameters.ts';
import type { RolloutWorld } from './decision.ts';
import {
  checkedNotifiers,
  type FleetRecord,
  type FleetSession,
  type ImageRecord,
  ImageStoreError,
  InvalidOptionsError,
  toInstant,
} from './foundation.ts';
import { inGroups } from './in-groups.ts';
import { findParticipants } from './participants.ts';
import type { RolloutParts } from './rollout-parts.ts';
import { alarmsOf, type RolloutPolicy } from './rollout-policy.ts';

/** What a pass has observed, with its own changes, and parts that were read again. */
export class ObservedWorld {
  #world: RolloutWorld;
  readonly #parts: RolloutParts;
  readonly #alarms: readonly string[];
  readonly #policy: RolloutPolicy;

  private constructor(world: RolloutWorld, parts: RolloutParts, policy: RolloutPolicy) {
    this.#world = world;
    this.#parts = parts;
    this.#alarms = alarmsOf(policy);
    this.#policy = policy;
  }

  /**
   * Reads everything that the policy needs.
   * @throws InvalidOptionsError when the policy needs a part that is missing; nothing was read
   * @throws ImageStoreError when something can't be read
   */
  static async read(parts: RolloutParts, policy: RolloutPolicy): Promise<ObservedWorld> {
    const { store, images: imageStore, alarms, parameters, sharing } = parts;
    checkedNotifiers(parts.notifiers ?? [], 'Rollout part notifiers');
    const names = alarmsOf(policy);
    if (names.length > 0 && alarms === undefined)
      throw missing('alarms', `the rings name ${names.join(', ')}`);
    if (policy.publish !== 'fleet' && parameters === undefined) {
      throw missing('parameters', `publish is ${policy.publish}`);
    }
    if (policy.share !== undefined && sharing === undefined) {
      throw missing('sharing', `share.afterRing is ${policy.share.afterRing}`);
    }
    const [fleets, images, states] = await Promise.all([
      store.list(),
      imageStore.list().then((all) =>
        describeAll(
          imageStore,
          all.map(({ name }) => name),
        ),
      ),
      names.length === 0 ? new Map() : alarms?.alarmStates(names),
    ]);
    const world: RolloutWorld = {
      images,
      fleets,
      alarms: states ?? new Map(),
      parameters: new Map(),
      shares: [],
      sessions: new Map(),
    };
    const { participants } = findParticipants(world, policy, toInstant(parts.clock.now()));
    const asked = parametersOf(policy, participants);
    const versions = new Set(participants.flatMap(({ lineage }) => lineage.versions.map(({ name }) => name)));
    const [published, shares, sessions] = await Promise.all([
      asked.length === 0 ? undefined : parameters?.read(asked),
      policy.share === undefined || versions.size === 0 ? undefined : sharing?.sharesOf([...versions]),
      sessionsOf(
        store,
        participants.filter((one) => keepsOldInstances(one, policy)).map(({ fleet }) => fleet),
      ),
    ]);
    const whole = { ...world, parameters: published ?? new Map(), shares: shares ?? [], sessions };
    return new ObservedWorld(whole, parts, policy);
  }

  get world(): RolloutWorld {
    return this.#world;
  }

  /** Reads some fleets and images, and the alarms, again. What no longer exists is removed. */
  async again(fleets: readonly string[], images: readonly string[]): Promise<void> {
    const { store, images: imageStore, alarms } = this.#parts;
    const [freshFleets, freshImages, states] = await Promise.all([
      fleets.length === 0 ? [] : store.describe(fleets),
      describeAll(imageStore, images),
      this.#alarms.length === 0 ? undefined : alarms?.alarmStates(this.#alarms),
    ]);
    this.#world = {
      ...this.#world,
      fleets: [...this.#world.fleets.filter(({ name }) => !fleets.includes(name)), ...freshFleets],
      images: [...this.#world.images.filter(({ name }) => !images.includes(name)), ...freshImages],
      alarms: states ?? this.#world.alarms,
    };
  }

  /** Looks again at the sessions of some fleets, and at the fleets: before their instances are drained. */
  async sessionsAgain(names: readonly string[]): Promise<void> {
    await this.again(names, []);
    const now = toInstant(this.#parts.clock.now());
    const { participants } = findParticipants(this.#world, this.#policy, now);
    const fleets = participants.filter(
      (one) => names.includes(one.fleet.name) && keepsOldInstances(one, this.#policy),
    );
    const fresh = await sessionsOf(
      this.#parts.store,
      fleets.map(({ fleet }) => fleet),
    );
    const others = [...this.#world.sessions].filter(([name]) => !names.includes(name));
    this.#world = { ...this.#world, sessions: new Map([...others, ...fresh]) };
  }

  fleet(name: string): FleetRecord | undefined {
    return this.#world.fleets.find((fleet) => fleet.name === name);
  }

  image(name: string): ImageRecord | undefined {
    return this.#world.images.find((image) => image.name === name);
  }

  /** The pass's own changes are not read again. */
  setFleet(changed: FleetRecord): void {
    const fleets = this.#world.fleets.map((fleet) => (fleet.name === changed.name ? changed : fleet));
    this.#world = { ...this.#world, fleets };
  }

  setImage(changed: ImageRecord): void {
    const images = this.#world.images.map((image) => (image.name === changed.name ? changed : image));
    this.#world = { ...this.#world, images };
  }

  setSessions(fleet: string, sessions: readonly FleetSession[]): void {
    this.#world = { ...this.#world, sessions: new Map([...this.#world.sessions, [fleet, sessions]]) };
  }

  setParameter(name: string, value: string): void {
    this.#world = { ...this.#world, parameters: new Map([...this.#world.parameters, [name, value]]) };
  }
}

async function describeAll(
  store: RolloutParts['images'],
  names: readonly string[],
): Promise<readonly ImageRecord[]> {
  return names.length === 0 ? [] : store.describe(names, { tags: true });
}

/** The sessions of fleets, of some at a time. A fleet that is gone meanwhile has none. */
async function sessionsOf(
  store: RolloutParts['store'],
  fleets: readonly FleetRecord[],
): Promise<ReadonlyMap<string, readonly FleetSession[]>> {
  const found = new Map<string, readonly FleetSession[]>();
  for (const group of inGroups(fleets)) {
    await Promise.all(
      group.map(async (fleet) => {
        try {
          found.set(fleet.name, await store.sessions(fleet));
        } catch (error) {
          if (!(error instanceof ImageStoreError) || error.code !== 'not-found') throw error;
        }
      }),
    );
  }
  return found;
}

function missing(part: string, because: string): InvalidOptionsError {
  return new InvalidOptionsError(`Rollout part ${part} is missing, and ${because}.`);
}
