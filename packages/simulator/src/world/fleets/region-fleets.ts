import type { Region } from '../account.ts';
import type { Failure } from '../image-record.ts';
import { fleetAt, type ImageFails } from './fleet-life.ts';
import type { FleetRecord } from './fleet-record.ts';

/** The fleets of a Region as they are at an instant, in the order of their making. */
export function presentFleets(region: Region, now: Date): readonly FleetRecord[] {
  const fails = imageFails(region);
  for (const fleet of region.fleets.values()) region.fleets.set(fleet.name, fleetAt(fleet, now, fails));
  return [...region.fleets.values()];
}

/** A fleet as it is at an instant; undefined when there is none. */
export function presentFleet(region: Region, name: string, now: Date): FleetRecord | undefined {
  const fleet = region.fleets.get(name);
  if (fleet === undefined) return undefined;
  const present = fleetAt(fleet, now, imageFails(region));
  region.fleets.set(name, present);
  return present;
}

/** Tells which images of a Region give instances that never come up. */
export function imageFails(region: Region): ImageFails {
  return (imageArn) => imageArn !== undefined && launchErrors(region, imageArn).length > 0;
}

/** What a fleet says is wrong with it. */
export function fleetErrors(region: Region, fleet: FleetRecord, now: Date): readonly Failure[] {
  const failed = fleet.instances.filter(({ failing, readyAt }) => failing && readyAt <= now);
  const images = new Set(failed.map(({ imageArn }) => imageArn));
  return [...fleet.errors, ...[...images].flatMap((imageArn) => launchErrors(region, imageArn))];
}

function launchErrors(region: Region, imageArn: string | undefined): readonly Failure[] {
  const image = [...region.images.values()].find(({ arn }) => arn === imageArn);
  if (image !== undefined) return image.fleetErrors;
  return [{ code: 'IMAGE_NOT_FOUND', message: `The image ${imageArn ?? ''} could not be found.` }];
}
