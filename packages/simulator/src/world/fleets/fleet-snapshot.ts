import type { Region } from '../account.ts';
import type { Failure } from '../image-record.ts';
import type { Tags } from '../tag-history.ts';
import { type FleetRecord, type FleetState, type FleetType, isReady } from './fleet-record.ts';
import { fleetErrors } from './region-fleets.ts';

/** A session as it is now. */
export interface SessionSnapshot {
  readonly id: string;
  readonly user: string;
  readonly stack: string;
  readonly startedAt: Date;
  readonly endsAt: Date;
}

/** A streaming instance as it is now, with what no call of AWS tells: the image that it runs. */
export interface InstanceSnapshot {
  readonly id: string;
  readonly imageName: string | undefined;
  /** `failed`: it never came up. */
  readonly state: 'starting' | 'ready' | 'failed';
  readonly draining: boolean;
  readonly sessions: readonly SessionSnapshot[];
}

/** A fleet as it is now. */
export interface FleetSnapshot {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly state: FleetState;
  readonly fleetType: FleetType;
  /** Undefined for an Elastic fleet. */
  readonly imageName: string | undefined;
  readonly imageArn: string | undefined;
  readonly tags: Tags;
  readonly desiredInstances: number;
  readonly instances: readonly InstanceSnapshot[];
  readonly errors: readonly Failure[];
}

/** Describes a fleet for the library's user. */
export function fleetSnapshot(region: Region, fleet: FleetRecord, now: Date): FleetSnapshot {
  const { name, arn, state, fleetType, imageArn, desiredInstances } = fleet;
  return {
    name,
    arn,
    region: region.name,
    state,
    fleetType,
    imageName: imageNameIn(imageArn),
    imageArn,
    tags: region.tags.latest(arn),
    desiredInstances,
    instances: fleet.instances.map((instance) => ({
      id: instance.id,
      imageName: imageNameIn(instance.imageArn),
      state: isReady(instance, now) ? 'ready' : instance.readyAt <= now ? 'failed' : 'starting',
      draining: instance.draining,
      sessions: fleet.sessions
        .filter(({ instanceId }) => instanceId === instance.id)
        .map(({ id, userId, stackName, startedAt, endsAt }) => ({
          id,
          user: userId,
          stack: stackName,
          startedAt,
          endsAt,
        })),
    })),
    errors: fleetErrors(region, fleet, now),
  };
}

/** The name of the image that an ARN names. */
export function imageNameIn(arn: string | undefined): string | undefined {
  return arn?.split(':image/')[1];
}
