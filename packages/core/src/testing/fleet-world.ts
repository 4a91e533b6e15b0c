import type {
  AlarmSource,
  AlarmState,
  FleetCapacity,
  FleetCondition,
  FleetKind,
  FleetStore,
  ParameterStore,
  SharingStore,
} from '../ports/fleet-store.ts';
import type { ImageProblem, Tags } from '../ports/image.ts';
import type { ImageWorld, WorldSetup } from './image-world.ts';

/** One fleet of a test's world. Everything but the name has a default. */
export interface WorldFleet {
  readonly name: string;
  /** Name of its image. Absent for an elastic fleet. */
  readonly image?: string;
  /** Name of an image of another account that it has in the place of one of its own account. */
  readonly sharedImage?: string;
  /** @defaultValue none */
  readonly tags?: Tags;
  /** @defaultValue `on-demand` */
  readonly kind?: FleetKind;
  /** @defaultValue `running` */
  readonly condition?: FleetCondition;
  /** @defaultValue what its instances and the sessions on them come to */
  readonly capacity?: FleetCapacity;
  /** @defaultValue 2 */
  readonly instances?: number;
  /** @defaultValue 1 */
  readonly sessionsPerInstance?: number;
}

/** A world of images and fleets. Plain data. */
export interface FleetWorldSetup extends WorldSetup {
  readonly fleets: readonly WorldFleet[];
}

/** A world of fleets that a test can inspect and change, in addition to the stores that a rollout uses. */
export interface FleetWorld {
  /** The images of the same account, and the clock. */
  readonly images: ImageWorld;
  readonly fleets: FleetStore;
  readonly alarms: AlarmSource;
  readonly parameters: ParameterStore;
  readonly sharing: SharingStore;
  /** Every fleet that exists now, by name, with the name of its image. */
  seen(): ReadonlyMap<string, { readonly image: string | undefined; readonly tags: Tags }>;
  /** Every change of a fleet's image, in order. */
  switches(): readonly { readonly fleet: string; readonly from: string | undefined; readonly to: string }[];
  /** Changes a fleet from outside the rollout; one that does not exist is ignored. */
  changeFleet(name: string, change: Partial<Omit<WorldFleet, 'name'>>): void;
  /** Creates a fleet. */
  addFleet(fleet: WorldFleet): void;
  /** Deletes a fleet. */
  removeFleet(name: string): void;
  /** Sets the errors that the store reports of a fleet. */
  setProblems(name: string, problems: readonly ImageProblem[]): void;
  /** A user's session on a fleet begins now and lasts so many minutes, where an instance has room. */
  startSession(name: string, minutes: number): void;
  /** Sets the state of an alarm. */
  setAlarm(name: string, state: AlarmState): void;
  /** Releases the resources of the world. */
  close(): Promise<void>;
}

/** Builds a world of fleets from its setup. */
export type MakeFleetWorld = (setup: FleetWorldSetup) => Promise<FleetWorld>;
