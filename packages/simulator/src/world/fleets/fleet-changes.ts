import { hexFor, type ImageFails, withCapacity } from './fleet-life.ts';
import { type FleetRecord, isReady, minutesAfter, type SessionRecord } from './fleet-record.ts';

/** What somebody who starts a session says of it. */
export interface NewSession {
  readonly userId: string;
  readonly stackName: string;
  readonly startedAt: Date;
  /** Undefined: as long as the fleet allows. */
  readonly minutes: number | undefined;
  readonly authentication: SessionRecord['authentication'];
  readonly connected: boolean;
}

/** Begins to start a stopped fleet. */
export function starting(fleet: FleetRecord, now: Date): FleetRecord {
  return { ...fleet, state: 'STARTING', stateEndsAt: minutesAfter(now, fleet.startMinutes) };
}

/** Begins to stop a fleet. */
export function stopping(fleet: FleetRecord, now: Date): FleetRecord {
  return { ...fleet, state: 'STOPPING', stateEndsAt: minutesAfter(now, fleet.stopMinutes) };
}

/**
 * Gives a fleet another image. Sessions go on; instances that never came up are given up at once, unused ones after a
 * while, used ones with their last session.
 */
export function withImage(
  fleet: FleetRecord,
  imageArn: string | undefined,
  now: Date,
  fails: ImageFails,
): FleetRecord {
  if (imageArn === fleet.imageArn) return fleet;
  const instances = fleet.instances.filter(({ failing }) => !failing);
  const replaceAt = fleet.state === 'RUNNING' ? minutesAfter(now, fleet.replaceMinutes) : undefined;
  return withCapacity({ ...fleet, imageArn, instances, replaceAt }, now, fails);
}

/** Starts a session on the first instance that has room; undefined when none has. */
export function withSession(fleet: FleetRecord, wanted: NewSession, now: Date): FleetRecord | undefined {
  const room = fleet.sessionsPerInstance ?? 1;
  const instance = fleet.instances.find((one) => {
    const users = fleet.sessions.filter(({ instanceId }) => instanceId === one.id).length;
    return isReady(one, now) && !one.draining && users < room;
  });
  if (instance === undefined) return undefined;
  const { minutes, ...told } = wanted;
  const hex = hexFor(fleet, fleet.nextNumber, 32);
  const session: SessionRecord = {
    ...told,
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    number: fleet.nextNumber,
    instanceId: instance.id,
    endsAt: minutesAfter(
      wanted.startedAt,
      Math.min(minutes ?? Number.POSITIVE_INFINITY, fleet.maxSessionMinutes),
    ),
  };
  return { ...fleet, sessions: [...fleet.sessions, session], nextNumber: fleet.nextNumber + 1 };
}

/** Takes an instance out of rotation: it goes with its last session. */
export function withDrained(fleet: FleetRecord, instanceId: string): FleetRecord {
  return {
    ...fleet,
    instances: fleet.instances.map((one) => (one.id === instanceId ? { ...one, draining: true } : one)),
  };
}
