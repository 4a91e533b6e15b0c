import type { ImageProblem, ImageRecord, Tags } from './image.ts';
import type { TagChange } from './image-store.ts';
import type { Instant } from './instant.ts';
import type { ImageShare } from './inventory.ts';

/**
 * What a fleet's state means to a rollout.
 *
 * - `running`: accepts another image of the same operating system. `stopped`: accepts any image.
 * - `changing`: starting or stopping, or in a state that the store does not know; accepts none now.
 */
export type FleetCondition = 'running' | 'stopped' | 'changing';

/** The type of a fleet. Elastic fleets have app blocks instead of an image of their own. */
export type FleetKind = 'always-on' | 'on-demand' | 'elastic';

/** How many users a fleet could serve; in sessions where an instance serves several users, else in instances. */
export interface FleetCapacity {
  readonly desired: number;
  /** What nobody else can take: an instance that is drained counts as a whole. */
  readonly inUse: number;
  /** Free for users now. */
  readonly available: number;
}

/** One fleet as a store returned it. */
export interface FleetRecord {
  readonly name: string;
  /** The store's identifier of the fleet, needed to tag it (in AppStream: the ARN). */
  readonly id: string;
  readonly kind: FleetKind;
  readonly condition: FleetCondition;
  /** The store's own name of the state, for people to read: `RUNNING`, `STOPPING`, … */
  readonly state: string;
  /** The `id` of the image, or its name if the store has no id. Absent for elastic fleets. */
  readonly image?: string;
  /** The current tags. */
  readonly tags: Tags;
  /** Absent when the store does not report it. */
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
 * The store of fleets. Every method rejects with an `ImageStoreError`, and with nothing else: `busy` may pass,
 * `access-denied` and `suspended` need a person, `not-found` means that the fleet or the image is gone.
 */
export interface FleetStore {
  /** All fleets of the account in its Region, each once, with their tags. Rejects rather than return an incomplete list. */
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

/** Alarms that a rollout observes (in AWS: CloudWatch). */
export interface AlarmSource {
  /**
   * The state of each of the named alarms, metric and composite ones. A name that does not exist is left out of the
   * answer. Rejects with an `ImageStoreError`.
   */
  alarmStates(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>>;
}

/** Where the desired version is published for code that manages fleets (in AWS: SSM Parameter Store). */
export interface ParameterStore {
  /** The values of the named parameters; one that does not exist is left out. Rejects with an `ImageStoreError`. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Writes one parameter, new or not. The same value twice is no error. Rejects with an `ImageStoreError`. */
  write(name: string, value: string): Promise<void>;
}

/** Reads and writes image permissions: which accounts may use images. */
export interface SharingStore {
  /** The shares of the named images, of which some may have none. Rejects with an `ImageStoreError`. */
  sharesOf(images: readonly string[]): Promise<readonly ImageShare[]>;
  /** Lets an account use an image as the share says. The same twice is no error. Rejects with an `ImageStoreError`. */
  share(share: ImageShare): Promise<void>;
}
