import type { AlarmRecord } from './alarms.ts';
import type { SimulatorClock } from './clock.ts';
import type { FleetRecord } from './fleets/fleet-record.ts';
import { type ImageRecord, isUpdating } from './image-record.ts';
import type { ParameterRecord } from './parameter-record.ts';
import type { Quotas, Settings } from './settings.ts';
import { createTagHistory, type TagHistory } from './tag-history.ts';

/** An image builder that someone runs by hand; those of updates are computed from the images. */
interface BuilderRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly state: string;
  readonly imageArn: string | undefined;
  readonly instanceType: string;
  readonly platform: string;
}

/** A stack: what users open, and a fleet serves. */
export interface StackRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  /** Undefined: it has no fleet any more. */
  readonly fleet: string | undefined;
}

/** What a Region of the account holds. Images, builders and fleets of two Regions never meet. */
export interface Region {
  readonly name: string;
  readonly images: Map<string, ImageRecord>;
  readonly builders: Map<string, BuilderRecord>;
  readonly fleets: Map<string, FleetRecord>;
  readonly stacks: Map<string, StackRecord>;
  readonly alarms: Map<string, AlarmRecord>;
  /** Parameters that were put, or deleted (null); all others are as the settings say. */
  readonly parameters: Map<string, ParameterRecord | null>;
  readonly tags: TagHistory;
}

/** The simulated account: the one place where state is kept. */
export interface Account {
  readonly clock: SimulatorClock;
  readonly settings: Settings;
  readonly regions: Map<string, Region>;
  quotas: Quotas;
  suspended: boolean;
  /** Counts `publishUpdates`: an image is current when it contains this round. */
  updateRound: number;
  /** Numbers images in the order of their making; page tokens lean on it. */
  nextSequence: number;
}

/** An account with nothing in it. */
export function createAccount(clock: SimulatorClock, settings: Settings, quotas: Quotas): Account {
  return {
    clock,
    settings,
    regions: new Map(),
    quotas,
    suspended: false,
    updateRound: 0,
    nextSequence: 1,
  };
}

/** A Region of the account, made on first use. */
export function regionOf(account: Account, name: string): Region {
  const known = account.regions.get(name);
  if (known !== undefined) return known;
  const region: Region = {
    name,
    images: new Map(),
    builders: new Map(),
    fleets: new Map(),
    stacks: new Map(),
    alarms: new Map(),
    parameters: new Map(),
    tags: createTagHistory(),
  };
  account.regions.set(name, region);
  return region;
}

/** An AppStream ARN; public images have an empty account field. */
export function arnOf(region: string, account: string, kind: string, name: string): string {
  return `arn:${arnPartition(region)}:appstream:${region}:${account}:${kind}/${name}`;
}

/** Whether an image contains the newest updates. */
export function isCurrent(account: Account, image: ImageRecord): boolean {
  return image.contains === account.updateRound;
}

/** The account's own images in a Region, in the order of their making. */
export function privateImages(region: Region): readonly ImageRecord[] {
  return [...region.images.values()].filter(({ visibility }) => visibility === 'PRIVATE');
}

/** Successors whose update is running. */
export function runningUpdates(region: Region, now: Date): readonly ImageRecord[] {
  return privateImages(region).filter((image) => isUpdating(image, now));
}

/** The partition of a Region, as ARNs name it. */
export function arnPartition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
