import type { Failure } from '../image-record.ts';

/** States of a fleet in the service's model. */
export type FleetState = 'STARTING' | 'RUNNING' | 'STOPPING' | 'STOPPED';

/** How a fleet serves its users. */
export type FleetType = 'ALWAYS_ON' | 'ON_DEMAND' | 'ELASTIC';

/** How the user of a session was authenticated. */
type SessionAuthentication = 'API' | 'SAML' | 'USERPOOL' | 'AWS_AD';

/** A streaming instance of a fleet. It keeps the image that it was launched from for its whole life. */
export interface InstanceRecord {
  readonly id: string;
  readonly imageArn: string | undefined;
  /** From this instant on it can take sessions, or has failed. */
  readonly readyAt: Date;
  /** It never comes up. */
  readonly failing: boolean;
  /** It takes no more sessions, and goes with its last one. */
  readonly draining: boolean;
}

/** A user's session on an instance. */
export interface SessionRecord {
  readonly id: string;
  /** Orders the sessions of a fleet; page tokens lean on it. */
  readonly number: number;
  readonly userId: string;
  readonly stackName: string;
  readonly instanceId: string;
  readonly startedAt: Date;
  readonly endsAt: Date;
  readonly authentication: SessionAuthentication;
  readonly connected: boolean;
}

/** A fleet as the simulator stores it: as it was at the last event that was looked at. */
export interface FleetRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly state: FleetState;
  /** When STARTING becomes RUNNING, or STOPPING becomes STOPPED. */
  readonly stateEndsAt: Date | undefined;
  readonly fleetType: FleetType;
  readonly instanceType: string;
  /** Undefined: an Elastic fleet, which has app blocks instead. */
  readonly imageArn: string | undefined;
  /** The platform of an Elastic fleet. */
  readonly platform: string | undefined;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly desiredInstances: number;
  /** Undefined: one user has an instance for himself. */
  readonly sessionsPerInstance: number | undefined;
  readonly startMinutes: number;
  readonly stopMinutes: number;
  readonly replaceMinutes: number;
  readonly maxSessionMinutes: number;
  readonly instances: readonly InstanceRecord[];
  readonly sessions: readonly SessionRecord[];
  /** When unused instances with an older image are replaced. */
  readonly replaceAt: Date | undefined;
  /** Errors that it shows whatever its image. */
  readonly errors: readonly Failure[];
  /** Numbers instances and sessions. */
  readonly nextNumber: number;
}

/** Minutes after an instant. */
export function minutesAfter(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000);
}

/** Whether an instance can take a session at an instant, as far as the instance itself is concerned. */
export function isReady(instance: InstanceRecord, now: Date): boolean {
  return !instance.failing && instance.readyAt <= now;
}
