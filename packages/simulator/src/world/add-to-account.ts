import { SimulatorUsageError } from '../errors/usage-errors.ts';
import { type Account, arnOf, arnPartition, type Region } from './account.ts';
import type { AlarmSpec } from './alarms.ts';
import type { ImageRecord } from './image-record.ts';
import type { ImageBuilderSpec, ImageSpec } from './specs.ts';

const DAY = 86_400_000;
const OTHER_ACCOUNT = '999988887777';
const RELEASED = new Date('2025-10-08T00:00:00Z');

/** Puts an image into a Region. Throws {@link SimulatorUsageError} when its name is taken. */
export function addImage(account: Account, region: Region, spec: ImageSpec): ImageRecord {
  if (region.images.has(spec.name)) {
    throw new SimulatorUsageError(
      `There is already an image "${spec.name}" in ${region.name}; remove it first.`,
    );
  }
  const { account: own } = account.settings;
  const visibility = spec.visibility ?? (spec.owned === false ? 'SHARED' : 'PRIVATE');
  const owner = { PRIVATE: own, SHARED: OTHER_ACCOUNT, PUBLIC: '' }[visibility];
  const now = account.clock.now();
  const createdAt = spec.createdAt ?? new Date(now.getTime() - (spec.daysOld ?? 30) * DAY);
  const arn = arnOf(region.name, owner, 'image', spec.name);
  const image: ImageRecord = {
    sequence: account.nextSequence,
    name: spec.name,
    arn,
    region: region.name,
    visibility,
    platform: spec.platform ?? 'WINDOWS_SERVER_2022',
    instanceFamilies: spec.instanceFamilies,
    createdAt: new Date(createdAt),
    description: spec.description,
    displayName: spec.displayName,
    baseImageArn:
      spec.basedOn === undefined
        ? arnOf(region.name, '', 'image', 'AppStream-WinServer2022-10-08-2025')
        : arnOf(region.name, owner, 'image', spec.basedOn),
    // Updated, copied and shared images have none; an image of one's own was made with some builder.
    imageBuilderName:
      visibility === 'PRIVATE' && spec.basedOn === undefined ? `${spec.name}-builder` : undefined,
    agentVersion: '10-02-2025',
    publicBaseImageReleasedDate: RELEASED,
    behaviour: spec.update ?? {},
    begun: new Set(),
    contains: spec.update?.current === true ? account.updateRound : undefined,
    progress: { kind: 'settled', state: spec.state ?? 'AVAILABLE' },
    fleetErrors: spec.fleetErrors ?? [],
    shares: new Map(Object.entries(spec.permissions ?? {})),
  };
  region.images.set(spec.name, image);
  account.nextSequence += 1;
  // Tags are as old as the image, so that a lagging tagging API knows them from the start.
  region.tags.set(arn, spec.tags ?? {}, new Date(Math.min(createdAt.getTime(), now.getTime())));
  return image;
}

/** Puts an image builder into a Region. Throws {@link SimulatorUsageError} when it is there already. */
export function addImageBuilder(account: Account, region: Region, spec: ImageBuilderSpec): void {
  if (region.builders.has(spec.name)) {
    throw new SimulatorUsageError(`There is already an image builder "${spec.name}" in ${region.name}.`);
  }
  const arn = arnOf(region.name, account.settings.account, 'image-builder', spec.name);
  const createdAt = account.clock.now();
  region.builders.set(spec.name, {
    name: spec.name,
    arn,
    createdAt,
    state: spec.state ?? 'RUNNING',
    imageArn:
      spec.imageName === undefined
        ? undefined
        : imageArn(region, spec.imageName, `The image builder "${spec.name}"`),
    instanceType: 'stream.standard.medium',
    platform: 'WINDOWS_SERVER_2022',
  });
  region.tags.set(arn, spec.tags ?? {}, createdAt);
}

/** Puts an alarm into a Region. Throws {@link SimulatorUsageError} when it is there already. */
export function addAlarm(account: Account, region: Region, spec: AlarmSpec): void {
  if (region.alarms.has(spec.name)) {
    throw new SimulatorUsageError(`There is already an alarm "${spec.name}" in ${region.name}.`);
  }
  const now = account.clock.now();
  const changes = (spec.changes ?? []).map(({ afterMinutes, state }) => {
    return { at: new Date(now.getTime() + afterMinutes * 60_000), state };
  });
  const states = [{ at: now, state: spec.state ?? 'OK' }, ...changes];
  const owner = `${region.name}:${account.settings.account}`;
  region.alarms.set(spec.name, {
    name: spec.name,
    arn: `arn:${arnPartition(region.name)}:cloudwatch:${owner}:alarm:${spec.name}`,
    composite: spec.composite ?? false,
    description: spec.description,
    createdAt: now,
    states: states.sort((one, other) => one.at.getTime() - other.at.getTime()),
  });
}

function imageArn(region: Region, name: string, user: string): string {
  const image = region.images.get(name);
  if (image !== undefined) return image.arn;
  throw new SimulatorUsageError(
    `${user} uses the image "${name}", which isn't in ${region.name}; add it first.`,
  );
}
