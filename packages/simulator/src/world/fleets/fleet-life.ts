import { seededRandom } from '../seeded-random.ts';
import { type FleetRecord, type InstanceRecord, minutesAfter, type SessionRecord } from './fleet-record.ts';

/** Whether instances from an image never come up. */
export type ImageFails = (imageArn: string | undefined) => boolean;

type FleetEvent =
  | { readonly kind: 'session ends'; readonly at: Date; readonly session: SessionRecord }
  | { readonly kind: 'replacement'; readonly at: Date }
  | { readonly kind: 'state ends'; readonly at: Date };

/** A fleet as it is at an instant: everything happens at its own time, however seldom somebody looks. */
export function fleetAt(fleet: FleetRecord, now: Date, fails: ImageFails): FleetRecord {
  let present = fleet;
  for (let event = nextEvent(present); event !== undefined && event.at <= now; event = nextEvent(present)) {
    present = afterEvent(present, event, fails);
  }
  return present;
}

/** Ends a session now. An instance goes with its last session, unless it is shared and has the fleet's image. */
export function withoutSession(
  fleet: FleetRecord,
  ended: SessionRecord,
  at: Date,
  fails: ImageFails,
): FleetRecord {
  const sessions = fleet.sessions.filter(({ id }) => id !== ended.id);
  const instance = fleet.instances.find(({ id }) => id === ended.instanceId);
  const empty = !sessions.some(({ instanceId }) => instanceId === ended.instanceId);
  const stays =
    instance !== undefined &&
    fleet.sessionsPerInstance !== undefined &&
    !instance.draining &&
    instance.imageArn === fleet.imageArn;
  const instances = empty && !stays ? fleet.instances.filter((one) => one !== instance) : fleet.instances;
  return withCapacity({ ...fleet, sessions, instances }, at, fails);
}

/** Launches instances that are missing and takes away unused ones that are too many. */
export function withCapacity(fleet: FleetRecord, at: Date, fails: ImageFails): FleetRecord {
  if (fleet.state !== 'RUNNING' || fleet.fleetType === 'ELASTIC') return fleet;
  const missing = fleet.desiredInstances - fleet.instances.length;
  if (missing > 0) return withInstances(fleet, missing, minutesAfter(at, fleet.startMinutes), fails);
  const unused = fleet.instances.filter((instance) => !isUsed(fleet, instance));
  // What is of least use goes first.
  const worth = ({ failing, imageArn }: InstanceRecord): number =>
    failing ? 0 : Number(imageArn === fleet.imageArn) + 1;
  const leaving = [...unused].sort((one, other) => worth(one) - worth(other)).slice(0, -missing);
  return { ...fleet, instances: fleet.instances.filter((instance) => !leaving.includes(instance)) };
}

/** Adds instances with the fleet's present image. */
export function withInstances(
  fleet: FleetRecord,
  count: number,
  readyAt: Date,
  fails: ImageFails,
): FleetRecord {
  const launched = Array.from({ length: count }, (_, index): InstanceRecord => {
    return {
      id: `i-${hexFor(fleet, fleet.nextNumber + index, 17)}`,
      imageArn: fleet.imageArn,
      readyAt,
      failing: fails(fleet.imageArn),
      draining: false,
    };
  });
  return {
    ...fleet,
    instances: [...fleet.instances, ...launched],
    nextNumber: fleet.nextNumber + count,
  };
}

/** Hexadecimal digits that belong to the thing of this number in the fleet, in every run the same. */
export function hexFor(fleet: FleetRecord, number: number, digits: number): string {
  const random = seededRandom(0, fleet.arn, String(number));
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** Whether somebody has a session on an instance. */
function isUsed(fleet: FleetRecord, { id }: InstanceRecord): boolean {
  return fleet.sessions.some(({ instanceId }) => instanceId === id);
}

function nextEvent(fleet: FleetRecord): FleetEvent | undefined {
  const events: FleetEvent[] = fleet.sessions.map((session) => {
    return { kind: 'session ends', at: session.endsAt, session };
  });
  if (fleet.replaceAt !== undefined) events.push({ kind: 'replacement', at: fleet.replaceAt });
  if (fleet.stateEndsAt !== undefined) events.push({ kind: 'state ends', at: fleet.stateEndsAt });
  return events.reduce<FleetEvent | undefined>(
    (first, event) => (first === undefined || event.at < first.at ? event : first),
    undefined,
  );
}

function afterEvent(fleet: FleetRecord, event: FleetEvent, fails: ImageFails): FleetRecord {
  switch (event.kind) {
    case 'session ends':
      return withoutSession(fleet, event.session, event.at, fails);
    case 'replacement': {
      const instances = fleet.instances.filter(
        (instance) => instance.imageArn === fleet.imageArn || isUsed(fleet, instance),
      );
      return withCapacity({ ...fleet, instances, replaceAt: undefined }, event.at, fails);
    }
    case 'state ends': {
      if (fleet.state === 'STOPPING') {
        const nothing = { instances: [], sessions: [], replaceAt: undefined, stateEndsAt: undefined };
        return { ...fleet, ...nothing, state: 'STOPPED' };
      }
      const running: FleetRecord = { ...fleet, state: 'RUNNING', stateEndsAt: undefined };
      if (running.fleetType === 'ELASTIC') return running;
      return withInstances(running, running.desiredInstances, event.at, fails);
    }
  }
}
