import { AwsError } from '../../errors/aws-error.ts';
import type { FleetRecord } from '../../world/fleets/fleet-record.ts';
import { presentFleet } from '../../world/fleets/region-fleets.ts';
import { resourceNotFound } from '../find-resource.ts';
import type { OperationContext } from '../operation.ts';

/** A fleet by name, as it is now. Throws ResourceNotFoundException. */
export function findFleet(name: string, { region, now }: OperationContext): FleetRecord {
  const fleet = presentFleet(region, name, now);
  if (fleet === undefined) throw resourceNotFound(`Fleet ${name}`);
  return fleet;
}

/** The error for what can't be done now, or not with this fleet. */
export function notPermitted(message: string): AwsError {
  return new AwsError('OperationNotPermittedException', message);
}
