import type { ImageProblem, ImageRecord, Tags } from './image.ts';
import type { TagChange } from './image-store.ts';
import type { Instant } from './instant.ts';
import type { ImageShare } from './inventory.ts';

/**
 * What a fleet's state means to a rollout.
 *
 * - `running`: takes another image of the same operating system. `stopped`: takes any image.
 * - `changing`: starting or stopping, or in a state that the store does not know; takes none now.
 */
export type FleetCondition = 'running' | 'stopped' | 'changing';

/** How the instances of a fleet come into being. Elastic fleets have no image of their own, but app blocks. */
export type FleetKind = 'always-on' | 'on-demand' | 'elastic';

/** How many users a fleet could serve; in sessions where an instance serves several users, else in instances. */
export interface FleetCapacity {
  readonly desired: number;
  /** What nobody else can take: an instance that is drained counts as a whole. */
  readonly inUse: number;
  /** Free for users now. */
  readonly available: number;
}

/** One fleet as a store saw it at one moment. */
export interface FleetRecord {
  readonly name: string;
  /** The store's own handle of the fleet, needed to tag it (in AppStream: the ARN). */
  readonly id: string;
  readonly kind: FleetKind;
  readonly condition: FleetCondition;
  /** The store's own word for the state, for people to read: `RUNNING`, `STOPPING`, … */
  readonly state: string;
  /** The `id` of the image, or its name where the store knows no more. Absent for elastic fleets. */
  readonly image?: string;
  /** The current tags. */
  readonly tags: Tags;
  /** Absent when the store does not tell. */
  readonly capacity?: FleetCapacity;
  /**
   * Users that an instance serves at once. With several it may keep the image before as long as one of them is there.
   */
  readonly sessionsPerInstance: number;
  /** Errors that the store reports of the fleet now; empty for none. */
  readonly problems: readonly ImageProblem[];
}

/** A session of a user in progress. */
export interface FleetSession {
  readonly id: string;
  readonly startedAt: Instant;
  /** The instance that it is on. Absent when the store does not tell. */
  readonly instance?: string;
  /** Whether its instance is drained: it takes no more sessions, and goes with its last one. */
  readonly draining: boolean;
}

/**
 * Where fleets live. Every method rejects with an `ImageStoreError`, and with nothing else: `busy` may pass,
 * `access-denied` and `suspended` need a person, `not-found` means that the fleet or the image is gone.
 */
export interface FleetStore {
  /** All fleets of the account in its Region, each once, with their tags. Rejects rather than answer with a part. */
  list(): Promise<readonly FleetRecord[]>;

  /** The named fleets in any order, as they are now, with their tags. A name that does not exist is left out. */
  describe(names: readonly string[]): Promise<readonly FleetRecord[]>;

  /**
   * Makes a fleet use an image for all instances that start from now on. Sessions in progress go on. An image that the
   * fleet has already is no error. Rejects, and changes nothing, when the fleet is elastic or changing, when the image
   * does not exist or is not available, and when a running fleet would get another operating system.
   * @param fleet a record of `list` or `describe`
   * @param image a record of an `ImageStore`
   */
  setImage(fleet: FleetRecord, image: ImageRecord): Promise<void>;

  /** Changes tags of one fleet. Doing the same change twice is no error, nor is removing a key that is not there. */
  retag(fleet: FleetRecord, change: TagChange): Promise<void>;

  /**
   * The sessions of a fleet in progress now. Those that began before a change of its image may still run the image
   * before: no API says which image an instance runs. A fleet that does not exist has none.
   */
  sessions(fleet: FleetRecord): Promise<readonly FleetSession[]>;

  /**
   * Drains the instance that a session is on: it takes no more sessions, those on it go on, and it goes with the last one.
   * An instance that is drained already is no error. Rejects, and changes nothing, with `not-permitted` where an
   * instance serves one user, and with `not-found` when the session is over.
   * @param session one of `sessions`
   */
  drain(fleet: FleetRecord, session: FleetSession): Promise<void>;
}

/** `ok` includes an alarm that has too little data to say. */
export type AlarmState = 'ok' | 'alarm';

/** Alarms that a rollout listens to (in AWS: CloudWatch). */
export interface AlarmSource {
  /**
   * The state of each of the named alarms, metric and composite ones. A name that does not exist is left out of the
   * answer. Rejects with an `ImageStoreError`.
   */
  alarmStates(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>>;
}

/** Where the wanted version is published for code that manages fleets (in AWS: SSM Parameter Store). */
export interface ParameterStore {
  /** The values of the named parameters; one that does not exist is left out. Rejects with an `ImageStoreError`. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Writes one parameter, new or not. The same value twice is no error. Rejects with an `ImageStoreError`. */
  write(name: string, value: string): Promise<void>;
}

/** Which accounts may use images, and the means to let them. */
export interface SharingStore {
  /** The shares of the named images, of which some may have none. Rejects with an `ImageStoreError`. */
  sharesOf(images: readonly string[]): Promise<readonly ImageShare[]>;
  /** Lets an account use an image as the share says. The same twice is no error. Rejects with an `ImageStoreError`. */
  share(share: ImageShare): Promise<void>;
}
