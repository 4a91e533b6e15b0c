import { SimulatorUsageError } from '../errors/usage-errors.ts';
import { type Account, type Region, regionOf, runningUpdates } from './account.ts';
import { addAlarm, addImage, addImageBuilder } from './add-to-account.ts';
import type { AlarmSpec, AlarmState } from './alarms.ts';
import { createFleetWorld, type FleetWorld, type InRegion } from './fleets/fleet-world.ts';
import { type ImageBuilderSnapshot, imageBuilders } from './image-builders.ts';
import type { ImageRecord } from './image-record.ts';
import { type ImageSnapshot, imageSnapshot } from './image-snapshot.ts';
import { parameterNamed } from './parameters.ts';
import type { Quotas } from './settings.ts';
import {
  parseAlarm,
  parseAlarmState,
  parseImage,
  parseImageBuilder,
  parseQuotas,
  parseTags,
} from './spec-schemas.ts';
import type { ImageBuilderSpec, ImageSpec } from './specs.ts';
import type { Tags } from './tag-history.ts';

/**
 * The simulated account from behind the scenes: set it up, look into it, disturb it.
 * All that it returns are copies. Calls that make no sense throw `SimulatorUsageError`.
 */
export interface World extends FleetWorld {
  /** Adds an image. Quotas don't apply: the account is what you say it is. */
  addImage(spec: ImageSpec): ImageSnapshot;
  /** An image as it is now; undefined when there is none. */
  image(name: string, where?: InRegion): ImageSnapshot | undefined;
  /** All images of a Region in the order of their making, those of others included. */
  images(where?: InRegion): readonly ImageSnapshot[];
  /** Takes an image away, whatever uses it. A running update of it ends without a trace. */
  removeImage(name: string, where?: InRegion): void;
  /** Replaces all tags of an image. */
  setTags(name: string, tags: Tags, where?: InRegion): void;
  /** Adds an image builder that someone runs by hand. */
  addImageBuilder(spec: ImageBuilderSpec): void;
  /** Adds an alarm of CloudWatch. */
  addAlarm(spec: AlarmSpec): void;
  /** Gives an alarm another state, from now on; changes that were planned for later are dropped. */
  setAlarm(name: string, state: AlarmState, where?: InRegion): void;
  /** The value of a parameter of SSM as it is now; undefined when there is none. */
  parameter(name: string, where?: InRegion): string | undefined;
  /** All image builders of a Region, those of running updates included. */
  builders(where?: InRegion): readonly ImageBuilderSnapshot[];
  /** The successors whose update is running. */
  updatesInProgress(where?: InRegion): readonly ImageSnapshot[];
  /** Changes quotas; those not named stay as they are. */
  setQuotas(quotas: Partial<Quotas>): void;
  /** AWS publishes updates: from now on no image there is current. */
  publishUpdates(): void;
  /** Suspends the account: calls that change something answer InvalidAccountStatusException. */
  suspend(): void;
  /** Ends a suspension. */
  reinstate(): void;
}

/** The door to an account for the library's user. */
export function createWorld(account: Account): World {
  const regionNamed = (name: string | undefined): Region =>
    regionOf(account, name ?? account.settings.region);
  const imageNamed = (name: string, where: InRegion | undefined): { region: Region; image: ImageRecord } => {
    const region = regionNamed(where?.region);
    const image = region.images.get(name);
    if (image === undefined) throw new SimulatorUsageError(`There is no image "${name}" in ${region.name}.`);
    return { region, image };
  };
  const snapshot = (name: string, where?: InRegion): ImageSnapshot | undefined => {
    const region = regionNamed(where?.region);
    const image = region.images.get(name);
    return image === undefined ? undefined : imageSnapshot(account, region, image);
  };
  const snapshots = (region: Region, images: Iterable<ImageRecord>): readonly ImageSnapshot[] =>
    [...images].map((image) => imageSnapshot(account, region, image));
  return {
    ...createFleetWorld(account),
    addImage: (spec) => {
      const valid = parseImage(spec);
      const region = regionNamed(valid.region);
      const image = addImage(account, region, valid);
      return imageSnapshot(account, region, image);
    },
    image: snapshot,
    images: (where) => {
      const region = regionNamed(where?.region);
      return snapshots(region, region.images.values());
    },
    removeImage: (name, where) => {
      const { region, image } = imageNamed(name, where);
      region.images.delete(name);
      region.tags.forget(image.arn, account.clock.now());
    },
    setTags: (name, tags, where) => {
      const { region, image } = imageNamed(name, where);
      region.tags.set(image.arn, parseTags(tags), account.clock.now());
    },
    addImageBuilder: (spec) => {
      const valid = parseImageBuilder(spec);
      addImageBuilder(account, regionNamed(valid.region), valid);
    },
    addAlarm: (spec) => {
      const valid = parseAlarm(spec);
      addAlarm(account, regionNamed(valid.region), valid);
    },
    setAlarm: (name, state, where) => {
      const region = regionNamed(where?.region);
      const alarm = region.alarms.get(name);
      if (alarm === undefined)
        throw new SimulatorUsageError(`There is no alarm "${name}" in ${region.name}.`);
      const now = account.clock.now();
      const past = alarm.states.filter(({ at }) => at <= now);
      region.alarms.set(name, { ...alarm, states: [...past, { at: now, state: parseAlarmState(state) }] });
    },
    parameter: (name, where) => parameterNamed(account, regionNamed(where?.region), name)?.value,
    builders: (where) => imageBuilders(account, regionNamed(where?.region), account.clock.now()),
    updatesInProgress: (where) => {
      const region = regionNamed(where?.region);
      return snapshots(region, runningUpdates(region, account.clock.now()));
    },
    setQuotas: (quotas) => {
      account.quotas = { ...account.quotas, ...parseQuotas(quotas) };
    },
    publishUpdates: () => {
      account.updateRound += 1;
    },
    suspend: () => {
      account.suspended = true;
    },
    reinstate: () => {
      account.suspended = false;
    },
  };
}
