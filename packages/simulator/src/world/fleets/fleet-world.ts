import { SimulatorUsageError } from '../../errors/usage-errors.ts';
import { type Account, type Region, regionOf } from '../account.ts';
import type { Failure } from '../image-record.ts';
import { parseTags } from '../spec-schemas.ts';
import type { Tags } from '../tag-history.ts';
import { addFleet, fleetWithSession } from './add-fleet.ts';
import { withoutSession } from './fleet-life.ts';
import type { FleetRecord } from './fleet-record.ts';
import { parseErrors, parseFleet, parseSession } from './fleet-schemas.ts';
import { type FleetSnapshot, fleetSnapshot, type SessionSnapshot } from './fleet-snapshot.ts';
import type { FleetSpec, SessionSpec } from './fleet-specs.ts';
import { imageFails, presentFleet, presentFleets } from './region-fleets.ts';

/** Where to look. */
export interface InRegion {
  /** Default: the simulator's default Region. */
  readonly region?: string;
}

/** The fleets of the account from behind the scenes. */
export interface FleetWorld {
  /** Adds a fleet, with its stacks and sessions. */
  addFleet(spec: FleetSpec): FleetSnapshot;
  /** A fleet as it is now; undefined when there is none. */
  fleet(name: string, where?: InRegion): FleetSnapshot | undefined;
  /** All fleets of a Region. */
  fleets(where?: InRegion): readonly FleetSnapshot[];
  /** Takes a fleet away, with its sessions. Its stacks stay, without one. */
  removeFleet(name: string, where?: InRegion): void;
  /** Replaces all tags of a fleet. */
  setFleetTags(name: string, tags: Tags, where?: InRegion): void;
  /** Replaces the errors that a fleet shows whatever its image. */
  setFleetErrors(name: string, errors: readonly Failure[], where?: InRegion): void;
  /** Starts a session on a fleet that has room for it. */
  startSession(fleet: string, spec: SessionSpec, where?: InRegion): SessionSnapshot;
  /** Ends a session by its id. */
  endSession(fleet: string, id: string, where?: InRegion): void;
}

/** The door to the fleets of an account for the library's user. */
export function createFleetWorld(account: Account): FleetWorld {
  const regionNamed = (where: InRegion | undefined): Region =>
    regionOf(account, where?.region ?? account.settings.region);
  const known = (name: string, where: InRegion | undefined): { region: Region; fleet: FleetRecord } => {
    const region = regionNamed(where);
    const fleet = presentFleet(region, name, account.clock.now());
    if (fleet === undefined) throw new SimulatorUsageError(`There is no fleet "${name}" in ${region.name}.`);
    return { region, fleet };
  };
  const snapshot = (name: string, where?: InRegion): FleetSnapshot => {
    const { region, fleet } = known(name, where);
    return fleetSnapshot(region, fleet, account.clock.now());
  };
  return {
    addFleet: (spec) => {
      const valid = parseFleet(spec);
      addFleet(account, regionNamed(valid), valid);
      return snapshot(valid.name, valid);
    },
    fleet: (name, where) => (regionNamed(where).fleets.has(name) ? snapshot(name, where) : undefined),
    fleets: (where) => {
      const region = regionNamed(where);
      const now = account.clock.now();
      return presentFleets(region, now).map((fleet) => fleetSnapshot(region, fleet, now));
    },
    removeFleet: (name, where) => {
      const { region, fleet } = known(name, where);
      region.fleets.delete(name);
      region.tags.forget(fleet.arn, account.clock.now());
      for (const stack of region.stacks.values()) {
        if (stack.fleet === name) region.stacks.set(stack.name, { ...stack, fleet: undefined });
      }
    },
    setFleetTags: (name, tags, where) => {
      const { region, fleet } = known(name, where);
      region.tags.set(fleet.arn, parseTags(tags), account.clock.now());
    },
    setFleetErrors: (name, errors, where) => {
      const { region, fleet } = known(name, where);
      region.fleets.set(name, { ...fleet, errors: parseErrors(errors) });
    },
    startSession: (name, spec, where) => {
      const { region, fleet } = known(name, where);
      region.fleets.set(name, fleetWithSession(region, fleet, parseSession(spec), account.clock.now()));
      const { instances } = snapshot(name, where);
      const earlier = new Set(fleet.sessions.map(({ id }) => id));
      const started = instances.flatMap(({ sessions }) => sessions).find(({ id }) => !earlier.has(id));
      if (started === undefined)
        throw new SimulatorUsageError(`The session of "${spec.user}" is over already.`);
      return started;
    },
    endSession: (name, id, where) => {
      const { region, fleet } = known(name, where);
      const session = fleet.sessions.find((one) => one.id === id);
      if (session === undefined) {
        throw new SimulatorUsageError(`There is no session "${id}" on the fleet "${name}".`);
      }
      region.fleets.set(name, withoutSession(fleet, session, account.clock.now(), imageFails(region)));
    },
  };
}
