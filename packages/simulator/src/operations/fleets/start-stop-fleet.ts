import { AwsError } from '../../errors/aws-error.ts';
import { nonEmptyText } from '../../validation/appstream-shapes.ts';
import type { RequestShape } from '../../validation/shapes.ts';
import { starting, stopping } from '../../world/fleets/fleet-changes.ts';
import type { FleetRecord } from '../../world/fleets/fleet-record.ts';
import { imageState } from '../../world/image-record.ts';
import { refuseSuspended } from '../find-resource.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { findFleet, notPermitted } from './find-fleet.ts';

interface Request {
  readonly Name: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: { Name: nonEmptyText },
  required: ['Name'],
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_StartFleet.html */
export const startFleet: Operation<Request> = {
  service: 'appstream',
  name: 'StartFleet',
  input,
  run: ({ Name }, context) => {
    refuseSuspended(context.account);
    const fleet = findFleet(Name, context);
    if (fleet.state !== 'STOPPED') {
      throw notPermitted(`Fleet ${Name} is ${fleet.state}; it can be started when it is STOPPED.`);
    }
    refuseWithoutImage(fleet, context);
    context.region.fleets.set(Name, starting(fleet, context.now));
    return {};
  },
};

/**
 * No page tells what it does with a fleet that stops or stands already, and its model has no error for it.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_StopFleet.html
 */
export const stopFleet: Operation<Request> = {
  service: 'appstream',
  name: 'StopFleet',
  input,
  run: ({ Name }, context) => {
    const fleet = findFleet(Name, context);
    if (fleet.state === 'RUNNING' || fleet.state === 'STARTING') {
      context.region.fleets.set(Name, stopping(fleet, context.now));
    }
    return {};
  },
};

function refuseWithoutImage({ name, imageArn }: FleetRecord, { region, now }: OperationContext): void {
  if (imageArn === undefined) return;
  const image = [...region.images.values()].find(({ arn }) => arn === imageArn);
  const state = image === undefined ? 'gone' : imageState(image, now);
  if (state === 'AVAILABLE') return;
  throw new AwsError(
    'ResourceNotAvailableException',
    `Fleet ${name} can't start: its image ${imageArn} must be AVAILABLE; it is ${state}.`,
  );
}
