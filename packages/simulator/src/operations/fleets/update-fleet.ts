import { AwsError } from '../../errors/aws-error.ts';
import {
  arn,
  description,
  displayName,
  integer,
  name,
  nonEmptyText,
} from '../../validation/appstream-shapes.ts';
import type { RequestShape } from '../../validation/shapes.ts';
import type { Region } from '../../world/account.ts';
import { withImage } from '../../world/fleets/fleet-changes.ts';
import { withCapacity } from '../../world/fleets/fleet-life.ts';
import type { FleetRecord } from '../../world/fleets/fleet-record.ts';
import { imageFails } from '../../world/fleets/region-fleets.ts';
import { type ImageRecord, imageState } from '../../world/image-record.ts';
import { refuseSuspended, resourceNotFound } from '../find-resource.ts';
import type { Operation } from '../operation.ts';
import { findFleet, notPermitted } from './find-fleet.ts';
import { fleetOnTheWire } from './fleet-on-the-wire.ts';

interface Request {
  readonly Name?: string;
  readonly ImageName?: string;
  readonly ImageArn?: string;
  readonly DisplayName?: string;
  readonly Description?: string;
  readonly ComputeCapacity?: { readonly DesiredInstances?: number };
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    Name: name,
    ImageName: nonEmptyText,
    ImageArn: arn,
    DisplayName: displayName,
    Description: description,
    ComputeCapacity: { type: 'structure', members: { DesiredInstances: integer } },
  },
  unplayed: [
    'InstanceType',
    'VpcConfig',
    'MaxUserDurationInSeconds',
    'DisconnectTimeoutInSeconds',
    'DeleteVpcConfig',
    'EnableDefaultInternetAccess',
    'DomainJoinInfo',
    'IdleDisconnectTimeoutInSeconds',
    'AttributesToDelete',
    'IamRoleArn',
    'StreamView',
    'Platform',
    'MaxConcurrentSessions',
    'UsbDeviceFilterStrings',
    'SessionScriptS3Location',
    'MaxSessionsPerInstance',
    'RootVolumeConfig',
    'DisableIMDSV1',
  ],
};

/**
 * Only what concerns images, and what any fleet may change while it runs.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UpdateFleet.html
 */
export const updateFleet: Operation<Request> = {
  service: 'appstream',
  name: 'UpdateFleet',
  input,
  run: (request, context) => {
    const { account, region, now } = context;
    refuseSuspended(account);
    refuseMixed(request);
    const fleet = findFleet(request.Name ?? '', context);
    refuseUnfitFleet(fleet, request);
    const image = wantedImage(region, request);
    if (image !== undefined) refuseUnfitImage(region, fleet, image, now);
    const fails = imageFails(region);
    const described: FleetRecord = {
      ...fleet,
      displayName: request.DisplayName ?? fleet.displayName,
      description: request.Description ?? fleet.description,
      desiredInstances: request.ComputeCapacity?.DesiredInstances ?? fleet.desiredInstances,
    };
    const updated = withCapacity(
      image === undefined ? described : withImage(described, image.arn, now, fails),
      now,
      fails,
    );
    region.fleets.set(fleet.name, updated);
    return { Fleet: fleetOnTheWire(region, updated, now) };
  },
};

function refuseMixed(request: Request): void {
  if (request.Name === undefined || (request.ImageName !== undefined && request.ImageArn !== undefined)) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      'Specify Name, and ImageName or ImageArn, not both.',
    );
  }
}

function wantedImage(region: Region, { ImageName, ImageArn }: Request): ImageRecord | undefined {
  if (ImageName === undefined && ImageArn === undefined) return undefined;
  // Shared images answer to their ARN only: https://repost.aws/knowledge-center/appstream-update-image
  const image = [...region.images.values()].find((one) =>
    ImageArn === undefined ? one.name === ImageName && one.visibility !== 'SHARED' : one.arn === ImageArn,
  );
  if (image === undefined) throw resourceNotFound(`Image ${ImageArn ?? ImageName}`);
  return image;
}

function refuseUnfitFleet(fleet: FleetRecord, request: Request): void {
  if (fleet.state === 'STARTING' || fleet.state === 'STOPPING') {
    throw notPermitted(
      `Fleet ${fleet.name} is ${fleet.state}; it can be updated when it is RUNNING or STOPPED.`,
    );
  }
  // "This is not allowed for Elastic fleets."
  if (fleet.fleetType === 'ELASTIC' && request.ComputeCapacity !== undefined) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      `Fleet ${fleet.name} is Elastic: it takes no ComputeCapacity.`,
    );
  }
  // The reference lists what a running fleet takes; a description is not there.
  if (fleet.state === 'RUNNING' && request.Description !== undefined) {
    throw notPermitted(`The description of fleet ${fleet.name} can be changed only while it is STOPPED.`);
  }
  const changesImage = request.ImageName !== undefined || request.ImageArn !== undefined;
  // ImageName and ImageArn are missing in the reference's list for running Elastic fleets.
  if (fleet.state === 'RUNNING' && fleet.fleetType === 'ELASTIC' && changesImage) {
    throw notPermitted(
      `The image of the Elastic fleet ${fleet.name} can be changed only while it is STOPPED.`,
    );
  }
}

function refuseUnfitImage(region: Region, fleet: FleetRecord, image: ImageRecord, now: Date): void {
  const state = imageState(image, now);
  if (state !== 'AVAILABLE') {
    throw new AwsError(
      'ResourceNotAvailableException',
      `Image ${image.name} must be AVAILABLE; it is ${state}.`,
    );
  }
  const present = [...region.images.values()].find(({ arn: presentArn }) => presentArn === fleet.imageArn);
  // "Different operating system: only while stopped"; the guide names no error for it.
  if (fleet.state === 'RUNNING' && present !== undefined && present.platform !== image.platform) {
    throw new AwsError(
      'IncompatibleImageException',
      `Image ${image.name} is for ${image.platform}, the running fleet ${fleet.name} for ${present.platform}.`,
    );
  }
}
