import type { Region } from '../../world/account.ts';
import { type FleetRecord, isReady } from '../../world/fleets/fleet-record.ts';
import { imageNameIn } from '../../world/fleets/fleet-snapshot.ts';
import { fleetErrors } from '../../world/fleets/region-fleets.ts';

/** A fleet as the service describes it: https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Fleet.html */
export function fleetOnTheWire(region: Region, fleet: FleetRecord, now: Date): object {
  return {
    Arn: fleet.arn,
    Name: fleet.name,
    DisplayName: fleet.displayName,
    Description: fleet.description,
    ImageName: imageNameIn(fleet.imageArn),
    ImageArn: fleet.imageArn,
    InstanceType: fleet.instanceType,
    FleetType: fleet.fleetType,
    ComputeCapacityStatus: capacityOnTheWire(fleet, now),
    MaxUserDurationInSeconds: fleet.maxSessionMinutes * 60,
    State: fleet.state,
    CreatedTime: fleet.createdAt,
    FleetErrors: fleetErrors(region, fleet, now).map(({ code, message }) => ({
      ErrorCode: code,
      ErrorMessage: message,
    })),
    Platform: fleet.platform,
    MaxSessionsPerInstance: fleet.sessionsPerInstance,
  };
}

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ComputeCapacityStatus.html */
function capacityOnTheWire(fleet: FleetRecord, now: Date): object {
  const ready = fleet.instances.filter((instance) => isReady(instance, now));
  const used = new Set(fleet.sessions.map(({ instanceId }) => instanceId));
  const instances = {
    Desired: fleet.desiredInstances,
    Running: ready.length,
    InUse: ready.filter(({ id }) => used.has(id)).length,
    Available: ready.filter(({ id, draining }) => !used.has(id) && !draining).length,
  };
  const slots = fleet.sessionsPerInstance;
  if (slots === undefined) return instances;
  const draining = new Set(ready.filter((instance) => instance.draining).map(({ id }) => id));
  const drainSessions = fleet.sessions.filter(({ instanceId }) => draining.has(instanceId)).length;
  const active = fleet.sessions.length - drainSessions;
  // The reference gives "Actual = Available + Active" and counts instances in drain mode by themselves.
  const actual = (ready.length - draining.size) * slots;
  return {
    ...instances,
    DesiredUserSessions: fleet.desiredInstances * slots,
    AvailableUserSessions: actual - active,
    ActiveUserSessions: active,
    ActualUserSessions: actual,
    Draining: draining.size,
    DrainModeActiveUserSessions: drainSessions,
    DrainModeUnusedUserSessions: draining.size * slots - drainSessions,
  };
}
