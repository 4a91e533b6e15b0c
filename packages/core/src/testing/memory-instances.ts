import type { FleetCapacity, FleetSession } from '../ports/fleet-store.ts';
import { toInstant } from '../ports/instant.ts';
import type { WorldFleet } from './fleet-world.ts';

interface Instance {
  readonly id: string;
  /** It keeps the image that it was launched from. */
  readonly image: string | undefined;
  draining: boolean;
}

interface Session {
  readonly id: string;
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/**
 * The instances of a fleet in memory, with the sessions on them. An instance is replaced when nobody is on it, as soon as
 * the fleet has another image or the instance is drained; computed whenever somebody looks.
 */
export class MemoryInstances {
  readonly #fleet: () => WorldFleet;
  readonly #now: () => number;
  #instances: readonly Instance[] = [];
  #sessions: readonly Session[] = [];
  #count = 0;

  constructor(fleet: () => WorldFleet, now: () => number) {
    this.#fleet = fleet;
    this.#now = now;
  }

  /** A session on the first instance with room. Where there is none, its user is turned away. */
  start(minutes: number): void {
    this.#settle();
    const from = this.#now();
    const free = this.#instances.find(({ id, draining }) => !draining && this.#on(id) < this.#places);
    if (free === undefined) return;
    const id = `session-${this.#fleet().name}-${++this.#count}`;
    this.#sessions = [...this.#sessions, { id, instance: free.id, from, to: from + minutes * 60_000 }];
  }

  sessions(): readonly FleetSession[] {
    this.#settle();
    return this.#sessions.map(({ id, instance, from }) => ({
      ...{ id, instance, startedAt: toInstant(new Date(from)) },
      draining: this.#instances.some((one) => one.id === instance && one.draining),
    }));
  }

  /** Whether the session was there. */
  drain(session: string): boolean {
    this.#settle();
    const instance = this.#sessions.find(({ id }) => id === session)?.instance;
    for (const one of this.#instances) if (one.id === instance) one.draining = true;
    return instance !== undefined;
  }

  capacity(): FleetCapacity {
    this.#settle();
    const desired = this.#desired * this.#places;
    const places = this.#instances.map(({ id, draining }) => (draining ? this.#places : this.#on(id)));
    const inUse = places.reduce((sum, taken) => sum + taken, 0);
    return { desired, inUse, available: this.#instances.length * this.#places - inUse };
  }

  get #places(): number {
    return this.#fleet().sessionsPerInstance ?? 1;
  }

  get #desired(): number {
    return this.#fleet().instances ?? 2;
  }

  #on(instance: string): number {
    return this.#sessions.filter((session) => session.instance === instance).length;
  }

  #settle(): void {
    const { name, image, condition, kind } = this.#fleet();
    const now = this.#now();
    if (condition === 'stopped' || kind === 'elastic') {
      this.#sessions = [];
      this.#instances = [];
      return;
    }
    this.#sessions = this.#sessions.filter(({ to }) => to > now);
    const kept = this.#instances.filter(
      (one) => this.#on(one.id) > 0 || (!one.draining && one.image === image),
    );
    const missing = Math.max(0, this.#desired - kept.length);
    const launched = Array.from({ length: missing }, () => ({
      ...{ id: `i-${name}-${++this.#count}`, image, draining: false },
    }));
    this.#instances = [...kept, ...launched];
  }
}
