import { SimulatorUsageError } from '../../errors/usage-errors.ts';
import { type Account, arnOf, type Region } from '../account.ts';
import { starting, stopping, withSession } from './fleet-changes.ts';
import { withInstances } from './fleet-life.ts';
import { type FleetRecord, minutesAfter } from './fleet-record.ts';
import type { FleetSpec, SessionSpec } from './fleet-specs.ts';
import { imageFails } from './region-fleets.ts';

/** Puts a fleet into a Region. Throws {@link SimulatorUsageError} when it is there or its image is not. */
export function addFleet(account: Account, region: Region, spec: FleetSpec): void {
  if (region.fleets.has(spec.name)) {
    throw new SimulatorUsageError(`There is already a fleet "${spec.name}" in ${region.name}.`);
  }
  const arn = arnOf(region.name, account.settings.account, 'fleet', spec.name);
  const now = account.clock.now();
  const elastic = spec.fleetType === 'ELASTIC';
  const settled: FleetRecord = {
    name: spec.name,
    arn,
    createdAt: now,
    state: spec.state ?? 'RUNNING',
    stateEndsAt: undefined,
    fleetType: spec.fleetType ?? 'ON_DEMAND',
    instanceType: spec.instanceType ?? 'stream.standard.medium',
    imageArn: elastic && spec.imageName === undefined ? undefined : imageArn(region, spec),
    platform: elastic ? (spec.platform ?? 'WINDOWS_SERVER_2019') : undefined,
    displayName: spec.displayName,
    description: spec.description,
    desiredInstances: elastic ? 0 : (spec.instances ?? 1),
    sessionsPerInstance: spec.sessionsPerInstance,
    startMinutes: spec.startMinutes ?? 10,
    stopMinutes: spec.stopMinutes ?? 5,
    replaceMinutes: spec.replaceMinutes ?? 60,
    maxSessionMinutes: spec.maxSessionMinutes ?? 960,
    instances: [],
    sessions: [],
    replaceAt: undefined,
    errors: spec.errors ?? [],
    nextNumber: 1,
  };
  addStacks(account, region, spec, now);
  const occupied = (spec.sessions ?? []).reduce<FleetRecord>(
    (fleet, session) => fleetWithSession(region, fleet, session, now),
    begun(region, settled, now),
  );
  region.fleets.set(spec.name, occupied);
  region.tags.set(arn, spec.tags ?? {}, now);
}

/** Puts a session on a fleet. Throws {@link SimulatorUsageError} when the fleet has no room or no such stack. */
export function fleetWithSession(
  region: Region,
  fleet: FleetRecord,
  spec: SessionSpec,
  now: Date,
): FleetRecord {
  const stacks = [...region.stacks.values()].filter((stack) => stack.fleet === fleet.name);
  const stack = spec.stack ?? stacks[0]?.name;
  if (stack === undefined || !stacks.some(({ name }) => name === stack)) {
    const which = stack === undefined ? 'a stack' : `the stack "${stack}"`;
    throw new SimulatorUsageError(
      `The session of "${spec.user}" needs ${which}: name it in the stacks of the fleet "${fleet.name}".`,
    );
  }
  const session = {
    userId: spec.user,
    stackName: stack,
    startedAt: minutesAfter(now, -(spec.minutesAgo ?? 0)),
    minutes: spec.minutes,
    authentication: spec.authentication ?? 'API',
    connected: spec.connected ?? true,
  };
  const changed = withSession(fleet, session, now);
  if (changed !== undefined) return changed;
  throw new SimulatorUsageError(
    `The fleet "${fleet.name}" has no room for a session of "${spec.user}" (it is ${fleet.state}); give it more ` +
      'instances, or wait until one is ready. Elastic fleets have no sessions here.',
  );
}

function begun(region: Region, fleet: FleetRecord, now: Date): FleetRecord {
  if (fleet.state === 'STARTING') return starting(fleet, now);
  const full = withInstances(fleet, fleet.desiredInstances, now, imageFails(region));
  if (fleet.state === 'STOPPING') return stopping(full, now);
  return fleet.state === 'RUNNING' ? full : fleet;
}

function addStacks(account: Account, region: Region, spec: FleetSpec, now: Date): void {
  for (const name of spec.stacks ?? []) {
    const other = region.stacks.get(name)?.fleet;
    if (other !== undefined) {
      throw new SimulatorUsageError(`The stack "${name}" belongs to the fleet "${other}": it can serve one.`);
    }
    const arn = arnOf(region.name, account.settings.account, 'stack', name);
    region.stacks.set(name, { name, arn, createdAt: now, fleet: spec.name });
  }
}

function imageArn(region: Region, { name, imageName }: FleetSpec): string {
  const image = imageName === undefined ? undefined : region.images.get(imageName);
  if (image !== undefined) return image.arn;
  if (imageName === undefined) {
    throw new SimulatorUsageError(`The fleet "${name}" needs an imageName; only Elastic fleets have none.`);
  }
  throw new SimulatorUsageError(
    `The fleet "${name}" uses the image "${imageName}", which isn't in ${region.name}; add it first.`,
  );
}
