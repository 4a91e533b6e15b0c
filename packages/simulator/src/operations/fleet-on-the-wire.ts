import type { FleetRecord, Region } from '../world/account.ts';
import { epochSeconds } from './image-on-the-wire.ts';

/** A fleet as the service describes it: https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Fleet.html */
export function fleetOnTheWire(region: Region, fleet: FleetRecord): object {
  const image = [...region.images.values()].find(({ arn }) => arn === fleet.imageArn);
  const running = fleet.state === 'RUNNING' ? fleet.desiredInstances : 0;
  return {
    Arn: fleet.arn,
    Name: fleet.name,
    DisplayName: fleet.displayName,
    Description: fleet.description,
    ImageName: image?.name ?? fleet.imageArn.split(':image/')[1],
    ImageArn: fleet.imageArn,
    InstanceType: fleet.instanceType,
    FleetType: fleet.fleetType,
    ComputeCapacityStatus: {
      Desired: fleet.desiredInstances,
      Running: running,
      InUse: 0,
      Available: running,
    },
    State: fleet.state,
    CreatedTime: epochSeconds(fleet.createdAt),
    FleetErrors: [],
    Platform: image?.platform,
  };
}
